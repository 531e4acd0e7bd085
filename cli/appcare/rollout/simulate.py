"""`appcare rollout simulate`: what each step of a plan would have made of conversations that were."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from appcare.application.rollout.rehearse import Stage, rehearse
from appcare.domain.rollout.pace import HOUR_MS, MINUTE_MS
from appcare.domain.rollout.plan import NumberPlan, Pace
from appcare.domain.rollout.rehearsal import Arrival, Rehearsed
from appcare.memory.clock import MovedClock
from appcare.memory.contacts import MemoryContacts
from appcare.memory.rollouts import MemoryRollouts
from appcare.memory.state import MemoryConversations
from appcare.memory.tallies import MemoryTallies
from appcare.memory.telemetry import MemoryTelemetry
from appcare.memory.waiting_room import MemoryWaitingRoom
from appcare.system_clock import SystemClock
from cli.appcare.deployment import Deployment, DeploymentError
from cli.appcare.printing import (
    bar,
    console,
    counted,
    in_one_sentence,
    milliseconds,
    moment,
    print_table,
    table,
)
from cli.appcare.rollout.arrivals_file import read_arrivals
from cli.appcare.rollout.plan import File, checked_file

DAY_MS = 24 * HOUR_MS

HONESTY = """\
Each step was tried by itself for the whole time, its waiting room empty at first. What is not exactly so: a
customer counts by the one number or id that the conversation came under; known is whose earlier conversation
the log still has; a topic is what was told then; and nobody writes more, or less, because of a wait.
"""


@in_one_sentence
def simulate(
    ctx: typer.Context,
    file: File,
    days: Annotated[int, typer.Option(min=1, max=31, help="How many days of conversations.")] = 7,
    until: Annotated[str | None, typer.Option("--to", help="What began before.", show_default="now")] = None,
    from_file: Annotated[
        Path | None, typer.Option(help="Conversations of this JSON file instead of the log's; without AWS.")
    ] = None,
) -> None:
    """Try every step of a plan with conversations that were: who is in, who waits and how long.

    The gate, the pace and the waiting room are those that ship. It reads the whole log, which costs as much
    as the log is large. Nothing is changed.

    \b
    Examples:
      appcare rollout simulate rollout.json
      appcare rollout simulate rollout.json --from-file conversations.json
    """
    deployment: Deployment = ctx.obj
    _, plan = checked_file(deployment, file)
    settings = deployment.settings()
    if from_file:
        arrivals = read_arrivals(from_file, settings)
    else:
        ends = milliseconds(until) or SystemClock().now()
        with bar("Reading the log, records") as told:
            arrivals = deployment.openings().between(ends - days * DAY_MS, ends, told)
    by_number: dict[str, list[Arrival]] = {}
    for one in arrivals:
        by_number.setdefault(settings.number_name(one.number_id), []).append(one)
    if not by_number.keys() & plan.numbers.keys():
        message = f"No conversation of {' or '.join(plan.numbers) or 'any number'} was found: nothing to try."
        raise DeploymentError(message)
    for number, steps in plan.numbers.items():
        if came := by_number.get(number):
            _show(number, steps, came)
    console.print(HONESTY)


def _show(number: str, steps: NumberPlan, came: Sequence[Arrival]) -> None:
    first, last = min(one.at for one in came), max(one.at for one in came)
    customers = counted(len({one.contact_id for one in came}), "customer")
    console.print(
        f"{number}: {counted(len(came), 'conversation')} of {customers}, {moment(first)} to {moment(last)}.",
        markup=False,
        highlight=False,
    )
    shown = table(
        *("STEP", "SHARE", "PACE", "IN AT ONCE", "IN AFTER A WAIT", "DIVERTED", "OF THEM AFTER A WAIT"),
        *("MEDIAN WAIT", "P90", "LONGEST", "BUSIEST HOUR"),
    )
    for step in steps.steps:
        with bar(step.name, len(came)) as told:
            shown.add_row(*_row(rehearse(number, step, came, stage(first), told)))
    print_table(shown)


def stage(at: int) -> Stage:
    """Return an empty stage, its clock at Unix milliseconds."""
    return Stage(
        rollouts=MemoryRollouts(),
        room=MemoryWaitingRoom(),
        contacts=MemoryContacts(),
        conversations=MemoryConversations(),
        tallies=MemoryTallies(),
        clock=MovedClock(at),
        telemetry=MemoryTelemetry(),
    )


def _row(one: Rehearsed) -> tuple[str, ...]:
    busiest = f"{moment(one.busiest[0])} ({one.busiest[1]})" if one.busiest else ""
    return (
        *(one.step.name, f"{one.step.share:g} %", _pace(one.step.pace)),
        *map(str, (one.at_once, len(one.waits), one.diverted, one.gave_up)),
        *map(_wait, (one.wait(0.5), one.wait(0.9), one.wait(1))),
        busiest,
    )


def _pace(pace: Pace | None) -> str:
    said = [(pace.per_hour, "/h"), (pace.per_day, "/d")] if pace else []
    return " ".join(f"{count}{of}" for count, of in said if count is not None)


def _wait(ms: int | None) -> str:
    """Return a wait in full minutes, rounded up: `12 min`, `3 h 05 min`; empty: nobody waited."""
    if ms is None:
        return ""
    hours, minutes = divmod(-(-ms // MINUTE_MS), 60)
    return f"{hours} h {minutes:02} min" if hours else f"{minutes} min"
