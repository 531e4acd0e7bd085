"""The lanes in memory."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from threading import Lock

from appcare.domain.lanes import Held, Lane, LaneId


class MemoryLanes:
    """`Lanes` in two dictionaries: the lanes that wait, and what is held behind each."""

    def __init__(self) -> None:
        """Start with nothing waiting."""
        self.lanes: dict[LaneId, Lane] = {}
        self.behind: dict[LaneId, dict[int, Held]] = {}
        self._lock = Lock()

    def read(self, ids: Iterable[LaneId]) -> Mapping[LaneId, Lane]:
        """Return the lanes that wait; one that is left out does not wait."""
        return {lane: self.lanes[lane] for lane in set(ids) if lane in self.lanes}

    def write(self, lane: Lane) -> None:
        """Create the lane or replace its reason, attempt and `due_at`."""
        with self._lock:
            self.lanes[lane.id] = lane

    def remove(self, lane: LaneId) -> None:
        """Remove the lane's own record; what is held behind it is not touched."""
        with self._lock:
            self.lanes.pop(lane, None)

    def hasten(self, lane: LaneId, due_at: int) -> bool:
        """Set `due_at` if the lane waits; False: it does not."""
        with self._lock:
            if lane not in self.lanes:
                return False
            self.lanes[lane] = replace(self.lanes[lane], due_at=due_at)
            return True

    def hold(self, lane: LaneId, held: Held) -> None:
        """Keep an event behind the lane; the same sequence again changes nothing."""
        with self._lock:
            self.behind.setdefault(lane, {}).setdefault(int(held.sequence), held)

    def held(self, lane: LaneId, limit: int) -> Sequence[Held]:
        """Return the first held events in order of their sequence, at most `limit`."""
        behind = self.behind.get(lane, {})
        return [behind[sequence] for sequence in sorted(behind)[:limit]]

    def release(self, lane: LaneId, sequence: str) -> None:
        """Forget one held event; one that is gone already is fine."""
        with self._lock:
            behind = self.behind.get(lane, {})
            behind.pop(int(sequence), None)
            if not behind:
                self.behind.pop(lane, None)

    def due(self, destination: str, now: int, limit: int) -> Sequence[Lane]:
        """Return lanes with `due_at` <= now, the longest due first, at most `limit`."""
        due = (
            lane for lane in self.lanes.values() if lane.id.destination == destination and lane.due_at <= now
        )
        return sorted(due, key=lambda lane: lane.due_at)[:limit]
