"""`appcare dead-letters`: what our own faults left behind."""

from typing import Annotated

import typer

from appcare.application.delivery_ports import WakeUp
from appcare.application.operator_ports import ParkedLetter
from appcare.application.redrive_dead_letters import in_order
from appcare.domain.lanes import EventRef
from cli.appcare.deployment import Deployment, DeploymentError
from cli.appcare.printing import bar, console, counted, in_one_sentence, moment, print_table, table

PARKED = "parked"

app = typer.Typer(help="Messages that our own faults left behind.", no_args_is_help=True)

Queue = Annotated[
    str, typer.Argument(help="A destination, media, wakeups, or parked (log records set aside).")
]
Limit = Annotated[int, typer.Option(min=1, help="Most letters looked at.")]


@app.command("list")
@in_one_sentence
def list_(
    ctx: typer.Context,
    queue: Annotated[str, typer.Argument(help="Which one; without it: how many lie in each.")] = "",
    limit: Limit = 50,
    *,
    personal: Annotated[
        bool, typer.Option("--show", help="Also what may be personal: the records' keys.")
    ] = False,
) -> None:
    """Show what lies there and why, as far as is known. Looking hides letters for a moment.

    \b
    Examples:
      appcare dead-letters list
      appcare dead-letters list crm
      appcare dead-letters list parked --show
    """
    deployment: Deployment = ctx.obj
    if not queue:
        shown = table("QUEUE", "LETTERS")
        for name in deployment.letter_queues():
            shown.add_row(name, str(deployment.dead_letters(name).count()))
        print_table(shown)
    elif queue == PARKED:
        _list_parked(deployment, limit, personal=personal)
    else:
        _check(deployment, queue)
        _list_letters(deployment, queue, limit, personal=personal)


@app.command()
@in_one_sentence
def redrive(
    ctx: typer.Context,
    queue: Queue,
    *,
    drop_unreadable: Annotated[
        bool, typer.Option("--drop-unreadable", help="Remove what nobody can read.")
    ] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask.")] = False,
) -> None:
    """Send everything back in order, each customer's; remove a letter only when it was accepted.

    Find and mend the cause first: a redrive before that costs ten more attempts. Records that were
    parked are read from the log and routed again.

    \b
    Examples:
      appcare dead-letters redrive crm
      appcare dead-letters redrive parked --yes
    """
    deployment: Deployment = ctx.obj
    if queue != PARKED:
        _check(deployment, queue)
    if not yes and not typer.confirm(f"Redrive {queue}: is the cause gone?"):
        raise typer.Exit(1)
    if queue == PARKED:
        with bar("Routing") as told:
            rerouted = deployment.rerouting().reroute(told)
        console.print(
            f"Routed {counted(rerouted.routed, 'record')}; gone from the log: {rerouted.gone}; "
            f"cannot be digested or read as yet, and stay: {rerouted.stayed}."
        )
        return
    letters = deployment.dead_letters(queue)
    with bar("Sending back", letters.count()) as told:
        done = letters.redrive(drop_unreadable=drop_unreadable, told=told)
    what = "removed" if drop_unreadable else "left: --drop-unreadable removes it"
    sent, needless = counted(done.sent, "event"), counted(done.wake_ups, "wake-up")
    console.print(f"Sent back {sent}; removed {needless}, which nobody needs.")
    if done.unreadable:
        console.print(f"What cannot be read, {counted(done.unreadable, 'letter')}, was {what}.")


def _list_letters(deployment: Deployment, queue: str, limit: int, *, personal: bool) -> None:
    letters = deployment.dead_letters(queue)
    found = in_order(letters.explained(limit))
    shown = table("SENT", "EVENT", "TYPE", "LANE", "WHY", *(("RECORD",) if personal else ()))
    for one in found:
        row = (moment(one.letter.sent_at), *_event(one.letter.content), one.letter.group, one.why)
        shown.add_row(*row, *((one.letter.body,) if personal else ()))
    print_table(shown)
    console.print(f"{len(found)} of about {counted(letters.count(), 'letter')}.")


def _event(content: EventRef | WakeUp | None) -> tuple[str, str]:
    return (content.event_id, content.type) if isinstance(content, EventRef) else ("", "")


def _list_parked(deployment: Deployment, limit: int, *, personal: bool) -> None:
    letters = deployment.parked_letters()
    seen: list[ParkedLetter] = []
    try:
        while len(seen) < limit and (found := letters.receive()):
            seen += found
    finally:
        letters.release(seen)
    shown = table("CODE", "CAME", *(("RECORD",) if personal else ()))
    for one in seen[:limit]:
        came = f"{moment(one.span[0])} to {moment(one.span[1])}" if one.span else ""
        key = f"{one.key.pk} {one.key.sk}" if one.key else ""
        shown.add_row(one.code, came, *((key,) if personal else ()))
    print_table(shown)
    console.print(f"{counted(len(seen[:limit]), 'letter')}.")


def _check(deployment: Deployment, queue: str) -> None:
    names = deployment.letter_queues()
    if queue not in names:
        message = f"There is no queue {queue!r}: there are {', '.join((*names, PARKED))}."
        raise DeploymentError(message)
