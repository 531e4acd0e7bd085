"""Taking the deployed plan over: only a good one, and nothing that goes wrong changes what is in force."""

import pytest

from appcare.application.rollout.ports import InForce
from appcare.application.rollout.take_plan import MOST_TOLD, TakePlan
from appcare.domain.errors import AppCareError, StorageError, UndigestibleError
from appcare.domain.rollout.plan import Plan
from appcare.domain.rollout.plan_text import read_plan
from appcare.memory.clock import MovedClock
from appcare.memory.plan_deployments import MemoryPlanDeployments
from appcare.memory.rollouts import MemoryRollouts
from appcare.memory.telemetry import MemoryTelemetry
from tests.unit.rollout.plans import SURROUNDINGS, plan_text

GOOD, BETTER = plan_text({"share": 5}).encode(), plan_text({"share": 20}).encode()
ANNA = "06 12345678"
BROKEN = plan_text({"share": 5, "allow": [ANNA]}, {"share": 3}).encode()


class TroubledRollouts(MemoryRollouts):
    """Rollouts that cannot be read, or not be changed, when told so."""

    unread: AppCareError | None = None
    unchanged: AppCareError | None = None

    def read(self) -> InForce | None:
        """Read or fail."""
        if self.unread:
            raise self.unread
        return super().read()

    def take(self, plan: Plan, at: int) -> None:
        """Take or fail."""
        if self.unchanged:
            raise self.unchanged
        super().take(plan, at)


class World:
    """A clock's duty over memory."""

    def __init__(self) -> None:
        """Put it together; nothing is deployed."""
        self.source = MemoryPlanDeployments()
        self.rollouts = TroubledRollouts()
        self.telemetry = MemoryTelemetry()
        self.clock = MovedClock(60_000)
        self.duty = TakePlan(self.source, self.rollouts, SURROUNDINGS, self.clock, self.telemetry)

    def minute(self, plan: bytes | None = None) -> dict[str, int]:
        """Deploy a plan, let the minute's tick come, and return what it counted."""
        if plan is not None:
            self.source.plans.append(plan)
        before = self.telemetry.counts.copy()
        self.duty.run()
        self.clock.sleep(60)
        return dict(self.telemetry.counts - before)

    def in_force(self) -> tuple[Plan, int]:
        """Return the plan that counts, and since when."""
        found = self.rollouts.read()
        assert found is not None
        return found.plan, found.taken_at


def test_a_plan_counts_from_the_next_minute() -> None:
    """The first one and each one after it; in between nothing is written."""
    world = World()
    assert world.minute(GOOD) == {}
    assert world.minute() == {}
    assert world.in_force() == (read_plan(GOOD), 60_000)
    assert world.minute(BETTER) == {}
    assert world.in_force() == (read_plan(BETTER), 180_000)
    assert [line for line, _ in world.telemetry.lines] == ["plan taken over"] * 2


def test_a_broken_plan_changes_nothing() -> None:
    """The last good one counts on; each minute counts the broken one, so that the alarm stays."""
    world = World()
    world.minute(GOOD)
    for _ in range(3):
        assert world.minute(BROKEN) == {"rollout.plan_rejected": 1}
    assert world.in_force() == (read_plan(GOOD), 60_000)
    assert world.minute(BETTER) == {}
    assert world.in_force()[0] == read_plan(BETTER)


def test_a_broken_plan_is_told_without_anybody_in_it() -> None:
    """The log says number, step and reason of each flaw, and no entry of a list."""
    world = World()
    world.minute(GOOD)
    world.minute(BROKEN)
    told = [fields for line, fields in world.telemetry.lines if line == "plan rejected"]
    assert [(one["number"], one["step"]) for one in told] == [("support", "step 2"), ("support", "step 1")]
    assert told[0]["reason"] == "share 3 is less than the 5 of the step before"
    assert "12345678" not in str(told)


def test_a_very_broken_plan_does_not_flood_the_log() -> None:
    """Of hundreds of flaws the first ones are told."""
    world = World()
    world.minute(plan_text({"allow": [ANNA] * 500}).encode())
    assert len([line for line, _ in world.telemetry.lines if line == "plan rejected"]) == MOST_TOLD


def test_appconfig_cannot_be_asked() -> None:
    """What is in force counts on, and it is counted; with nothing in force, that is counted as well."""
    world = World()
    world.source.trouble = StorageError("throttled")
    assert world.minute() == {"rollout.plan_unreachable": 1, "rollout.plan_missing": 1}
    world.source.trouble = None
    world.minute(GOOD)
    world.source.trouble = StorageError("throttled")
    assert world.minute() == {"rollout.plan_unreachable": 1}
    assert world.in_force() == (read_plan(GOOD), 60_000 * 2)


@pytest.mark.parametrize("plan", [None, BROKEN])
def test_there_is_no_plan_at_all(plan: bytes | None) -> None:
    """Nothing in force and nothing to be had: everybody waits, which somebody must hear of."""
    world = World()
    for _ in range(2):
        assert world.minute(plan)["rollout.plan_missing"] == 1
    assert world.rollouts.read() is None


def test_what_is_kept_is_no_plan() -> None:
    """A plan that this release cannot read is replaced by the deployed one."""
    world = World()
    world.rollouts.unread = UndigestibleError("no plan")
    assert world.minute(GOOD) == {}
    world.rollouts.unread = None
    assert world.in_force()[0] == read_plan(GOOD)


@pytest.mark.parametrize("where", ["unread", "unchanged"])
def test_state_is_down(where: str) -> None:
    """The minute fails, and the next one takes the same plan over."""
    world = World()
    setattr(world.rollouts, where, StorageError("throttled"))
    with pytest.raises(StorageError):
        world.minute(GOOD)
    setattr(world.rollouts, where, None)
    assert world.minute() == {}
    assert world.in_force()[0] == read_plan(GOOD)
