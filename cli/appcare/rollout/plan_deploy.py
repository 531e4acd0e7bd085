"""Putting a plan in force, and watching it until that is settled."""

from appcare.application.rollout.plan_ports import DeployState, PlanDeployment, PlanDeployments
from appcare.application.rollout.remembered import CACHE_MS
from appcare.domain.errors import BusyError, InvalidRequestError
from appcare.system_clock import SystemClock
from cli.appcare.deployment import DeploymentError
from cli.appcare.printing import console

LOOK_SECONDS = 3.0
COUNTS_WITHIN_S = 60 + CACHE_MS // 1000
"""The clock fetches the plan each minute, and everybody else looks at what it fetched so often."""

clock = SystemClock()


def started(deployments: PlanDeployments, plan: bytes) -> int:
    """Begin to deploy a plan that was checked here; return the number of the deployment.

    Raises:
        DeploymentError: it is not possible now, or refused there.
    """
    try:
        return deployments.start(plan)
    except BusyError as error:
        message = (
            "A plan is being deployed, or watched in its first ten minutes: try again when that is over. "
            "What must happen now a person's order does: appcare rollout --help."
        )
        raise DeploymentError(message) from error
    except InvalidRequestError as error:
        message = (
            f"AppConfig refuses the plan, which fits the settings given here ({error}): are these the "
            "settings that were deployed?"
        )
        raise DeploymentError(message) from error


def watch(deployments: PlanDeployments, number: int) -> None:
    """Say how a deployment goes on, until it is over.

    Raises:
        DeploymentError: it was rolled back.
    """
    said = ""
    while True:
        found = deployments.look(number)
        words = _words(found)
        if words != said:
            console.print(words, markup=False, highlight=False)
            said = words
        if found.state.over:
            break
        clock.sleep(LOOK_SECONDS)
    if not found.state.counts:
        message = f"The plan was rolled back, and the one before it counts: {found.why or 'no reason given'}."
        raise DeploymentError(message)


def _words(found: PlanDeployment) -> str:
    counts = f"it counts within {COUNTS_WITHIN_S} seconds"
    return (
        f"Deployment {found.number}: "
        + {
            DeployState.DEPLOYING: "on its way.",
            DeployState.BAKING: f"deployed, {counts}. For ten minutes an alarm brings the plan before back; "
            "Ctrl-C ends the watching only.",
            DeployState.COMPLETE: f"complete, {counts} of being deployed.",
            DeployState.ROLLED_BACK: "rolled back.",
        }[found.state]
    )
