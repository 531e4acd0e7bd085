"""The tallies of rollouts' steps in memory."""

from threading import Lock

from appcare.application.rollout.tally_ports import Tally


class MemoryTallies:
    """`Tallies` in a dictionary."""

    def __init__(self) -> None:
        """Start with none."""
        self._tallies: dict[tuple[str, int], Tally] = {}
        self._lock = Lock()

    def add(self, number: str, since: int, tally: Tally) -> None:
        """Add to a step's tally."""
        with self._lock:
            self._tallies[number, since] = self.read(number, since) + tally

    def read(self, number: str, since: int) -> Tally:
        """Return a step's tally; one never added to is zero."""
        return self._tallies.get((number, since), Tally())
