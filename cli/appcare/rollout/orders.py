"""`appcare rollout hold`, `resume`, `freeze`, `advance`, `back`: a person's grip on a rollout."""

import getpass
from typing import Annotated

import typer

from appcare.application.rollout.show import Shown
from appcare.domain.rollout.orders import Order, OrderKind
from cli.appcare.deployment import Deployment
from cli.appcare.printing import console, in_one_sentence
from cli.appcare.rollout.status import next_step, step_of

Number = Annotated[str, typer.Argument(help="A number of the plan.", show_default=False)]
Why = Annotated[
    str, typer.Option("--why", help="Kept with the change, and told to the CRMs.", show_default=False)
]
By = Annotated[str, typer.Option("--by", help="Who decides it; by default who is logged in here.")]
Step = Annotated[str, typer.Option("--step", help="Which step, by its name in the plan.")]


@in_one_sentence
def hold(ctx: typer.Context, number: Number, why: Why, by: By = "") -> None:
    """Keep a rollout at its step until somebody resumes it; it still steps back by itself.

    Example: appcare rollout hold support --why "half the team is ill"
    """
    _give(ctx.obj, number, Order(kind=OrderKind.HOLD, by=_person(by), why=why))


@in_one_sentence
def freeze(ctx: typer.Context, number: Number, why: Why, by: By = "") -> None:
    """Keep a rollout from moving at all, even back, until somebody resumes it.

    Example: appcare rollout freeze support --why "load test until Friday; alarms will ring"
    """
    _give(ctx.obj, number, Order(kind=OrderKind.FREEZE, by=_person(by), why=why))


@in_one_sentence
def resume(ctx: typer.Context, number: Number, why: Why, by: By = "") -> None:
    """Let a rollout move by itself again.

    Example: appcare rollout resume support --why "the team is complete again"
    """
    _give(ctx.obj, number, Order(kind=OrderKind.RESUME, by=_person(by), why=why))


@in_one_sentence
def advance(ctx: typer.Context, number: Number, why: Why, step: Step = "", by: By = "") -> None:
    """Take a rollout to the next step, or to a later one, whatever holds it.

    \b
    Examples:
      appcare rollout advance support --why "the pilot went well"
      appcare rollout advance support --step "50 %" --why "the campaign starts today"
    """
    _give(ctx.obj, number, Order(kind=OrderKind.ADVANCE, by=_person(by), why=why, step=step))


@in_one_sentence
def back(ctx: typer.Context, number: Number, why: Why, step: Step = "", by: By = "") -> None:
    """Take a rollout a step back, or to an earlier one; who was in stays in.

    \b
    Examples:
      appcare rollout back support --why "answers take too long"
      appcare rollout back support --step pilot --why "the CRM moves house"
    """
    _give(ctx.obj, number, Order(kind=OrderKind.BACK, by=_person(by), why=why, step=step))


def _person(by: str) -> str:
    return by or getpass.getuser()


def _give(deployment: Deployment, number: str, order: Order) -> None:
    plan, standing = deployment.rollout_orders().give(number, order)
    shown = Shown(number=number, plan=plan, standing=standing)
    told = f"{number} is at {step_of(shown)}; next: {next_step(shown)}."
    console.print(told, markup=False, highlight=False)
