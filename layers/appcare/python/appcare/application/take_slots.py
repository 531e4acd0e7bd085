"""Slots of a destination's throttle: takes them, waits for them, and leaves those that lie too far ahead."""

from dataclasses import dataclass
from random import Random

from appcare.application.delivery_ports import Throttle
from appcare.application.ports import Clock

HORIZON_MS = 30_000
"""How far ahead a slot may lie; the function waits for it, so its timeout covers this."""

LATENESS_MS = 100
"""A call may come this late, or an interval late, and still be at its slot: threads are not that exact."""

MARGIN_MS = 3_000
"""Time kept for writing down what came of a call."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast and how long a destination may be called."""

    rate_per_second: float
    timeout_seconds: float

    @property
    def interval_ms(self) -> float:
        """Milliseconds between two slots."""
        return 1000 / self.rate_per_second


@dataclass(frozen=True, slots=True)
class Slot:
    """A moment at which a call may be made.

    Attributes:
        at: Unix milliseconds.
        taken_at: when we knew that it is ours. Where State took longer to say so than the slot lay
            ahead, the call is due at once and not late.
    """

    at: float
    taken_at: int


class SlotTaker:
    """Takes the slots of one destination during one invocation."""

    def __init__(
        self,
        destination: str,
        *,
        throttle: Throttle,
        clock: Clock,
        pace: Pace,
        deadline: int,
        random: Random,
    ) -> None:
        """Args: deadline: Unix milliseconds at which the function ends."""
        self._destination = destination
        self._throttle = throttle
        self._clock = clock
        self._pace = pace
        self._deadline = deadline
        self._random = random

    def take(self, count: int) -> list[Slot]:
        """Take slots for several calls in one write; none where they do not all lie within the horizon."""
        first, taken = self._reserve(count)
        taken_at = self._clock.now()
        interval = self._pace.interval_ms
        return [Slot(first + turn * interval, taken_at) for turn in range(count)] if taken else []

    def wait(self, slot: Slot | None) -> int | None:
        """Wait until a call may be made; return None then, else when to come back for it.

        Args:
            slot: one that was taken already.
        """
        while True:
            if slot is None:
                first, taken = self._reserve(1)
                if not taken:
                    return self._come_back(first)
                slot = Slot(first, self._clock.now())
            start = max(slot.at, self._clock.now())
            if start > self._last_start:
                return self._clock.now()
            self._clock.sleep((start - self._clock.now()) / 1000)
            lateness = self._clock.now() - max(slot.at, slot.taken_at)
            if lateness <= max(self._pace.interval_ms, LATENESS_MS):
                return None
            slot = None

    @property
    def _last_start(self) -> float:
        """The latest moment at which a call can begin and still be written down."""
        return self._deadline - self._pace.timeout_seconds * 1000 - MARGIN_MS

    def _reserve(self, count: int) -> tuple[float, bool]:
        now = self._clock.now()
        horizon = min(HORIZON_MS, self._last_start - now)
        if horizon < 0:
            return now, False
        return self._throttle.reserve(self._destination, count, now, self._pace.interval_ms, horizon)

    def _come_back(self, free_from: float) -> int:
        """Say when to ask again: as soon as slots near `free_from` can be had, not all at once."""
        now = self._clock.now()
        if free_from - now <= HORIZON_MS:
            return now
        return int(free_from - HORIZON_MS * (1 - self._random.random() / 2))
