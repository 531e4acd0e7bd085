"""How a rollout moves by itself: a step on after good hours, none while there is trouble, one back on red.

Pure: whoever decides twice by the same standing and the same verdict decides the same.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from appcare.domain.rollout.health import Verdict
from appcare.domain.rollout.signals import HOUR_MS, Severity
from appcare.domain.rollout.standing import CLOCK, Change, ChangeKind, Grip, Standing, current_step

if TYPE_CHECKING:
    from appcare.domain.rollout.plan import NumberPlan

BEGUN = "begun"
"""Reason of the first change of a number."""

NEW_PLAN = "new_plan"
"""Reason of a change that follows from nothing but another plan."""

HOLD_OVER = "hold_over"
"""Reason of an advance: good health for as long as the step asks for."""

EPISODE = frozenset({ChangeKind.HELD, ChangeKind.STEPPED_BACK})
"""Changes by the clock that tell of a trouble; while it lasts it is not told again."""


def caught_up(number: str, plan: NumberPlan, standing: Standing | None, now: int) -> Standing:
    """Return where the number stands by this plan: at its first step where it has just begun."""
    if standing is None:
        return _begun(number, plan, now)
    if standing.plan == plan.digest:
        return standing
    index = current_step(plan, standing)
    step = plan.steps[index]
    same = step.name == standing.step and step.share_bp == standing.share_bp
    moved = replace(
        standing,
        step=step.name,
        share_bp=step.share_bp,
        plan=plan.digest,
        since=standing.since if step.name == standing.step else now,
        good_since=standing.good_since if same else now,
    )
    return changed(moved, standing, ChangeKind.PLAN_CHANGED, now, Cause(reasons=(NEW_PLAN,)))


def moved_on(plan: NumberPlan, standing: Standing, verdict: Verdict, now: int) -> Standing:
    """Return where the number stands a tick later; the same one where nothing is to be done.

    Args:
        plan: the plan that it stands by; see `caught_up`.
        standing: where it stands.
        verdict: how it does.
        now: Unix milliseconds.
    """
    if standing.grip is Grip.FREEZE:
        return standing
    if verdict.severity is Severity.GOOD:
        return _in_good_health(plan, standing, verdict, now)
    if _goes_back(plan, standing, verdict, now):
        noted, before = replace(standing, trouble=verdict.codes), current_step(plan, standing) - 1
        return entered(plan, noted, before, ChangeKind.STEPPED_BACK, now, _seen(verdict))
    return _in_trouble(plan, standing, verdict, now)


def next_step_at(plan: NumberPlan, standing: Standing) -> int | None:
    """Return when the next step comes by itself at the earliest; None: not as things stand."""
    index = current_step(plan, standing)
    if index + 1 >= len(plan.steps) or standing.trouble or standing.grip:
        return None
    return standing.good_since + round(plan.steps[index].hold_hours * HOUR_MS)


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Why a standing changes; see `Change`."""

    by: str = CLOCK
    reasons: tuple[str, ...] = ()
    why: str = ""
    figures: Mapping[str, float] = field(default_factory=dict)


def entered(
    plan: NumberPlan, standing: Standing, index: int, kind: ChangeKind, now: int, cause: Cause
) -> Standing:
    """Return the standing at another step, which has everything before it."""
    step = plan.steps[index]
    there = replace(standing, step=step.name, share_bp=step.share_bp, since=now, good_since=now)
    return changed(there, standing, kind, now, cause)


def changed(after: Standing, before: Standing | None, kind: ChangeKind, now: int, cause: Cause) -> Standing:
    """Return the standing with its change, which nobody was told of yet."""
    change = Change(
        kind=kind,
        at=now,
        from_step=before.step if before else "",
        to_step=after.step,
        by=cause.by,
        reasons=cause.reasons,
        why=cause.why,
        figures=cause.figures,
    )
    version = before.version + 1 if before else 1
    return replace(after, change=change, version=version, told=False)


def _begun(number: str, plan: NumberPlan, now: int) -> Standing:
    first = plan.steps[0]
    begun = Standing(
        number=number,
        step=first.name,
        share_bp=first.share_bp,
        plan=plan.digest,
        since=now,
        good_since=now,
    )
    return changed(begun, None, ChangeKind.PLAN_CHANGED, now, Cause(reasons=(BEGUN,)))


def _in_good_health(plan: NumberPlan, standing: Standing, verdict: Verdict, now: int) -> Standing:
    if standing.trouble:
        well = replace(standing, trouble=(), good_since=now)
        if standing.grip or not _is_told(standing):
            return replace(well, version=standing.version + 1)
        over = tuple(f"over:{code}" for code in standing.trouble)
        cause = Cause(reasons=over, figures=verdict.figures)
        return changed(well, standing, ChangeKind.RESUMED, now, cause)
    due_at = next_step_at(plan, standing)
    if due_at is None or now < due_at:
        return standing
    figures = {**verdict.figures, "good_hours": round((now - standing.good_since) / HOUR_MS, 2)}
    further = current_step(plan, standing) + 1
    cause = Cause(reasons=(HOLD_OVER,), figures=figures)
    return entered(plan, standing, further, ChangeKind.ADVANCED, now, cause)


def _goes_back(plan: NumberPlan, standing: Standing, verdict: Verdict, now: int) -> bool:
    index = current_step(plan, standing)
    if verdict.red_since is None or index == 0:
        return False
    changed_at = standing.change.at if standing.change else standing.since
    again_ms = round(plan.steps[index].health.back_again_hours * HOUR_MS)
    return verdict.red_since > changed_at or now >= changed_at + again_ms


def _in_trouble(plan: NumberPlan, standing: Standing, verdict: Verdict, now: int) -> Standing:
    """Hold, and say so once; where there is nothing to hold the trouble is noted and no more."""
    noted = replace(standing, trouble=verdict.codes)
    nothing_to_hold = standing.grip or current_step(plan, standing) + 1 >= len(plan.steps)
    if nothing_to_hold or (standing.trouble and _is_told(standing)):
        return standing if noted == standing else replace(noted, version=standing.version + 1)
    return changed(noted, standing, ChangeKind.HELD, now, _seen(verdict))


def _seen(verdict: Verdict) -> Cause:
    return Cause(reasons=verdict.codes, figures=verdict.figures)


def _is_told(standing: Standing) -> bool:
    """Whether the trouble that it is in is what its latest change tells of."""
    change = standing.change
    return change is not None and not change.why and change.kind in EPISODE
