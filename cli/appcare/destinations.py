"""`appcare destinations`: where they stand, switching them, rotating their secrets."""

import base64
import binascii
import secrets
import sys
from typing import Annotated

import typer

from appcare.application.switch_destinations import LANES_COUNTED, Standing
from appcare.domain.destination import DestinationStatus
from cli.appcare.deployment import Deployment, check_destination
from cli.appcare.printing import console, in_one_sentence, moment, print_table, table

PREFIX = "whsec_"
SHORTEST, LONGEST = 24, 64
"""Bytes. Source: Standard Webhooks, "Signature scheme": secrets are 24 to 64 bytes."""

app = typer.Typer(help="Where destinations stand, and switching them.", no_args_is_help=True)

Name = Annotated[str, typer.Argument(help="A destination of appcare.toml, or media.", show_default=False)]


@app.command("list")
@in_one_sentence
def list_(ctx: typer.Context) -> None:
    """Show where every destination stands, and how many customers' events wait for it.

    Example: appcare destinations list
    """
    deployment: Deployment = ctx.obj
    shown = table("NAME", "STATE", "SINCE", "UNTIL", "WAITING", "REASON")
    for one in deployment.destinations().all():
        shown.add_row(*_row(one))
    print_table(shown)


@app.command()
@in_one_sentence
def enable(ctx: typer.Context, name: Name) -> None:
    """Call it again, whatever closed it; the clock wakes what waits within a minute or two.

    Example: appcare destinations enable crm
    """
    deployment: Deployment = ctx.obj
    check_destination(deployment, name)
    standing = deployment.destinations().enable(name)
    console.print(
        f"{name} is {standing.state.status}; waiting lanes that go on by themselves: {_waiting(standing)}."
    )


@app.command()
@in_one_sentence
def disable(
    ctx: typer.Context,
    name: Name,
    reason: Annotated[str, typer.Option(help="Shown to whoever looks; no personal data.")] = "",
) -> None:
    """Call it no more; everything for it waits, each customer's events in order, until it is enabled.

    Example: appcare destinations disable crm --reason "CRM upgrade until 14:00"
    """
    deployment: Deployment = ctx.obj
    check_destination(deployment, name)
    standing = deployment.destinations().disable(name, reason)
    console.print(f"{name} is {standing.state.status}. appcare destinations enable {name} ends that.")


@app.command("rotate-secret")
@in_one_sentence
def rotate_secret(
    ctx: typer.Context,
    name: Name,
    *,
    stdin: Annotated[bool, typer.Option("--stdin", help="Read the new secret there, not make one.")] = False,
    finish: Annotated[bool, typer.Option("--finish", help="Forget the previous secret.")] = False,
    show: Annotated[bool, typer.Option("--show", help="Print the new secret.")] = False,
) -> None:
    """Change what deliveries are signed with: first both sign, then, after --finish, only the new one.

    \b
    Examples:
      appcare destinations rotate-secret crm --show     # give the printed secret to the CRM
      appcare destinations rotate-secret crm --finish   # when the CRM verifies with it
      pass show crm/webhook | appcare destinations rotate-secret crm --stdin
    """
    deployment: Deployment = ctx.obj
    rotation = deployment.secret(name)
    if finish:
        rotation.finish()
        console.print(f"Only the new secret of {name} signs now.")
        return
    new = sys.stdin.readline().strip() if stdin else new_secret()
    rotation.begin(new, is_signing_secret)
    console.print(f"Both secrets of {name} sign now, within a minute.")
    if show:
        console.print(new, markup=False, highlight=False)
    elif not stdin:
        console.print(
            "It is not shown; it stands as `current` in the secret that the output DestinationSecrets names."
        )
    console.print(f"When the CRM knows the new one: appcare destinations rotate-secret {name} --finish")


def new_secret() -> str:
    """Return a new signing secret."""
    return PREFIX + base64.b64encode(secrets.token_bytes(32)).decode()


def is_signing_secret(text: str) -> bool:
    """Whether a text is a signing secret of Standard Webhooks."""
    try:
        raw = base64.b64decode(text.removeprefix(PREFIX), validate=True)
    except (binascii.Error, ValueError):
        return False
    return text.startswith(PREFIX) and SHORTEST <= len(raw) <= LONGEST


def _row(one: Standing) -> tuple[str, ...]:
    state = one.state
    rests = state.status in (DestinationStatus.RESTING, DestinationStatus.CLOSED)
    until = moment(state.until) if rests else ""
    return one.name, state.status, moment(state.since), until, _waiting(one), state.reason


def _waiting(one: Standing) -> str:
    return f"{one.waiting} or more" if one.waiting >= LANES_COUNTED else str(one.waiting)
