"""`appcare deliveries`: which failed, why, and having one again."""

from dataclasses import replace as changed
from typing import Annotated

import typer

from appcare.application.delivery_list import DeliveryQuery
from appcare.application.delivery_ports import FailedDelivery
from appcare.domain.failed_delivery import FailedState
from cli.appcare.deployment import Deployment, DeploymentError, check_destination
from cli.appcare.printing import console, counted, in_one_sentence, milliseconds, moment, print_table, table

PAGE = 100

app = typer.Typer(help="The deliveries that failed at least once.", no_args_is_help=True)

Destination = Annotated[str, typer.Argument(help="Where it was to go.", show_default=False)]
EventId = Annotated[str, typer.Argument(help="evt_...", show_default=False)]


@app.command("list")
@in_one_sentence
def list_(
    ctx: typer.Context,
    destination: Annotated[str | None, typer.Option(help="Only of this one.")] = None,
    state: Annotated[FailedState | None, typer.Option(help="Only those in this state.")] = None,
    since: Annotated[str | None, typer.Option(help="Only what failed first then or later.")] = None,
    until: Annotated[str | None, typer.Option(help="Only what failed first before.")] = None,
    limit: Annotated[int, typer.Option(min=1, help="Most lines.")] = 50,
) -> None:
    """List them, the newest first.

    \b
    Examples:
      appcare deliveries list --state parked
      appcare deliveries list --destination crm --since 2026-11-22T12:00:00Z --limit 1000
    """
    deployment: Deployment = ctx.obj
    if destination:
        check_destination(deployment, destination)
    query = DeliveryQuery(
        destinations=[destination] if destination else deployment.destinations().names,
        states=[state] if state else tuple(FailedState),
        since=milliseconds(since) or 0,
        until=milliseconds(until),
    )
    found, more = _collected(deployment, query, limit)
    shown = table("FAILED FIRST", "DESTINATION", "EVENT", "TYPE", "STATE", "TRIES", "WHY")
    for one in found:
        why = one.reason or (one.attempts[-1].reason if one.attempts else "")
        shown.add_row(
            *(moment(one.failed_at), one.destination, one.ref.event_id, one.ref.type, one.status),
            *(str(len(one.attempts)), why),
        )
    print_table(shown)
    console.print(
        f"{counted(len(found), 'delivery', 'deliveries')}{', and more: raise --limit' if more else ''}."
    )


@app.command()
@in_one_sentence
def show(
    ctx: typer.Context,
    destination: Destination,
    event_id: EventId,
    *,
    personal: Annotated[
        bool, typer.Option("--show", help="Also what may be personal: the record's key, and answers.")
    ] = False,
) -> None:
    """Show one with its attempts: when, how long, what was answered.

    Example: appcare deliveries show crm evt_6b7evmoinrij56mruib5oawy3y
    """
    deployment: Deployment = ctx.obj
    check_destination(deployment, destination)
    found = deployment.deliveries().find(destination, [event_id]).get(event_id)
    if found is None:
        message = "This event never failed at this destination, or that was long ago."
        raise DeploymentError(message)
    console.print(f"{found.ref.type} for {found.ref.contact_id}: {found.status} {found.reason}", markup=False)
    if personal:
        console.print(f"{found.ref.key.pk} {found.ref.key.sk}", markup=False, highlight=False)
    _print_attempts(found, personal=personal)


@app.command()
@in_one_sentence
def replay(ctx: typer.Context, destination: Destination, event_id: EventId) -> None:
    """Send one again, under its own id, behind what is on its way to the same customer's lane.

    Example: appcare deliveries replay crm evt_6b7evmoinrij56mruib5oawy3y
    """
    deployment: Deployment = ctx.obj
    check_destination(deployment, destination)
    asked = deployment.replays().delivery(destination, event_id)
    console.print(f"Asked for {asked.id}: it goes out within seconds, or when {destination} is open again.")


def _collected(deployment: Deployment, query: DeliveryQuery, limit: int) -> tuple[list[FailedDelivery], bool]:
    """Return at most `limit` deliveries, and whether there are more."""
    found: list[FailedDelivery] = []
    after = None
    while len(found) < limit:
        part = changed(query, after=after, limit=min(PAGE, limit - len(found)))
        page = deployment.deliveries().page(part)
        found += page.deliveries
        after = page.after
        if after is None:
            return found, False
    return found, True


def _print_attempts(found: FailedDelivery, *, personal: bool) -> None:
    columns = ("AT", "TRY", "TOOK", "STATUS", "WHY", *(("ANSWER",) if personal else ()))
    shown = table(*columns)
    for one in found.attempts:
        status = "" if one.status is None else str(one.status)
        row = (moment(one.at), str(one.attempt), f"{one.took_ms} ms", status, one.reason)
        shown.add_row(*row, *((one.answer,) if personal else ()))
    print_table(shown)
