"""What is in force, as it was a moment ago."""

import pytest

from appcare.application.rollout.ports import InForce
from appcare.application.rollout.remembered import CACHE_MS, RememberedRollouts
from appcare.domain.errors import AppCareError, StorageError, UndigestibleError
from appcare.domain.rollout.plan import Plan
from appcare.memory.clock import MovedClock
from appcare.memory.rollouts import MemoryRollouts
from tests.unit.rollout.plans import plan_text

PLAN, OTHER = Plan(), Plan.model_validate_json(plan_text({}))


class CountedRollouts(MemoryRollouts):
    """Rollouts that count how often they are read, and fail when told to."""

    def __init__(self) -> None:
        """Start without a plan and without trouble."""
        super().__init__()
        self.reads = 0
        self.trouble: AppCareError | None = None

    def read(self) -> InForce | None:
        """Count, then read or fail."""
        self.reads += 1
        if self.trouble:
            raise self.trouble
        return super().read()


class World:
    """Rollouts, a clock, and what is remembered."""

    def __init__(self) -> None:
        """Put them together."""
        self.clock = MovedClock(1_000_000)
        self.stored = CountedRollouts()
        self.remembered = RememberedRollouts(self.stored, self.clock)

    def plan(self) -> Plan | None:
        """Return the plan that counts."""
        found = self.remembered.read()
        return found.plan if found else None


def test_it_is_asked_for_every_ten_seconds() -> None:
    """Within ten seconds State is read once; after them a new plan counts."""
    world = World()
    world.stored.take(PLAN, 1)
    assert world.plan() == PLAN
    world.stored.take(OTHER, 2)
    world.clock.advance(CACHE_MS - 1)
    assert world.plan() == PLAN
    assert world.stored.reads == 1
    world.clock.advance(1)
    assert world.plan() == OTHER
    assert world.stored.reads == 2


def test_no_plan_is_asked_for_each_time() -> None:
    """Who finds none is closed, so the first plan counts at once."""
    world = World()
    assert world.plan() is None
    world.stored.take(PLAN, 1)
    assert world.plan() == PLAN


@pytest.mark.parametrize("trouble", [StorageError("throttled"), UndigestibleError("no plan")])
def test_what_was_read_counts_on(trouble: AppCareError) -> None:
    """While State cannot be read the last plan counts, and State is asked again every ten seconds."""
    world = World()
    world.stored.take(PLAN, 1)
    assert world.plan() == PLAN
    world.stored.trouble = trouble
    for _ in range(5):
        world.clock.advance(CACHE_MS)
        assert (world.plan(), world.plan()) == (PLAN, PLAN)
    assert world.stored.reads == 6
    world.stored.trouble = None
    world.stored.take(OTHER, 2)
    world.clock.advance(CACHE_MS)
    assert world.plan() == OTHER


@pytest.mark.parametrize("trouble", [StorageError("throttled"), UndigestibleError("no plan")])
def test_nothing_was_ever_read(trouble: AppCareError) -> None:
    """Then it is trouble of ours that heals: whoever asked tries again, and nobody is turned away."""
    world = World()
    world.stored.trouble = trouble
    with pytest.raises(StorageError) as error:
        world.plan()
    assert error.value.retryable
