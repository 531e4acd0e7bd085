"""Counts and lines as CloudWatch gets them."""

import json
from typing import Any

import pytest

from functions.telemetry import PowertoolsTelemetry


@pytest.fixture
def telemetry(
    monkeypatch: pytest.MonkeyPatch,
    request: pytest.FixtureRequest,
    capsys: pytest.CaptureFixture[str],  # noqa: ARG001 - its stream is to be the one
) -> PowertoolsTelemetry:
    """Return telemetry of a service of its own: a logger of that name keeps the stream it began with."""
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", request.node.name)
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "AppCare")
    return PowertoolsTelemetry()


def written(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    """Return the lines that were written, each a JSON object."""
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_counts_are_written_once(telemetry: PowertoolsTelemetry, capsys: pytest.CaptureFixture[str]) -> None:
    """A flush writes what was counted since the last, added up for each set of dimensions."""
    telemetry.count("update.stored", 2)
    telemetry.count("update.stored")
    telemetry.count("delivery.delivered", destination="inbox")
    telemetry.count("delivery.delivered", destination="crm")
    telemetry.flush()
    lines = written(capsys)
    telemetry.flush()

    assert written(capsys) == []
    assert {line.get("destination"): line.get("delivery.delivered") for line in lines} == {
        None: None,
        "crm": [1],
        "inbox": [1],
    }
    assert [line["update.stored"] for line in lines if "update.stored" in line] == [[3]]
    for line in lines:
        (metrics,) = line["_aws"]["CloudWatchMetrics"]
        named = {"service", "destination"} if "destination" in line else {"service"}
        assert (metrics["Namespace"], set(metrics["Dimensions"][0])) == ("AppCare", named)


def test_nothing_counted_is_nothing_written(
    telemetry: PowertoolsTelemetry, capsys: pytest.CaptureFixture[str]
) -> None:
    """A flush without counts is silent."""
    telemetry.flush()
    assert written(capsys) == []


def test_a_line(telemetry: PowertoolsTelemetry, capsys: pytest.CaptureFixture[str]) -> None:
    """A line is one JSON object with its fields at the top."""
    telemetry.line("webhook stored", records=["rec_1"], updates=1, unreadable=False)
    (line,) = written(capsys)
    assert {
        name: line[name] for name in ("message", "records", "updates", "unreadable", "service", "level")
    } == {
        "message": "webhook stored",
        "records": ["rec_1"],
        "updates": 1,
        "unreadable": False,
        "service": "test_a_line",
        "level": "INFO",
    }
