"""AppConfig's check of a plan: an error keeps it from being deployed, and says why."""

import base64
from typing import Any

import pytest

from appcare.domain.rollout.flaws import PlanError
from functions.plan_checker import handler
from tests.unit.rollout.plans import SURROUNDINGS, plan_text


@pytest.fixture(autouse=True)
def _surroundings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let plans be checked against the tests' settings."""
    monkeypatch.setattr(handler, "surroundings", lambda: SURROUNDINGS)


def event(content: bytes) -> dict[str, Any]:
    """Return what AppConfig hands over."""
    return {
        "applicationId": "app1234",
        "configurationProfileId": "prf1234",
        "configurationVersion": "3",
        "content": base64.b64encode(content).decode(),
        "uri": "hosted",
    }


@pytest.mark.parametrize("text", ['{"numbers": {}}', plan_text({"share": 5}, {})])
def test_a_plan_that_may_be_deployed(text: str) -> None:
    """Nothing is raised: the first plan of all and any other good one pass."""
    handler.lambda_handler(event(text.encode()), None)


@pytest.mark.parametrize(
    ("content", "sentence"),
    [
        (b"{", "the plan is not JSON: line 1, column 2"),
        (
            plan_text({"share": 5}, {"share": 3}).encode(),
            "numbers.support, step 'step 2': share 3 is less than the 5 of the step before",
        ),
    ],
)
def test_a_plan_that_is_refused(content: bytes, sentence: str) -> None:
    """The sentences of its flaws are what AppConfig shows."""
    with pytest.raises(PlanError) as error:
        handler.lambda_handler(event(content), None)
    assert str(error.value) == sentence
