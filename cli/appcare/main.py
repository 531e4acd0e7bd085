"""The command `appcare`: connects to a deployment and hands it to the commands."""

from pathlib import Path
from typing import Annotated

import typer

from cli.appcare import dead_letters, deliveries, destinations, rollout, templates
from cli.appcare.check import check
from cli.appcare.links import links
from cli.appcare.prices import prices
from cli.appcare.printing import console
from cli.appcare.replay import replay
from cli.appcare.wiring import AwsDeployment

HELP = """\
What an operator of AppCare does by hand: settings, destinations, failed deliveries, replays, dead letters,
message templates, the rollout, links, prices.

It connects to the deployed stage with your AWS credentials (AWS_PROFILE, AWS_REGION), or with --local to the
stack of `make up`. It prints nothing personal unless you say --show.
"""

app = typer.Typer(help=HELP, no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
app.add_typer(destinations.app, name="destinations")
app.add_typer(deliveries.app, name="deliveries")
app.add_typer(dead_letters.app, name="dead-letters")
app.add_typer(templates.app, name="templates")
app.add_typer(rollout.app, name="rollout")
app.command("replay")(replay)
app.command("prices")(prices)
app.command("check")(check)
app.command("links")(links)


@app.callback()
def connect(
    ctx: typer.Context,
    stage: Annotated[
        str, typer.Option(envvar="STAGE", help="Which stage; empty: the one of the settings.")
    ] = "",
    settings: Annotated[Path, typer.Option(help="The settings that it was deployed with.")] = Path(
        "appcare.toml"
    ),
    *,
    local: Annotated[bool, typer.Option("--local", help="The stack of `make up`.")] = False,
) -> None:
    """Connect, when a command first needs it."""
    ctx.obj = ctx.obj or AwsDeployment(stage=stage, settings_file=settings, local=local)


def main() -> None:
    """Run the command that was typed."""
    try:
        app(prog_name="appcare")
    except KeyboardInterrupt:
        console.print("Interrupted; what was sent is sent.")
        raise SystemExit(130) from None
