"""`appcare rollout plan`: what shall be in force, and what is."""

from pathlib import Path
from typing import Annotated

import typer

from appcare.domain.rollout.flaws import PlanError
from appcare.domain.rollout.plan import Plan
from appcare.domain.rollout.plan_check import checked_plan
from appcare.domain.rollout.plan_warnings import warnings_of
from cli.appcare.deployment import Deployment, DeploymentError
from cli.appcare.printing import console, counted, in_one_sentence
from cli.appcare.rollout.plan_file import read_plan_file

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
