"""What a person tells a rollout to do."""

from dataclasses import replace

import pytest

from appcare.domain.rollout.orders import LONGEST_WHY, Order, OrderKind, OrderRefusedError, followed
from appcare.domain.rollout.progress import caught_up, moved_on
from appcare.domain.rollout.standing import ChangeKind, Grip, Standing
from tests.unit.rollout.moving_plans import GOOD, HOUR, NAMES, SHARES, five_steps, red, warned

PLAN = five_steps()


def at_step(index: int) -> Standing:
    """Return a standing at a step."""
    begun = replace(caught_up("support", PLAN, None, 0), told=True)
    return replace(begun, step=NAMES[index], share_bp=SHARES[index] * 100)


def order(kind: OrderKind, step: str = "", why: str = "as agreed", by: str = "maria") -> Order:
    """Return an order."""
    return Order(kind=kind, by=by, why=why, step=step)


@pytest.mark.parametrize(
    ("kind", "step", "there", "change"),
    [
        (OrderKind.ADVANCE, "", "50 %", ChangeKind.ADVANCED),
        (OrderKind.ADVANCE, "all", "all", ChangeKind.ADVANCED),
        (OrderKind.BACK, "", "5 %", ChangeKind.STEPPED_BACK),
        (OrderKind.BACK, "1 %", "1 %", ChangeKind.STEPPED_BACK),
    ],
)
def test_going_to_another_step(kind: OrderKind, step: str, there: str, change: ChangeKind) -> None:
    """One step, or to the one that is named, with who and why; the good hours begin anew."""
    after = followed(PLAN, at_step(2), order(kind, step), 9)
    assert (after.step, after.since, after.good_since, after.version) == (there, 9, 9, 2)
    assert after.change
    assert (after.change.kind, after.change.from_step, after.change.to_step) == (change, "20 %", there)
    assert (after.change.by, after.change.why) == ("maria", "as agreed")
    assert after.change.reasons == (f"order:{kind}",)


@pytest.mark.parametrize("grip", list(Grip))
def test_a_person_moves_what_is_held(grip: Grip) -> None:
    """Orders win over a grip, which stays."""
    after = followed(PLAN, replace(at_step(2), grip=grip), order(OrderKind.ADVANCE), 9)
    assert (after.step, after.grip) == ("50 %", grip)


def test_holding_and_resuming() -> None:
    """Each is told; what stands so already stays as it is. The hours of a hold count, those of ice do not."""
    held = followed(PLAN, at_step(1), order(OrderKind.HOLD), 9)
    assert held.change
    assert (held.grip, held.change.kind, held.change.by) == (Grip.HOLD, ChangeKind.HELD, "maria")
    assert followed(PLAN, held, order(OrderKind.HOLD), 10) is held
    resumed = followed(PLAN, held, order(OrderKind.RESUME), 30 * HOUR)
    assert resumed.change
    assert (resumed.grip, resumed.change.kind, resumed.good_since) == (Grip.NONE, ChangeKind.RESUMED, 0)
    assert moved_on(PLAN, resumed, GOOD, 30 * HOUR).step == "20 %"
    frozen = followed(PLAN, held, order(OrderKind.FREEZE), 11)
    assert frozen.grip is Grip.FREEZE
    assert followed(PLAN, frozen, order(OrderKind.RESUME), 12).good_since == 12


@pytest.mark.parametrize(
    ("index", "wanted", "code"),
    [
        (4, order(OrderKind.ADVANCE), "step_not_further"),
        (2, order(OrderKind.ADVANCE, "5 %"), "step_not_further"),
        (2, order(OrderKind.ADVANCE, "20 %"), "step_not_further"),
        (0, order(OrderKind.BACK), "step_not_back"),
        (2, order(OrderKind.BACK, "all"), "step_not_back"),
        (2, order(OrderKind.ADVANCE, "21 %"), "step_unknown"),
        (2, order(OrderKind.HOLD, "5 %"), "step_needless"),
        (2, order(OrderKind.HOLD, why="  "), "why_missing"),
        (2, order(OrderKind.HOLD, why="x" * (LONGEST_WHY + 1)), "why_too_long"),
        (2, order(OrderKind.HOLD, by=""), "agent_missing"),
    ],
)
def test_refused(index: int, wanted: Order, code: str) -> None:
    """What cannot be followed is refused by a code, in a sentence."""
    with pytest.raises(OrderRefusedError, match=r"\.$") as refused:
        followed(PLAN, at_step(index), wanted, 9)
    assert refused.value.code == code
    assert not refused.value.retryable


def test_who_goes_on_in_spite_of_red_has_a_day() -> None:
    """Red that was there at a person's decision steps back only if it lasts."""
    against = followed(PLAN, replace(at_step(1), trouble=("quality:flagged",)), order(OrderKind.ADVANCE), 9)
    held = moved_on(PLAN, against, red(5), 10)
    assert (held.step, held.change and held.change.kind) == ("20 %", ChangeKind.HELD)
    assert moved_on(PLAN, held, red(5), 10 + 24 * HOUR).step == "5 %"


def test_a_hold_by_a_person_is_no_news_of_trouble() -> None:
    """When the person lets go while something is wrong, the clock says that it holds."""
    held = followed(PLAN, at_step(1), order(OrderKind.HOLD), 9)
    troubled = moved_on(PLAN, held, warned(), 10)
    resumed = followed(PLAN, troubled, order(OrderKind.RESUME), 11)
    after = moved_on(PLAN, resumed, warned(), 12)
    assert after.change
    assert (after.change.kind, after.change.by) == (ChangeKind.HELD, "clock")
