"""How a rollout moves by itself."""

from dataclasses import replace
from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.rollout.health import Verdict
from appcare.domain.rollout.plan import NumberPlan, Step
from appcare.domain.rollout.progress import caught_up, moved_on, next_step_at
from appcare.domain.rollout.signals import Severity
from appcare.domain.rollout.standing import CLOCK, ChangeKind, Grip, Standing, current_step
from tests.unit.rollout.moving_plans import GOOD, HOUR, NAMES, SHARES, five_steps, red, warned

PLAN = five_steps()
MINUTE = 60_000


def at_step(index: int, since: int = 0) -> Standing:
    """Return a standing at a step, which was advanced to."""
    begun = caught_up("support", PLAN, None, since)
    assert begun.change
    change = replace(begun.change, kind=ChangeKind.ADVANCED)
    return replace(begun, step=NAMES[index], share_bp=SHARES[index] * 100, change=change, told=True)


def last(standing: Standing) -> tuple[ChangeKind, str, str, tuple[str, ...]]:
    """Return what the latest change says."""
    assert standing.change
    return standing.change.kind, standing.change.from_step, standing.change.to_step, standing.change.reasons


def test_a_number_begins_at_the_first_step() -> None:
    """That is a change, which is to be told."""
    begun = caught_up("support", PLAN, None, 7)
    assert (begun.step, begun.share_bp, begun.since, begun.version, begun.told) == ("1 %", 100, 7, 1, False)
    assert last(begun) == (ChangeKind.PLAN_CHANGED, "", "1 %", ("begun",))
    assert caught_up("support", PLAN, begun, 8) is begun


def test_it_advances_after_good_hours() -> None:
    """Not a moment sooner; the hours of the next step begin anew."""
    standing = at_step(1)
    due_at = 24 * HOUR
    assert next_step_at(PLAN, standing) == due_at
    assert moved_on(PLAN, standing, GOOD, due_at - 1) is standing
    after = moved_on(PLAN, standing, GOOD, due_at)
    assert last(after) == (ChangeKind.ADVANCED, "5 %", "20 %", ("hold_over",))
    assert (after.step, after.share_bp, after.since, after.good_since) == ("20 %", 2000, due_at, due_at)
    assert after.change
    assert after.change.figures["good_hours"] == 24


def test_the_last_step_is_the_last() -> None:
    """There is nothing after it."""
    standing = at_step(4)
    assert next_step_at(PLAN, standing) is None
    assert moved_on(PLAN, standing, GOOD, 999 * HOUR) is standing


def test_a_warning_holds_and_is_told_once() -> None:
    """The good hours begin anew when it is over, which is told once, too."""
    held = moved_on(PLAN, at_step(1), warned(5), 10 * HOUR)
    assert last(held) == (ChangeKind.HELD, "5 %", "5 %", ("alarm:queue-age-crm",))
    assert moved_on(PLAN, held, warned(5), 30 * HOUR) is held
    other = moved_on(PLAN, held, warned(6, "overdue:31%"), 31 * HOUR)
    assert (other.trouble, other.change, other.version) == (("overdue:31%",), held.change, held.version + 1)

    well = moved_on(PLAN, other, GOOD, 40 * HOUR)
    assert last(well) == (ChangeKind.RESUMED, "5 %", "5 %", ("over:overdue:31%",))
    assert (well.trouble, well.good_since, well.since) == ((), 40 * HOUR, 0)
    assert moved_on(PLAN, well, GOOD, 64 * HOUR - 1) is well
    assert last(moved_on(PLAN, well, GOOD, 64 * HOUR))[0] is ChangeKind.ADVANCED


def test_red_steps_back_at_once_and_waits_for_it_to_help() -> None:
    """The same red takes it a further step back only after a day, one that began since at once."""
    back = moved_on(PLAN, at_step(3), red(9 * HOUR), 10 * HOUR)
    assert last(back) == (ChangeKind.STEPPED_BACK, "50 %", "20 %", ("quality:flagged",))
    assert moved_on(PLAN, back, red(9 * HOUR), 34 * HOUR - 1) is back
    assert moved_on(PLAN, back, red(9 * HOUR), 34 * HOUR).step == "5 %"
    assert moved_on(PLAN, back, red(10 * HOUR + 1), 10 * HOUR + MINUTE).step == "5 %"


def test_after_a_step_back_it_resumes_and_advances_again() -> None:
    """The end of the trouble is told, and the hours begin then."""
    back = moved_on(PLAN, at_step(3), red(9 * HOUR), 10 * HOUR)
    well = moved_on(PLAN, back, GOOD, 10 * HOUR + MINUTE)
    assert last(well) == (ChangeKind.RESUMED, "20 %", "20 %", ("over:quality:flagged",))
    assert last(moved_on(PLAN, well, GOOD, 34 * HOUR + MINUTE))[2] == "50 %"


