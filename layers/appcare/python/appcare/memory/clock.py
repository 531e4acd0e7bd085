"""Time that moves only when told."""

import random
from collections.abc import Callable, Sequence


class MovedClock:
    """`Clock` for simulations: sleeping moves it, and what runs side by side runs in turn."""

    def __init__(self, start: int = 0, shuffle: random.Random | None = None) -> None:
        """Start at `start` Unix milliseconds; with `shuffle` calls side by side run in its order."""
        self._now_ms = float(start)
        self._shuffle = shuffle

    def now(self) -> int:
        """Return Unix milliseconds."""
        return int(self._now_ms)

    def sleep(self, seconds: float) -> None:
        """Move by `seconds`."""
        self._now_ms += max(0.0, seconds) * 1000

    def advance(self, milliseconds: float) -> None:
        """Move by `milliseconds`."""
        self._now_ms += max(0.0, milliseconds)

    def side_by_side(self, calls: Sequence[Callable[[], None]]) -> None:
        """Run one after another; what one sleeps, the next ones have slept as well."""
        order = list(calls)
        if self._shuffle:
            self._shuffle.shuffle(order)
        for call in order:
            call()
