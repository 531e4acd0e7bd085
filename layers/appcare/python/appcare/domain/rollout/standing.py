"""Where a number's rollout stands: at which step, since when, and why."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from appcare.domain.rollout.plan import NumberPlan

CLOCK = "clock"
"""Who changes a rollout when no person does."""


class ChangeKind(StrEnum):
    """What happened to a rollout; the last part of the event's type."""

    ADVANCED = "advanced"
    HELD = "held"
    STEPPED_BACK = "stepped_back"
    RESUMED = "resumed"
    PLAN_CHANGED = "plan_changed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One change of a standing.

    Attributes:
        at: Unix milliseconds.
        from_step: name of the step before; empty: there was none.
        by: who: `clock`, or a person by the caller's own id.
        reasons: codes, each with what it is about: `alarm:queue-age-crm`, `hold_over`, `quality:red`.
        why: in a person's words; empty: the clock did it.
        figures: name -> number, as they were when it was decided.
    """

    kind: ChangeKind
    at: int
    from_step: str
    to_step: str
    by: str = CLOCK
    reasons: tuple[str, ...] = ()
    why: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)


class Grip(StrEnum):
    """What a person keeps the clock from doing."""

    NONE = ""
    HOLD = "hold"
    """It does not advance; red still steps back."""
    FREEZE = "freeze"
    """It does nothing."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """Where the rollout of one number stands; times are Unix milliseconds.

    Attributes:
        number: its configured name.
        step: name of the current step.
        share_bp: the step's share when it was entered: where a new plan has no step of that name, the
            rollout goes on at the widest step that is not wider than this.
        plan: digest of the number's plan that it was decided by.
        since: when the step was entered.
        good_since: since when its health has been good without a break; not before `since`.
        trouble: reasons that hold it now; empty: none.
        grip: what a person keeps the clock from.
        version: grows with each change.
        change: the latest one; None: it has just begun.
        told: whether the latest change is in the log.
        number_id: Meta's id of the number, by which it is found when the settings call it otherwise; empty:
            it has none.
    """

    number: str
    step: str
    share_bp: int
    plan: str
    since: int
    good_since: int
    trouble: tuple[str, ...] = ()
    grip: Grip = Grip.NONE
    version: int = 1
    change: Change | None = None
    told: bool = True
    number_id: str = ""


def current_step(plan: NumberPlan, standing: Standing | None) -> int:
    """Return the index of the step that counts: pure, so that all who ask agree before anybody noted it.

    A plan that changes never opens a number wider by itself.
    """
    if standing is None:
        return 0
    for index, step in enumerate(plan.steps):
        if step.name == standing.step:
            return index
    fitting = [step.share_bp for step in plan.steps if step.share_bp <= standing.share_bp]
    # Of steps with one share the first: the next one may let other customers in as well.
    return next(
        (index for index, step in enumerate(plan.steps) if step.share_bp == max(fitting, default=-1)), 0
    )
