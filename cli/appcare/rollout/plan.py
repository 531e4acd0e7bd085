"""`appcare rollout plan`: what shall be in force, and what is."""

from pathlib import Path
from typing import Annotated

import typer

from appcare.domain.rollout.flaws import PlanError
from appcare.domain.rollout.plan import Plan
from appcare.domain.rollout.plan_check import checked_plan
from appcare.domain.rollout.plan_text import write_plan
from appcare.domain.rollout.plan_warnings import warnings_of
from cli.appcare.deployment import Deployment, DeploymentError
from cli.appcare.printing import console, counted, in_one_sentence, moment, print_table
from cli.appcare.rollout.plan_deploy import started, watch
from cli.appcare.rollout.plan_file import read_plan_file
from cli.appcare.rollout.plan_table import plan_table

File = Annotated[Path, typer.Argument(help="The plan: JSON, or TOML in a file named *.toml.")]

app = typer.Typer(
    help="The plan: check a file of it, deploy it, show what is in force.", no_args_is_help=True
)


@app.command()
@in_one_sentence
def check(ctx: typer.Context, file: File) -> None:
    """Say everything that is wrong with a plan, against the settings; AWS is not asked.

    Example: appcare rollout plan check rollout.json
    """
    deployment: Deployment = ctx.obj
    _, plan = checked_file(deployment, file)
    numbers = counted(len(plan.numbers), "number")
    console.print(f"{file.name}: {numbers}, nothing wrong.", markup=False, highlight=False)


@app.command()
@in_one_sentence
def show(
    ctx: typer.Context,
    *,
    whole: Annotated[bool, typer.Option("--show", help="As JSON, with the customers in its lists.")] = False,
) -> None:
    """Show the plan in force: of each number the steps, and which of them counts.

    Example: appcare rollout plan show
    """
    deployment: Deployment = ctx.obj
    in_force = deployment.rollouts().read()
    if in_force is None:
        message = "No plan is in force, so everybody waits: docs/runbooks/rollout-plan-missing.md."
        raise DeploymentError(message)
    if whole:
        console.print_json(write_plan(in_force.plan))
        return
    if in_force.plan.numbers:
        print_table(plan_table(in_force))
    console.print(f"In force since {moment(in_force.taken_at)}; a number without steps is open to everybody.")


@app.command()
@in_one_sentence
def deploy(
    ctx: typer.Context,
    file: File,
    *,
    watching: Annotated[bool, typer.Option("--watch/--no-watch", help="Until it is settled.")] = True,
) -> None:
    """Check a plan and put it in force; one with a flaw never gets as far as AWS.

    Example: appcare rollout plan deploy rollout.json
    """
    deployment: Deployment = ctx.obj
    content, _ = checked_file(deployment, file)
    deployments = deployment.plan_deployments()
    number = started(deployments, content)
    if watching:
        watch(deployments, number)
    else:
        console.print(f"Deployment {number} has begun.", highlight=False)


def checked_file(deployment: Deployment, file: Path) -> tuple[bytes, Plan]:
    """Return the JSON of a file and the plan it is, and print what is odd about it.

    Raises:
        DeploymentError: it is no plan, or may not be deployed with these settings.
    """
    content = read_plan_file(file)
    try:
        plan = checked_plan(content, deployment.surroundings())
    except PlanError as error:
        told = "\n  ".join(f"{file.name}: {flaw}." for flaw in error.flaws)
        raise DeploymentError(told) from error
    for warning in warnings_of(plan):
        console.print(f"{file.name}: odd: {warning}.", markup=False, highlight=False)
    return content, plan
