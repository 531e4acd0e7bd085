"""What AppConfig says of a plan's deployment, in our words."""

from typing import Any

import pytest
from botocore.exceptions import ClientError

from appcare.application.rollout.plan_ports import DeployState
from appcare.aws.plan_deployments import KEPT_VERSIONS, AppConfigPlanDeployments, PlanPlace
from appcare.domain.errors import AppCareError, BusyError, InvalidRequestError, StorageError

PLACE = PlanPlace(application="app", profile="prf", environment="env", strategy="str")


class Service:
    """AppConfig's control plane, with one answer."""

    def __init__(self, state: str = "COMPLETE", refuses: str = "") -> None:
        """Answer with a state, or refuse to deploy with a code."""
        self._state = state
        self._refuses = refuses

        self.versions = [7]
        self.undeletable = False

    def get_paginator(self, name: str) -> "Service":
        """List versions, which is all that is listed."""
        assert name == "list_hosted_configuration_versions"
        return self

    def paginate(self, **_: Any) -> list[dict[str, Any]]:
        """Return them on two pages, the newest first."""
        items = [{"VersionNumber": number} for number in reversed(self.versions)]
        return [{"Items": items[:3]}, {"Items": items[3:]}]

    def delete_hosted_configuration_version(self, VersionNumber: int, **_: Any) -> None:  # noqa: N803 - AppConfig's word
        """Delete one, or not."""
        if self.undeletable:
            raise ClientError({"Error": {"Code": "AccessDeniedException"}}, "DeleteHosted")
        self.versions.remove(VersionNumber)

    def create_hosted_configuration_version(self, **_: Any) -> dict[str, int]:
        """Keep a version."""
        return {"VersionNumber": 7}

    def start_deployment(self, **wanted: Any) -> dict[str, int]:
        """Deploy it, or not."""
        assert wanted["ConfigurationVersion"] == "7"
        if self._refuses:
            raise ClientError({"Error": {"Code": self._refuses}}, "StartDeployment")
        return {"DeploymentNumber": 3}

    def get_deployment(self, **_: Any) -> dict[str, Any]:
        """Tell how far it is, the latest event first."""
        return {"State": self._state, "EventLog": [{"Description": "latest"}, {"Description": "first"}]}


@pytest.mark.parametrize(
    ("word", "state", "counts", "over"),
    [
        ("VALIDATING", DeployState.DEPLOYING, False, False),
        ("DEPLOYING", DeployState.DEPLOYING, False, False),
        ("BAKING", DeployState.BAKING, True, False),
        ("COMPLETE", DeployState.COMPLETE, True, True),
        ("ROLLING_BACK", DeployState.DEPLOYING, False, False),
        ("ROLLED_BACK", DeployState.ROLLED_BACK, False, True),
        ("REVERTED", DeployState.ROLLED_BACK, False, True),
        ("SOMETHING_NEW", DeployState.DEPLOYING, False, False),
    ],
)
def test_states(word: str, state: DeployState, counts: bool, over: bool) -> None:  # noqa: FBT001 - what is expected
    """Each of AppConfig's states says whether the plan counts, and whether anything will change."""
    found = AppConfigPlanDeployments(Service(word), PLACE).look(3)
    assert (found.state, found.state.counts, found.state.over, found.why) == (state, counts, over, "latest")


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("ConflictException", BusyError),
        ("BadRequestException", InvalidRequestError),
        ("InternalServerException", StorageError),
    ],
)
def test_what_keeps_a_plan_from_being_deployed(code: str, error: type[AppCareError]) -> None:
    """Another deployment is no fault of the plan; a refusal is, and trying it again does not help."""
    with pytest.raises(error):
        AppConfigPlanDeployments(Service(refuses=code), PLACE).start(b"{}")
    assert error.retryable == (code != "BadRequestException")


@pytest.mark.parametrize("undeletable", [False, True])
def test_old_plans_are_deleted(undeletable: bool) -> None:  # noqa: FBT001 - which case it is
    """AppConfig's quota never keeps a plan from being deployed; that an old one stays does not, either."""
    service = Service()
    service.versions = list(range(1, KEPT_VERSIONS + 6))
    service.undeletable = undeletable
    assert AppConfigPlanDeployments(service, PLACE).start(b"{}") == 3
    assert len(service.versions) == KEPT_VERSIONS + (5 if undeletable else 0)
    assert service.versions[-1] == KEPT_VERSIONS + 5
