"""The clock's duty towards rollouts, and persons' orders, each told once whatever crashes."""

import contextlib
import itertools
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from appcare.domain.destination import DestinationState, DestinationStatus
from appcare.domain.errors import StorageError
from appcare.domain.rollout.orders import Order, OrderKind, OrderRefusedError
from appcare.domain.rollout.plan import Plan
from appcare.domain.rollout.signals import Severity, Signal, SignalKind
from appcare.domain.rollout.standing import ChangeKind
from tests.unit.rollout.moving_plans import five_steps, plan_of
from tests.unit.rollout.world import PREFIX, World

DAY = 24 * 60
FLAGGED = Signal(
    kind=SignalKind.QUALITY,
    scope="number:support",
    subject="number",
    severity=Severity.RED,
    at=(DAY + 9) * 60_000,
    word="flagged",
)


def order(kind: OrderKind, step: str = "") -> Order:
    """Return an order."""
    return Order(kind=kind, by="maria", why="as agreed", step=step)


def started() -> World:
    """Return a world whose number has begun."""
    world = World()
    world.take(plan_of())
    world.tick()
    return world


def test_without_a_plan_nothing_happens() -> None:
    """Nobody's rollout begins by itself."""
    world = World()
    world.tick()
    assert not world.told()


def test_it_begins_and_advances() -> None:
    """Each change is in the log of the number, for no customer, and counted."""
    world = started()
    for _ in range(3):
        world.tick(DAY)
    assert world.story() == [
        ("plan_changed", "", "1 %"),
        ("advanced", "1 %", "5 %"),
        ("advanced", "5 %", "20 %"),
        ("advanced", "20 %", "50 %"),
    ]
    assert {key.pk for key in world.log.records} == {"wa#106540352242922#-"}
    assert world.telemetry.counts["rollout.advanced"] == 3


def test_a_number_without_an_id() -> None:
    """What is not configured has a partition of its own, and no id."""
    world = World()
    world.take(plan_of("unlisted"))
    world.tick()
    assert [key.pk for key in world.log.records] == ["wa#unlisted#-"]
    assert [(one.number, one.number_id) for one in world.told()] == [("unlisted", "")]


def test_signals_of_others_do_not_count() -> None:
    """Only what concerns the number, its account or everybody holds it."""
    world = started()
    for scope in ("number:sales", "account:other"):
        world.signals.learn(
            Signal(kind=SignalKind.QUALITY, scope=scope, subject="number", severity=Severity.RED, at=1)
        )
    world.tick(DAY)
    assert world.standing().step == "5 %"
    world.signals.learn(
        Signal(
            kind=SignalKind.ALARM,
            scope="",
            subject=f"{PREFIX}stream-age",
            severity=Severity.WARNING,
            at=world.clock.now(),
        )
    )
    world.tick()
    assert world.standing().trouble == ("alarm:stream-age",)


def test_answers_that_are_late() -> None:
    """Half of the customers without an answer in time, and it steps back; the step before begins anew."""
    world = started()
    world.tick(DAY)
    world.tick(60)
    for turn in range(30):
        world.signals.count("support", f"cnv_{turn}", world.clock.now(), overdue=turn % 2 == 0)
    world.tick()
    assert world.told()[-1].change.reasons == ("overdue:50%",)
    assert world.told()[-1].change.figures["overdue_percent"] == 50
    assert world.standing().step == "1 %"
    world.tick(120)
    assert world.told()[-1].change.kind is ChangeKind.RESUMED


def test_a_crm_that_takes_no_calls() -> None:
    """A destination that hears of the number holds it, and after half an hour takes it back."""
    world = started()
    world.tick(DAY)
    closed = DestinationState(DestinationStatus.CLOSED, reason="503")
    world.states.change("crm", DestinationState(), closed)
    world.tick()
    assert world.story()[-1] == ("held", "5 %", "5 %")
    world.tick(30)
    assert world.story()[-1] == ("stepped_back", "5 %", "1 %")
    world.states.open("crm")
    world.tick()
    assert world.story()[-1] == ("resumed", "1 %", "1 %")


def test_one_number_in_trouble_does_not_keep_the_others() -> None:
    """A storage error of one number is raised after the others were looked at."""
    world = World()
    world.take(Plan(numbers={"sales": five_steps(), "support": five_steps()}))
    failing = iter([False] * 4 + [True])
    world.fails = lambda: next(failing, False)
    with pytest.raises(StorageError):
        world.tick()
    assert set(world.rollouts.read().standings) == {"support"}  # type: ignore[union-attr]  # there is a plan


