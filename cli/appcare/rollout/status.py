"""`appcare rollout status`: where every number stands."""

import typer

from appcare.application.rollout.show import Shown
from appcare.domain.rollout.standing import ChangeKind, Grip
from cli.appcare.deployment import Deployment
from cli.appcare.printing import console, in_one_sentence, moment, print_table, table

COLUMNS = (
    *("NUMBER", "STEP", "SINCE", "SHARE"),
    *("IN", "WAITING", "DIVERTED"),
    *("HEALTH", "HELD BY A PERSON", "NEXT STEP"),
)


@in_one_sentence
def status(ctx: typer.Context) -> None:
    """Show for each number of the plan its step, how it does, who holds it, and when the next step comes.

    In and diverted are what the step decided since it began, waiting is who waits now.

    Example: appcare rollout status
    """
    deployment: Deployment = ctx.obj
    found = deployment.shown_rollouts().all()
    if found is None:
        console.print("No plan is in force yet: everybody waits.")
        return
    if not found:
        console.print("The plan names no number: all are open to everybody.")
        return
    shown = table(*COLUMNS)
    for one in found:
        shown.add_row(*_row(one))
    print_table(shown)


def step_of(one: Shown) -> str:
    """Return the current step with its place among all."""
    return f"{one.step.name} ({one.index + 1} of {len(one.plan.steps)})"


def next_step(one: Shown) -> str:
    """Return what comes next, and when at the earliest."""
    if one.next_step is None:
        return "none, it is the last one"
    when = "not by itself" if one.next_at is None else f"{moment(one.next_at)} at the earliest"
    return f"{one.next_step.name}, {when}"


def _row(one: Shown) -> tuple[str, ...]:
    standing = one.standing
    since = moment(standing.since) if standing else "not begun"
    counts = map(str, (one.tally.admitted, one.waiting, one.tally.diverted))
    share = f"{one.step.share:g} %"
    return one.number, step_of(one), since, share, *counts, _health(one), _grip(one), next_step(one)


def _health(one: Shown) -> str:
    if one.standing is None:
        return ""
    return ", ".join(one.standing.trouble) or "good"


def _grip(one: Shown) -> str:
    standing = one.standing
    if standing is None or standing.grip is Grip.NONE:
        return ""
    change = standing.change
    # Another order may have come since; whose the grip is stands in the events then.
    is_its = change is not None and change.kind is ChangeKind.HELD and bool(change.why)
    return f"{standing.grip}: {change.by}, {change.why}" if change and is_its else standing.grip
