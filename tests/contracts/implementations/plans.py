"""Where plans are deployed, with the clock that fetches them."""

from dataclasses import dataclass

from appcare.application.rollout.plan_ports import PlanDeployments, PlanSource
from appcare.aws.plan_deployments import AppConfigPlanDeployments, PlanPlace
from appcare.aws.plan_source import AppConfigPlanSource
from appcare.memory.clock import MovedClock
from appcare.memory.plan_deployments import MemoryPlanDeployments
from tests.contracts.implementations.imitations import Aws, fresh

ENVIRONMENT = "live"


@dataclass(frozen=True, slots=True)
class PlansWithClock:
    """Deployments of plans, what fetches them, and its clock."""

    deployments: PlanDeployments
    source: PlanSource
    clock: MovedClock

    @classmethod
    def in_memory(cls) -> "PlansWithClock":
        """No plan was ever deployed."""
        both = MemoryPlanDeployments()
        return cls(both, both, MovedClock())

    @classmethod
    def on_appconfig(cls, aws: Aws) -> "PlansWithClock":
        """An application, an environment and a profile of its own, as infra makes them."""
        client, clock, name = aws.appconfig, MovedClock(1_000_000), fresh("plan")
        application = client.create_application(Name=name)["Id"]
        profile = client.create_configuration_profile(
            ApplicationId=application, Name="plan", LocationUri="hosted"
        )["Id"]
        place = PlanPlace(
            application=application,
            profile=profile,
            environment=client.create_environment(ApplicationId=application, Name=ENVIRONMENT)["Id"],
            strategy=client.create_deployment_strategy(
                Name=name, DeploymentDurationInMinutes=0, GrowthFactor=100, FinalBakeTimeInMinutes=0
            )["Id"],
        )
        source = AppConfigPlanSource(
            aws.appconfigdata,
            application=application,
            environment=ENVIRONMENT,
            profile=profile,
            clock=clock,
        )
        return cls(AppConfigPlanDeployments(client, place), source, clock)
