"""A plan in a table: a line for each step, customers only counted."""

from collections.abc import Iterator

from rich.table import Table

from appcare.application.rollout.ports import InForce
from appcare.domain.rollout.plan import Pace, Step
from appcare.domain.rollout.standing import current_step
from cli.appcare.printing import counted, table


def plan_table(in_force: InForce) -> Table:
    """Return every number's steps; `>` stands before the one that counts."""
    shown = table("", "NUMBER", "STEP", "SHARE", "WHO", "PACE", "HOURS")
    for name, number in in_force.plan.numbers.items():
        current = current_step(number, in_force.standings.get(name))
        for place, step in enumerate(number.steps):
            mark = ">" if place == current else ""
            pace = _pace(step.pace) if step.pace else "as they come"
            who = ", ".join(_who(step)) or "all"
            shown.add_row(mark, name, step.name, f"{step.share:g} %", who, pace, f"{step.hold_hours:g}")
    return shown


def _who(step: Step) -> Iterator[str]:
    if step.countries:
        yield f"from {' '.join(step.countries)}"
    if step.known_only:
        yield "known"
    if step.topics:
        yield f"about {' '.join(step.topics)}"
    for key in ("allow", "deny"):
        if customers := getattr(step, key):
            yield f"{key} {counted(len(customers), 'customer')}"


def _pace(pace: Pace) -> str:
    limits = ((pace.per_hour, "an hour"), (pace.per_day, "a day"))
    return ", ".join(f"{most} {unit}" for most, unit in limits if most) or "as they come"
