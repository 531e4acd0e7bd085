"""Ports that remember what the model asks about."""

from collections.abc import Sequence

from appcare.application.delivery_ports import Outgoing
from appcare.domain.lanes import EventRef
from appcare.memory.queues import MemoryDeliveryQueues
from appcare.memory.state import MemoryThrottle


class CountingThrottle(MemoryThrottle):
    """The throttle; counts the slots that it gave."""

    def __init__(self) -> None:
        super().__init__()
        self.granted = 0

    def reserve(
        self, destination: str, slots: int, now: int, interval_ms: float, horizon_ms: float
    ) -> tuple[float, bool]:
        """Reserve, and count what was given."""
        found = super().reserve(destination, slots, now, interval_ms, horizon_ms)
        self.granted += slots if found[1] else 0
        return found


class NotingQueues:
    """The router's queues; remembers what was ever sent, for replays."""

    def __init__(self, queues: MemoryDeliveryQueues, seen: list[EventRef]) -> None:
        self._queues = queues
        self._seen = seen

    def send(self, outgoing: Sequence[Outgoing]) -> None:
        """Remember, and send."""
        self._seen.extend(one.ref for one in outgoing)
        self._queues.send(outgoing)
