"""How people's plans get into AppConfig."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from appcare.application.rollout.plan_ports import DeployState, PlanDeployment
from appcare.aws.failures import translated
from appcare.domain.errors import AppCareError, BusyError, InvalidRequestError

if TYPE_CHECKING:
    from collections.abc import Mapping

STATES: Mapping[str, DeployState] = {
    "BAKING": DeployState.BAKING,
    "COMPLETE": DeployState.COMPLETE,
    "ROLLING_BACK": DeployState.DEPLOYING,
    "ROLLED_BACK": DeployState.ROLLED_BACK,
    "REVERTED": DeployState.ROLLED_BACK,
}
"""AppConfig's word -> ours; whatever else it says is on the way."""

KEPT_VERSIONS = 40
"""Plans that can be looked up in AppConfig; only the one in force and the one before it are needed."""

REFUSED: Mapping[str, type[Exception]] = {
    "ConflictException": BusyError,
    "BadRequestException": InvalidRequestError,
}


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanPlace:
    """Where plans are in AppConfig, all by id."""

    application: str
    profile: str
    environment: str
    strategy: str


class AppConfigPlanDeployments:
    """`PlanDeployments` over AppConfig's hosted configurations."""

    def __init__(self, client: Any, place: PlanPlace) -> None:
        """Deploy through an `appconfig` client."""
        self._client = client
        self._place = place

    def start(self, plan: bytes) -> int:
        """Keep the plan as a new version, and deploy that."""
        place = self._place
        with translated("keeping the plan in AppConfig", REFUSED):
            version = self._client.create_hosted_configuration_version(
                ApplicationId=place.application,
                ConfigurationProfileId=place.profile,
                Content=plan,
                ContentType="application/json",
            )["VersionNumber"]
        with translated("deploying the plan by AppConfig", REFUSED):
            answer = self._client.start_deployment(
                ApplicationId=place.application,
                EnvironmentId=place.environment,
                DeploymentStrategyId=place.strategy,
                ConfigurationProfileId=place.profile,
                ConfigurationVersion=str(version),
            )
        self._forget_old()
        return int(answer["DeploymentNumber"])

    def _forget_old(self) -> None:
        """Delete old versions, for AppConfig keeps so many only; what cannot be deleted now will be later."""
        place = {"ApplicationId": self._place.application, "ConfigurationProfileId": self._place.profile}
        with suppress(AppCareError), translated("deleting old plans in AppConfig"):
            pages = self._client.get_paginator("list_hosted_configuration_versions").paginate(**place)
            numbers = sorted(one["VersionNumber"] for page in pages for one in page["Items"])
            for number in numbers[:-KEPT_VERSIONS]:
                self._client.delete_hosted_configuration_version(**place, VersionNumber=number)

    def look(self, number: int) -> PlanDeployment:
        """Return how far a deployment is, and what its latest event says."""
        with translated("asking AppConfig for a deployment"):
            answer = self._client.get_deployment(
                ApplicationId=self._place.application,
                EnvironmentId=self._place.environment,
                DeploymentNumber=number,
            )
        events = answer.get("EventLog") or [{}]
        return PlanDeployment(
            number=number,
            state=STATES.get(answer["State"], DeployState.DEPLOYING),
            why=str(events[0].get("Description", "")),
        )
