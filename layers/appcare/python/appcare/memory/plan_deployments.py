"""A plan's way from people to the clock, in memory."""

from appcare.application.rollout.plan_ports import DeployState, PlanDeployment
from appcare.domain.errors import AppCareError


class MemoryPlanDeployments:
    """`PlanDeployments` and `PlanSource` in one: what is deployed can be fetched at once."""

    def __init__(self) -> None:
        """Start with nothing deployed and without trouble."""
        self.plans: list[bytes] = []
        self.trouble: AppCareError | None = None
        self.states: dict[int, DeployState] = {}
        """Of those deployments that are not complete."""

    def start(self, plan: bytes) -> int:
        """Deploy a plan; return its number."""
        if self.trouble:
            raise self.trouble
        self.plans.append(plan)
        return len(self.plans)

    def look(self, number: int) -> PlanDeployment:
        """Return how far a deployment is."""
        return PlanDeployment(number=number, state=self.states.get(number, DeployState.COMPLETE))

    def fetch(self) -> bytes | None:
        """Return what is deployed; None: nothing ever was."""
        if self.trouble:
            raise self.trouble
        return self.plans[-1] if self.plans else None
