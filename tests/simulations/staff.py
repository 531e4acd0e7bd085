"""A world with a staff: several workers at once, the router, the clock, and whoever passes wake-ups on."""

from collections import Counter
from collections.abc import Callable
from functools import partial

from tests.simulations.virtual_time import VirtualTime
from tests.unit.model.world import RATE, START, World

BATCH = 10
IDLE_S = 0.05
LONGEST_PAUSE_S = 2.0
TICK_S = 60.0
WRITES = frozenset(
    {
        "throttle.reserve",
        "states.change",
        "lanes.write",
        "lanes.remove",
        "lanes.hold",
        "lanes.release",
        "failed.add",
        "failed.park",
        "failed.settle",
        "failed.supersede",
    }
)
"""Port calls that write to State while events are delivered."""


class Staffed:
    """The shipped classes over memory ports, with `workers` of the destination's queue side by side."""

    def __init__(self, rate: float = RATE, workers: int = 10) -> None:
        self.time = VirtualTime(START)
        self.world = World(rate=rate, clock=self.time)
        self.calls: Counter[str] = Counter()
        self.world.interruptions.before = lambda _number, name: self.calls.update([name])
        self._workers = workers
        self._over = False

    @property
    def writes(self) -> int:
        """How often State was written to for deliveries."""
        return sum(number for name, number in self.calls.items() if name in WRITES)

    def live(self, story: Callable[[], None]) -> None:
        """Let the staff work while `story` goes on, and until it ends."""

        def tell() -> None:
            story()
            self._over = True

        self.time.spawn(tell)
        for turn in range(self._workers):
            self.time.spawn(partial(self._repeat, self._work, turn * IDLE_S / self._workers))
        self.time.spawn(partial(self._repeat, self._pass_on))
        self.time.spawn(partial(self._repeat, self._tick))
        self.time.run()

    def _repeat(self, turn: Callable[[], bool], after_s: float = 0.0) -> None:
        """Take turns for ever; whoever finds nothing to do looks again later and later, as a poll does."""
        self.time.sleep(after_s)
        pause_s = IDLE_S
        while not self._over:
            pause_s = IDLE_S if turn() else min(2 * pause_s, LONGEST_PAUSE_S)
            self.time.sleep(0 if pause_s == IDLE_S else pause_s)

    def _work(self) -> bool:
        return self.world.work(BATCH)

    def _pass_on(self) -> bool:
        found = bool(self.world.stream) or self.world.delayed.next_at() is not None
        self.world.route()
        self.world.pass_wake_ups_on()
        self.time.sleep(IDLE_S)
        return found

    def _tick(self) -> bool:
        self.world.tick()
        self.time.sleep(TICK_S)
        return True
