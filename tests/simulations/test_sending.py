"""Five thousand answers to 2,500 customers, with storms in which Meta takes nothing."""

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Callable
from functools import partial

import pytest

from appcare.domain.delivery import RetryLater, Scope
from appcare.domain.events.agents import Reply
from appcare.domain.outgoing import LATER
from tests.simulations.virtual_time import VirtualTime
from tests.unit.model.world import START
from tests.unit.sending.meta_double import Answer
from tests.unit.sending.world import SUPPORT, SendingWorld

RATE = 80.0
MESSAGES = 5_000
CUSTOMERS = 2_500
WORKERS = 96
"""As many as the deployment has for this rate and calls of a second."""
IDLE_S = 0.05


class Office:
    """Workers of the number's queue side by side, the router, the clock, and whoever passes wake-ups on."""

    def __init__(self) -> None:
        self.time = VirtualTime(START)
        self.world = SendingWorld(clock=self.time, rate=RATE)
        self._over = False

    def live(self, story: Callable[[], None]) -> None:
        """Let everybody work while `story` goes on."""

        def tell() -> None:
            story()
            self._over = True

        self.time.spawn(tell)
        for turn in range(WORKERS):
            self.time.spawn(partial(self._repeat, lambda: self.world.work(SUPPORT), turn * IDLE_S / WORKERS))
        self.time.spawn(partial(self._repeat, lambda: self.world.work(LATER)))
        self.time.spawn(partial(self._repeat, self._pass_on))
        self.time.spawn(partial(self._repeat, self._tick))
        self.time.run()

    def _repeat(self, turn: Callable[[], object], after_s: float = 0.0) -> None:
        self.time.sleep(after_s)
        while not self._over:
            self.time.sleep(0 if turn() else IDLE_S)

    def _pass_on(self) -> bool:
        self.world.route()
        self.world.pass_wake_ups_on()
        return False

    def _tick(self) -> bool:
        self.world.tick()
        self.time.sleep(60)
        return True


class Storms:
    """Meta takes `RATE` in each second, but nothing while a storm lasts."""

    def __init__(self, office: Office, storms: list[tuple[float, float]]) -> None:
        """Args: storms: beginning and end of each, seconds after the first call."""
        self._office = office
        self._storms = storms
        self.began = 0
        self.refused = 0

    def answer(self, _our_id: str, now: int) -> Answer | None:
        """Refuse within a storm."""
        self.began = self.began or now
        second = (now - self.began) / 1000
        if any(begin <= second < end for begin, end in self._storms):
            self.refused += 1
            return RetryLater("Graph error 130429", 1, Scope.DESTINATION)
        return None


def worst_second(moments: list[int]) -> int:
    """Return the most calls that began within any second."""
    ordered = sorted(moments)
    return max(bisect_left(ordered, start + 1000) - place for place, start in enumerate(ordered))


@pytest.mark.parametrize("storms", [[], [(10.0, 14.0), (25.0, 30.0), (41.0, 42.5)]], ids=["calm", "storms"])
def test_the_rate_is_kept_through_storms(storms: list[tuple[float, float]]) -> None:
    """Every message arrives once, each customer's in order, at 95 to 100 % of what Meta allowed."""
    office = Office()
    world = office.world
    world.meta.takes_s = 0.2
    weather = Storms(office, storms)
    sent: dict[str, list[str]] = defaultdict(list)
    for turn in range(CUSTOMERS):
        world.write(f"316{turn:08d}")
    while world.stream:
        world.route()
    for turn in range(MESSAGES):
        customer = f"316{turn % CUSTOMERS:08d}"
        sent[customer].append(world.answer(customer, Reply(id="-", destination="desk", text=str(turn))))
    while world.stream:
        world.route()
    world.meta.answers = weather.answer

    def until_sent() -> None:
        while len(world.meta.taken) < MESSAGES:
            office.time.sleep(1)

    office.live(until_sent)
    taken = world.meta.taken
    lasted = (taken[-1].at - weather.began) / 1000
    lost_to_storms = sum(end - begin for begin, end in storms)
    achieved = (MESSAGES - 1) / RATE / (lasted - lost_to_storms)
    calls = [at for at, _ in world.meta.called]
    print(  # noqa: T201 - the figures
        f"{len(storms)} storms: {MESSAGES} messages in {lasted:.1f} s, {lost_to_storms:.1f} s of it taken"
        f" by storms: {achieved:.3f} of the allowed rate, worst second {worst_second(calls) / RATE:.2f},"
        f" {weather.refused} refused with 130429"
    )
    arrived: dict[str, list[str]] = defaultdict(list)
    for one in taken:
        arrived[one.to].append(one.our_id)
    assert arrived == sent
    assert 0.95 <= round(achieved, 4) <= 1.0
    assert worst_second(calls) <= RATE * 1.05
