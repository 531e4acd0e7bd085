"""Time in which many workers live side by side: it jumps to whatever comes next in anybody's life."""

import heapq
from collections.abc import Callable, Sequence
from functools import partial
from itertools import count

from greenlet import getcurrent, greenlet


class VirtualTime:
    """`Clock` for simulations with several workers, always the same in the same order.

    Whoever sleeps hands over to whoever is next. Nothing takes time but sleeping.
    """

    def __init__(self, start: int = 0) -> None:
        """Start at `start` Unix milliseconds."""
        self._now_ms = float(start)
        self._due: list[tuple[float, int, greenlet]] = []
        self._turns = count()
        self._hub = getcurrent()

    def now(self) -> int:
        """Return Unix milliseconds."""
        return int(self._now_ms)

    def sleep(self, seconds: float) -> None:
        """Let others live for `seconds`."""
        self._later(self._now_ms + max(0.0, seconds) * 1000, getcurrent())
        self._hub.switch()

    def advance(self, milliseconds: float) -> None:
        """Let others live for so long."""
        self.sleep(milliseconds / 1000)

    def side_by_side(self, calls: Sequence[Callable[[], None]]) -> None:
        """Run all, each in a life of its own; return when the last one is done."""
        caller, left = getcurrent(), len(calls)

        def live(call: Callable[[], None]) -> None:
            nonlocal left
            call()
            left -= 1
            if not left:
                self._later(self._now_ms, caller)

        for call in calls:
            self.spawn(partial(live, call))
        if calls:
            self._hub.switch()

    def spawn(self, call: Callable[[], None]) -> None:
        """Begin a life now."""
        self._later(self._now_ms, greenlet(call, parent=self._hub))

    def run(self) -> None:
        """Let everybody live until nobody sleeps any more."""
        while self._due:
            at, _, life = heapq.heappop(self._due)
            self._now_ms = max(self._now_ms, at)
            life.switch()

    def _later(self, at: float, life: greenlet) -> None:
        heapq.heappush(self._due, (at, next(self._turns), life))