def _story_of_a_week(world: World) -> None:
    """Begin, advance, be held, step back, resume, advance; retry what fails a minute later."""

    def ticked(minutes: float) -> None:
        """Let the clock run; where that fails, the next tick is a minute later."""
        for wait in (minutes, 1, 1):
            with contextlib.suppress(StorageError):
                world.tick(wait)
                return

    ticked(1)
    ticked(DAY + 1)
    world.signals.learn(FLAGGED)
    ticked(1)
    ticked(1)
    world.signals.learn(replace(FLAGGED, severity=Severity.GOOD, at=2 * FLAGGED.at))
    ticked(1)
    ticked(1)
    ticked(DAY + 1)
    ticked(1)


CRASHES_TRIED = 200


def _at(place: int, calls: Iterator[int]) -> Callable[[], bool]:
    """Fail once."""
    return lambda: next(calls) == place


def test_every_change_is_told_once_whatever_crashes() -> None:
    """A failure before or after any call of a port: the log has the same facts, and each once."""
    whole = World()
    whole.take(plan_of())
    _story_of_a_week(whole)
    assert [kind for kind, _, _ in whole.story()] == [
        "plan_changed",
        "advanced",
        "stepped_back",
        "resumed",
        "advanced",
    ]
    crashed = 0
    for place in range(CRASHES_TRIED):
        world, calls = World(), itertools.count()
        world.take(plan_of())
        world.fails = _at(place, calls)
        _story_of_a_week(world)
        crashed += next(calls) > place
        assert world.story() == whole.story(), place
        assert world.standing().told
    assert 50 < crashed < CRASHES_TRIED


def test_an_order_is_followed_and_told() -> None:
    """At once, with who and why, and the clock goes on from there."""
    world = started()
    plan, standing = world.orders.give("support", order(OrderKind.ADVANCE, "50 %"))
    assert (standing.step, standing.told, len(plan.steps)) == ("50 %", True, 5)
    change = world.told()[-1].change
    assert (change.kind, change.by, change.why) == ("advanced", "maria", "as agreed")
    assert world.standing() == standing
    world.tick(DAY)
    assert world.standing().step == "all"


def test_an_order_before_the_clock_ever_came() -> None:
    """The number begins first; both are told."""
    world = World()
    world.take(plan_of())
    world.orders.give("support", order(OrderKind.FREEZE))
    assert world.story() == [("plan_changed", "", "1 %"), ("held", "1 %", "1 %")]
    world.tick(9 * DAY)
    assert world.standing().step == "1 %"


def test_an_order_for_what_has_no_plan() -> None:
    """It is refused by a code."""
    world = World()
    for code in ("no_plan", "number_not_planned"):
        with pytest.raises(OrderRefusedError) as refused:
            world.orders.give("sales", order(OrderKind.HOLD))
        assert refused.value.code == code
        world.take(plan_of())


@pytest.mark.parametrize("place", range(8))
def test_an_order_that_crashes_is_told_by_whoever_comes_next(place: int) -> None:
    """Stored it is told, by the clock if need be, and only once; not stored it never was."""
    world, calls = started(), itertools.count()
    world.fails = lambda: next(calls) == place
    with contextlib.suppress(StorageError):
        world.orders.give("support", order(OrderKind.ADVANCE, "20 %"))
    assert next(calls) > place
    world.fails = lambda: False
    world.tick()
    expected = [("plan_changed", "", "1 %"), ("advanced", "1 %", "20 %")]
    assert world.story() == expected[: 2 if world.standing().step == "20 %" else 1]
    assert world.standing().told


def test_the_clock_comes_in_between() -> None:
    """Whoever changes it at the same moment is not overwritten: the order is taken to what is there then."""
    world = started()
    world.clock.advance(DAY * 60_000)
    read = world.rollouts.read
    stale = [read()]

    def stale_once() -> object:
        return stale.pop() if stale else read()

    world.advance.run()
    world.rollouts.read = stale_once  # type: ignore[method-assign,assignment]  # one late reader
    world.orders.give("support", order(OrderKind.ADVANCE))
    assert world.story()[1:] == [("advanced", "1 %", "5 %"), ("advanced", "5 %", "20 %")]
