"""A CRM whose limit is lower than the rate we were told, and which says so politely."""

import pytest

from appcare.application.ports import Clock
from appcare.domain.delivery import RetryLater, Scope
from tests.simulations.staff import Staffed
from tests.unit.model.crm_double import CrmDouble
from tests.unit.model.judgement import check

MESSAGES = 600
LIMIT, BURST = 5.0, 10.0
ASKS_FOR_S = 5.0


class Bucket:
    """Lets `LIMIT` calls a second through, and `BURST` at once."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._level, self._at = BURST, clock.now()

    def lets_through(self) -> bool:
        """Take one token, if there is one."""
        now = self._clock.now()
        self._level = min(BURST, self._level + (now - self._at) / 1000 * LIMIT)
        self._at = now
        if self._level < 1:
            return False
        self._level -= 1
        return True


def polite(crm: CrmDouble, clock: Clock) -> None:
    """Have the CRM refuse with 429 and `Retry-After` what is beyond its limit."""
    bucket, later = Bucket(clock), RetryLater("HTTP 429", ASKS_FOR_S, Scope.DESTINATION)
    crm.answers = lambda _: None if bucket.lets_through() else later


@pytest.mark.parametrize("customers", [MESSAGES, 100])
def test_a_limit_below_our_rate_slows_and_parks_nothing(customers: int) -> None:
    """Everything arrives in order at about the CRM's pace; being asked for time uses up nobody's attempts."""
    staffed = Staffed(rate=50)
    world = staffed.world
    world.crm.takes_s = 0.1
    polite(world.crm, staffed.time)
    for turn in range(MESSAGES):
        world.arrive(f"316{turn % customers:08d}")
    while world.stream:
        world.route()
    began = staffed.time.now()

    def until_delivered() -> None:
        while world.waiting():
            staffed.time.sleep(1)

    staffed.live(until_delivered)
    check(world)
    seconds = (max(world.crm.called_at) - began) / 1000
    most = max(one.attempts[-1].attempt for one in world.failed.deliveries.values() if one.attempts)
    print(  # noqa: T201 - the figures
        f"{MESSAGES} messages of {customers} customers, limit {LIMIT:.0f}/s, our rate 50/s:"
        f" {world.crm.calls} calls in {seconds:.0f} s (the limit alone: {MESSAGES / LIMIT:.0f} s),"
        f" most attempts counted {most}"
    )
    assert len(world.crm.accepted) == MESSAGES
    assert seconds < 3 * MESSAGES / LIMIT
    assert most <= 3