def test_a_warning_after_a_step_back_is_the_same_episode() -> None:
    """What is left of the trouble is noted, not told again."""
    back = moved_on(PLAN, at_step(3), red(9 * HOUR), 10 * HOUR)
    left = moved_on(PLAN, back, warned(), 11 * HOUR)
    assert (left.change, left.trouble) == (back.change, ("alarm:queue-age-crm",))


def test_red_at_the_first_step_holds() -> None:
    """There is none before it."""
    held = moved_on(PLAN, at_step(0), red(5), 10 * HOUR)
    assert last(held) == (ChangeKind.HELD, "1 %", "1 %", ("quality:flagged",))
    assert moved_on(PLAN, held, red(5), 20 * HOUR) is held


def test_a_warning_at_the_last_step_is_only_noted() -> None:
    """There is nothing to hold; red still steps back."""
    noted = moved_on(PLAN, at_step(4), warned(), 1)
    assert (noted.trouble, noted.change) == (("alarm:queue-age-crm",), at_step(4).change)
    assert moved_on(PLAN, noted, GOOD, 2).trouble == ()
    assert moved_on(PLAN, noted, red(3), 4).step == "50 %"


def test_held_by_a_person() -> None:
    """It does not advance, tells of no warning, and steps back on red."""
    standing = replace(at_step(2), grip=Grip.HOLD)
    assert moved_on(PLAN, standing, GOOD, 999 * HOUR) is standing
    noted = moved_on(PLAN, standing, warned(), 1)
    assert (noted.change, noted.trouble) == (standing.change, ("alarm:queue-age-crm",))
    back = moved_on(PLAN, noted, red(3), 4)
    assert (back.step, back.grip) == ("5 %", Grip.HOLD)
    assert moved_on(PLAN, back, GOOD, 5).change == back.change


def test_another_plan_with_the_same_step() -> None:
    """The step goes on; where its share is another one, the good hours begin anew."""
    standing = at_step(1)
    longer = five_steps(hold_hours=48)
    after = caught_up("support", longer, standing, 9)
    assert last(after) == (ChangeKind.PLAN_CHANGED, "5 %", "5 %", ("new_plan",))
    assert (after.since, after.good_since, after.plan) == (0, 0, longer.digest)
    wider = NumberPlan(steps=(PLAN.steps[0], Step(name="5 %", share=6)))
    after = caught_up("support", wider, standing, 9)
    assert (after.share_bp, after.since, after.good_since) == (600, 0, 9)


def test_another_plan_without_the_step() -> None:
    """It goes on at the widest step that is no wider."""
    plan = NumberPlan(steps=(Step(name="few", share=3), Step(name="many", share=30)))
    after = caught_up("support", plan, at_step(2), 9)
    assert last(after) == (ChangeKind.PLAN_CHANGED, "20 %", "few", ("new_plan",))
    assert (after.since, after.good_since) == (9, 9)


VERDICTS = st.one_of(
    st.just(GOOD),
    st.builds(warned, st.integers(0, 400 * HOUR)),
    st.builds(red, st.integers(0, 400 * HOUR)),
)
TICKS = st.lists(
    st.tuples(st.integers(1, 30 * HOUR), VERDICTS, st.sampled_from([*Grip, None])), min_size=1, max_size=60
)


@given(ticks=TICKS)
def test_what_always_holds(ticks: list[tuple[int, Verdict, Grip | None]]) -> None:
    """It moves one step at a time, forward in good health only, never frozen; each change has a version."""
    now, standing = 0, caught_up("support", PLAN, None, 0)
    for waited, verdict, grip in ticks:
        now += waited
        before = replace(standing, told=True, grip=standing.grip if grip is None else grip)
        standing = moved_on(PLAN, before, verdict, now)
        moved = current_step(PLAN, standing) - current_step(PLAN, before)
        assert moved in (-1, 0, 1)
        assert (standing.version == before.version) == (standing == before)
        assert standing.version - before.version in (0, 1)
        assert (standing.change == before.change) == standing.told
        assert moved <= 0 or (verdict.severity is Severity.GOOD and not before.grip and not before.trouble)
        assert moved >= 0 or verdict.severity is Severity.RED
        assert before.grip is not Grip.FREEZE or standing is before
        assert standing.change is not None
        assert standing.change.by == CLOCK


@given(ticks=TICKS)
def test_trouble_is_told_once(ticks: list[tuple[int, Verdict, Grip | None]]) -> None:
    """Between two changes that hold lies one that is none; it resumes only what was held or went back."""
    now, standing, told = 0, caught_up("support", PLAN, None, 0), list[ChangeKind]()
    for waited, verdict, _ in ticks:
        now += waited
        after = moved_on(PLAN, standing, verdict, now)
        if after.change and after.change != standing.change:
            told.append(after.change.kind)
        standing = after
    for first, second in pairwise([ChangeKind.PLAN_CHANGED, *told]):
        in_trouble = first in (ChangeKind.HELD, ChangeKind.STEPPED_BACK)
        assert second is not ChangeKind.HELD or not in_trouble
        assert second is not ChangeKind.RESUMED or in_trouble
        assert second is not ChangeKind.ADVANCED or not in_trouble
