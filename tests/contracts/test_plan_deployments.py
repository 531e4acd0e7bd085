"""What every way of a plan from people to the clock does."""

from appcare.application.rollout.plan_ports import DeployState
from tests.contracts.implementations.plans import PlansWithClock

FIRST, SECOND = b'{"numbers": {}}', b'{"numbers": {"support": {"steps": []}}}'
MINUTE_MS = 60_000


def test_nothing_was_ever_deployed(plans_with_clock: PlansWithClock) -> None:
    """There is no plan, which is told each time."""
    assert plans_with_clock.source.fetch() is None
    plans_with_clock.clock.advance(MINUTE_MS)
    assert plans_with_clock.source.fetch() is None


def test_what_is_deployed_is_fetched(plans_with_clock: PlansWithClock) -> None:
    """The latest plan comes a minute later, byte by byte, and again every minute, changed or not."""
    for plan in (FIRST, SECOND, FIRST):
        number = plans_with_clock.deployments.start(plan)
        found = plans_with_clock.deployments.look(number)
        assert (found.number, found.state) == (number, DeployState.COMPLETE)
        for _ in range(3):
            plans_with_clock.clock.advance(MINUTE_MS)
            assert plans_with_clock.source.fetch() == plan


def test_deployments_are_counted(plans_with_clock: PlansWithClock) -> None:
    """Each has a number of its own, so that one can be looked at while others came after it."""
    numbers = [plans_with_clock.deployments.start(plan) for plan in (FIRST, SECOND)]
    assert numbers == sorted(set(numbers))
    assert plans_with_clock.deployments.look(numbers[0]).number == numbers[0]
