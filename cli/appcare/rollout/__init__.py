"""`appcare rollout`: opening a number step by step; each command is a module beside this one."""

import typer

from cli.appcare.rollout import orders, plan, status
from cli.appcare.rollout.simulate import simulate
from cli.appcare.rollout.waiting import waiting

app = typer.Typer(
    help="Opening a number step by step: the plan, where it stands, and a person's grip on it.",
    no_args_is_help=True,
)
app.add_typer(plan.app, name="plan")
app.command("simulate")(simulate)
app.command()(status.status)
app.command("waiting")(waiting)
for order in (orders.hold, orders.resume, orders.freeze, orders.advance, orders.back):
    app.command()(order)
