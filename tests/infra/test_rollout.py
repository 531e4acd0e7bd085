"""The rollout's plan in AppConfig: checked twice, deployed all at once, never put back by a deployment."""

import json
import re
from typing import Any

from appcare.domain.rollout.plan import Plan
from appcare.domain.rollout.plan_text import read_plan
from infra.app import ROOT
from infra.constructs.rollout_config import MOST_MONITORS
from tests.infra.synthesized import Synthesized, told

ONCE = ("AWS::AppConfig::HostedConfigurationVersion", "AWS::AppConfig::Deployment")
"""What puts the first plan in force: CloudFormation makes both anew when anything in them changes."""


def first_plan(synthesized: Synthesized) -> dict[str, Any]:
    """Return the resources that put the first plan in force, without the hashes of the stacks' names."""
    found = {
        logical_id: resource["Properties"]
        for type_ in ONCE
        for logical_id, resource in synthesized.resources(type_).items()
    }
    stage = re.compile(r"appcare-[a-z0-9]+-")
    text: dict[str, Any] = json.loads(stage.sub("appcare-", json.dumps(found)))
    return text


def test_the_first_plan_opens_every_number(production: Synthesized) -> None:
    """It names none, so a new deployment lets everybody in."""
    version = production.one("AWS::AppConfig::HostedConfigurationVersion", "PlanInitialPlan")
    assert read_plan(version["Content"]) == Plan()


def test_the_first_plan_is_deployed_once(
    production: Synthesized, large: Synthesized, signed: Synthesized, local: Synthesized
) -> None:
    """Whatever the settings and the target, it is the same to the letter: the plan of the command stays."""
    expected = first_plan(production)
    assert len(expected) == len(ONCE)
    for other in (large, signed, local):
        assert first_plan(other) == expected
    assert not any("Tags" in resource for resource in expected.values())


def test_two_checks(production: Synthesized) -> None:
    """The committed schema and our own function judge a plan before AppConfig deploys it."""
    profile = production.one("AWS::AppConfig::ConfigurationProfile", "RolloutPlanProfile")
    schema, function = profile["Validators"]
    committed = json.loads((ROOT / "docs" / "rollout-plan.schema.json").read_text(encoding="utf-8"))
    assert (schema["Type"], json.loads(schema["Content"])) == ("JSON_SCHEMA", committed)
    assert (function["Type"], told(function["Content"])) == ("LAMBDA", "PlanCheckerFunction")
    assert profile["LocationUri"] == "hosted"


def test_all_at_once_and_watched(production: Synthesized, local: Synthesized) -> None:
    """On AWS alarms can bring the plan before back for ten minutes; the first one has none before it."""
    for synthesized, id_, minutes in (
        (production, "PlanAllAtOnce", 10),
        (production, "PlanUnwatched", 0),
        (local, "PlanAllAtOnce", 0),
    ):
        strategy = synthesized.one("AWS::AppConfig::DeploymentStrategy", id_)
        assert (strategy["DeploymentDurationInMinutes"], strategy["GrowthFactor"]) == (0, 100)
        assert strategy["FinalBakeTimeInMinutes"] == minutes
    outputs = production.templates["rollout"]["Outputs"]
    assert told(outputs["PlanStrategy"]["Value"]) == "PlanAllAtOnce"
    monitors = production.one("AWS::AppConfig::Environment", "PlanEnvironment")["Monitors"]
    assert 0 < len(monitors) <= MOST_MONITORS
    assert all(told(one["AlarmArn"]).startswith("Alarms") for one in monitors)
    assert {told(one["AlarmRoleArn"]) for one in monitors} == {"PlanWatcher"}
