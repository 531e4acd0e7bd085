"""What a person can tell a rollout to do; it wins over the clock, and is kept with who and why."""

from __future__ import annotations

from dataclasses import dataclass, replace
from enum import StrEnum
from typing import TYPE_CHECKING

from appcare.domain.errors import AppCareError
from appcare.domain.rollout.progress import Cause, changed, entered
from appcare.domain.rollout.standing import ChangeKind, Grip, Standing, current_step

if TYPE_CHECKING:
    from appcare.domain.rollout.plan import NumberPlan


class OrderKind(StrEnum):
    """What is to be done."""

    HOLD = "hold"
    RESUME = "resume"
    FREEZE = "freeze"
    ADVANCE = "advance"
    BACK = "back"


MOVES = {OrderKind.ADVANCE: ChangeKind.ADVANCED, OrderKind.BACK: ChangeKind.STEPPED_BACK}
GRIPS = {OrderKind.HOLD: Grip.HOLD, OrderKind.FREEZE: Grip.FREEZE, OrderKind.RESUME: Grip.NONE}

LONGEST_WHY = 500
"""Characters."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Order:
    """What a person wants.

    Attributes:
        by: who, by the caller's own id.
        why: in their words.
        step: for `advance` and `back`: which one; empty: the next one, or the one before.
    """

    kind: OrderKind
    by: str
    why: str
    step: str = ""


class OrderRefusedError(AppCareError):
    """An order cannot be followed as things stand; `code` says which rule is against it."""

    def __init__(self, code: str, message: str) -> None:
        """Args: code: stable; message: a sentence for whoever gave the order."""
        super().__init__(message)
        self.code = code


def followed(plan: NumberPlan, standing: Standing, order: Order, now: int) -> Standing:
    """Return the standing after an order; the same one where it stands so already.

    Raises:
        OrderRefusedError: it cannot be followed.
    """
    check_words(order)
    cause = Cause(by=order.by, reasons=(f"order:{order.kind}",), why=order.why.strip())
    if order.kind in MOVES:
        index = _wanted(plan, standing, order)
        return entered(plan, standing, index, MOVES[order.kind], now, cause)
    grip = GRIPS[order.kind]
    if grip is standing.grip:
        return standing
    # Nobody looked at its health while it was frozen, so the hours begin anew.
    good_since = now if standing.grip is Grip.FREEZE else standing.good_since
    kind = ChangeKind.HELD if grip else ChangeKind.RESUMED
    return changed(replace(standing, grip=grip, good_since=good_since), standing, kind, now, cause)


def check_words(order: Order) -> None:
    """Refuse an order that does not say who wants it and why, or names a step without moving.

    Raises:
        OrderRefusedError: it does not.
    """
    if not order.why.strip():
        raise OrderRefusedError("why_missing", "Say why: it is kept with the change.")
    if len(order.why) > LONGEST_WHY:
        raise OrderRefusedError("why_too_long", f"Say why in at most {LONGEST_WHY} characters.")
    if not order.by.strip():
        raise OrderRefusedError("agent_missing", "Say who decides it: it is kept with the change.")
    if order.step and order.kind not in MOVES:
        raise OrderRefusedError("step_needless", f"`{order.kind}` goes to no step.")


def _wanted(plan: NumberPlan, standing: Standing, order: Order) -> int:
    names = [step.name for step in plan.steps]
    here = current_step(plan, standing)
    further = order.kind is OrderKind.ADVANCE
    if not order.step:
        index = here + 1 if further else here - 1
    elif order.step in names:
        index = names.index(order.step)
    else:
        raise OrderRefusedError("step_unknown", f"There is no such step; there are: {', '.join(names)}.")
    if further and (index >= len(names) or index <= here):
        edge = "the last one" if here + 1 == len(names) else "not before that one"
        raise OrderRefusedError("step_not_further", f"It stands at {names[here]}, which is {edge}.")
    if not further and (index < 0 or index >= here):
        edge = "the first one" if here == 0 else "not behind that one"
        raise OrderRefusedError("step_not_back", f"It stands at {names[here]}, which is {edge}.")
    return index
