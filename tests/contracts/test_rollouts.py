"""What every store of the rollout's plan and standings does."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import MISSING, fields, replace

from appcare.application.rollout.ports import Rollouts
from appcare.domain.rollout.plan import Plan
from appcare.domain.rollout.plan_text import read_plan
from appcare.domain.rollout.standing import Change, ChangeKind, Grip, Standing

FIRST = read_plan(
    '{"numbers": {"support": {"steps": [{"name": "5 %", "share": 5.25, "countries": ["NL"], '
    '"allow": ["ctc_1"], "pace": {"per_hour": 10}, "health": {"red_alarms": ["queue-age"]}}, '
    '{"name": "all", "share": 100}]}}}'
)
SECOND = Plan()
STANDING = Standing(
    number="support",
    step="5 %",
    share_bp=525,
    plan=FIRST.digest,
    since=1_000,
    good_since=2_000,
    trouble=("alarm:queue-age", "quality:red"),
    grip=Grip.FREEZE,
    version=3,
    change=Change(
        kind=ChangeKind.STEPPED_BACK,
        at=900,
        from_step="all",
        to_step="5 %",
        by="anna",
        reasons=("quality:red",),
        why="we looked at it",
        figures={"overdue": 12.5, "of": 40},
    ),
    told=False,
    number_id="7",
)
SALES = Standing(number="sales", step="all", share_bp=10_000, plan=FIRST.digest, since=1, good_since=1)


def test_nothing_at_first(rollouts: Rollouts) -> None:
    """Where no plan was taken over there is none, which is not the same as an empty one."""
    assert rollouts.read() is None


def test_a_plan_that_is_taken_over(rollouts: Rollouts) -> None:
    """It is in force as it was given; one that opens everything is a plan, too."""
    for at, plan in enumerate((FIRST, SECOND, FIRST), 5):
        rollouts.take(plan, at)
        kept = rollouts.read()
        assert kept is not None
        assert (kept.plan, kept.plan.digest, kept.taken_at) == (plan, plan.digest, at)


def test_the_same_plan_again(rollouts: Rollouts) -> None:
    """It changes nothing, not even since when it is in force."""
    rollouts.take(FIRST, 5)
    rollouts.take(FIRST, 9)
    kept = rollouts.read()
    assert kept is not None
    assert kept.taken_at == 5


def test_standings_are_kept_whole(rollouts: Rollouts) -> None:
    """Every field comes back as it was, for each number by itself, and a new plan leaves them."""
    for example in (STANDING, STANDING.change):
        for one in fields(example):  # type: ignore[arg-type]  # both are dataclasses, the second is not None
            assert one.default is MISSING or getattr(example, one.name) != one.default, one.name
    assert rollouts.change(STANDING, None)
    assert rollouts.change(SALES, None)
    assert rollouts.read() is None
    rollouts.take(FIRST, 5)
    rollouts.take(SECOND, 6)
    kept = rollouts.read()
    assert kept is not None
    assert dict(kept.standings) == {"support": STANDING, "sales": SALES}


def test_a_change_of_something_older_is_refused(rollouts: Rollouts) -> None:
    """Of two that read the same standing one changes it, whether there was one before or not."""
    assert rollouts.change(STANDING, None)
    assert not rollouts.change(replace(STANDING, step="all"), None)
    later = replace(STANDING, step="all", version=4)
    assert rollouts.change(later, STANDING)
    assert not rollouts.change(replace(STANDING, version=4), STANDING)
    assert not rollouts.change(SALES, SALES)
    rollouts.take(FIRST, 5)
    kept = rollouts.read()
    assert kept is not None
    assert dict(kept.standings) == {"support": later}


def test_of_many_at_once_one_changes_it(rollouts: Rollouts, at_once: ThreadPoolExecutor) -> None:
    """However many try, one does."""
    tries = [replace(STANDING, good_since=2_000 + turn) for turn in range(12)]
    assert sum(at_once.map(lambda standing: rollouts.change(standing, None), tries)) == 1
