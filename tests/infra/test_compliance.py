"""No finding of cdk-nag is left unexplained, and no explanation is left without its finding."""

import json
from dataclasses import replace
from pathlib import Path

import pytest
from aws_cdk import App, PolicyViolatingResource, PolicyViolation

from infra.app import ROOT, synthesize
from infra.compliance import ACCEPTED, Accepted, FindingsLeft, hold_to_rules
from infra.target import AWS
from tests.infra.synthesized import Synthesized

S1 = Accepted(rule="AwsSolutions-S1", path="Bodies/*", reason="For the test.")


def finding(rule: str, path: str) -> PolicyViolation:
    """Return one finding of a rule at a construct."""
    return PolicyViolation(
        rule_name=rule,
        description="A finding.",
        violating_resources=[PolicyViolatingResource(construct_path=path, locations=[])],
    )


def test_nothing_unexplained(production: Synthesized) -> None:
    """The production app synthesizes under the rules: every finding is explained."""
    assert AWS.has("compliance rules")
    report = json.loads((production.folder / "validation-report.json").read_text())
    assert report["pluginReports"] == []


def test_an_unexplained_finding_stops_the_synth(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without one of the explanations the same app does not synthesize, so the rules do run."""
    monkeypatch.setattr("infra.app.hold_to_rules", lambda app: hold_to_rules(app, ACCEPTED[1:]))
    flags = json.loads((ROOT / "cdk.json").read_text())["context"]
    with pytest.raises(RuntimeError, match="ValidationFailed"):
        synthesize(App(context=flags, outdir=str(tmp_path)))
    report = json.loads((tmp_path / "validation-report.json").read_text())
    (findings,) = report["pluginReports"]
    assert [one["ruleName"] for one in findings["violations"]] == [ACCEPTED[0].rule]


def test_every_acceptance_has_a_reason() -> None:
    """An acceptance says why it is right, in a sentence."""
    assert all(len(entry.reason) > 40 and entry.reason.endswith(".") for entry in ACCEPTED)


def test_an_accepted_finding_is_left_out() -> None:
    """What is accepted is not reported."""
    assert FindingsLeft([S1]).of([finding("AwsSolutions-S1", "stack/Bodies/Bucket")]) == []


def test_an_unexplained_finding_stays() -> None:
    """The same rule at another resource, and another rule at the same, are reported."""
    left = FindingsLeft([S1]).of(
        [
            finding("AwsSolutions-S1", "stack/Bodies/Bucket"),
            finding("AwsSolutions-S1", "stack/Other/Bucket"),
            finding("AwsSolutions-S10", "stack/Bodies/Bucket"),
        ]
    )
    assert [one.rule_name for one in left] == ["AwsSolutions-S1", "AwsSolutions-S10"]


def test_an_acceptance_without_a_finding_is_stale() -> None:
    """An exception that nothing needs any more is itself a finding."""
    (stale,) = FindingsLeft([S1]).of([])
    assert "fits no finding" in stale.description


def test_an_acceptance_for_what_settings_may_leave_out_is_not_stale() -> None:
    """What only some deployments have needs no finding in the others."""
    assert FindingsLeft([replace(S1, depends=True)]).of([]) == []
