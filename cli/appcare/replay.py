"""`appcare replay`: everybody's events of a time, once more."""

import secrets
from fnmatch import fnmatchcase
from typing import Annotated

import typer

from appcare.application.find_replayable import ReplayQuery
from appcare.config.event_types import EVENT_TYPES
from cli.appcare.deployment import Deployment
from cli.appcare.printing import bar, console, counted, in_one_sentence, milliseconds


@in_one_sentence
def replay(  # noqa: PLR0913 - each is an option
    ctx: typer.Context,
    destination: Annotated[str, typer.Option(help="Where to.", show_default=False)],
    since: Annotated[str, typer.Option("--from", help="What happened then or later.", show_default=False)],
    until: Annotated[str, typer.Option("--to", help="What happened before.", show_default=False)],
    number: Annotated[str, typer.Option(help="Only on this number, by its phone_number_id.")] = "",
    types: Annotated[str, typer.Option(help="Only these types, such as message.*,media.stored")] = "",
    *,
    parked: Annotated[bool, typer.Option("--parked", help="Only what it refused for good.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do it, not only count.")] = False,
) -> None:
    """Send everybody's events of a time again, each customer's in order, every event under its own id.

    Without --yes it only counts. It reads the whole log, which costs as much as the log is large.

    \b
    Examples:
      appcare replay --destination crm --from 2026-11-22T12:00:00Z --to 2026-11-22T13:00:00Z
      appcare replay --destination crm --from ... --to ... --types "message.*" --yes
    """
    deployment: Deployment = ctx.obj
    begins, ends = milliseconds(since) or 0, milliseconds(until) or 0
    if begins >= ends:
        message = "--to must be later than --from."
        raise typer.BadParameter(message)
    query = ReplayQuery(
        to=deployment.subscription(destination),
        since=begins,
        until=ends,
        types=_types(types),
        number_id=number,
        parked_only=parked,
    )
    ranges = deployment.ranges()
    with bar("Reading the log, customers found") as told:
        plan = ranges.plan(query, told)
    events, customers = counted(plan.events, "event"), counted(len(plan.lanes), "customer")
    console.print(f"{events} of {customers} for {destination}.")
    if plan.strangers:
        console.print(
            f"Partitions of the log that are nobody's as yet: {plan.strangers}. "
            "They are routed by: appcare dead-letters redrive parked"
        )
    if not yes:
        console.print("Nothing was sent: --yes does it.")
        return
    replay_id = f"rpl_{secrets.token_hex(13)}"
    with bar("Sending", plan.events) as told:
        sent = ranges.send(plan, replay_id, told)
    console.print(f"Sent {counted(sent, 'event')} as {replay_id}.")


def _types(listed: str) -> tuple[str, ...]:
    """Return the patterns of a list with commas.

    Raises:
        typer.BadParameter: one fits no type, and would find nothing for ever.
    """
    patterns = tuple(one.strip() for one in listed.split(",") if one.strip())
    for pattern in patterns:
        if not any(fnmatchcase(type_, pattern) for type_ in EVENT_TYPES):
            message = f"{pattern!r} fits no type of event: docs/events.md lists them."
            raise typer.BadParameter(message)
    return patterns
