"""Counts and lines as CloudWatch gets them."""

import io
import json
from collections.abc import Callable
from contextlib import redirect_stdout
from typing import Any

import pytest

from functions.telemetry import PowertoolsTelemetry

Writer = Callable[[Callable[[PowertoolsTelemetry], None]], list[dict[str, Any]]]


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, request: pytest.FixtureRequest) -> Writer:
    """Return what gives the JSON lines that telemetry writes while something is done with it.

    Each test is a service of its own, for a logger of that name keeps the stream it began with.
    """
    monkeypatch.setenv("POWERTOOLS_SERVICE_NAME", f"service of {request.node.name}")
    monkeypatch.setenv("POWERTOOLS_METRICS_NAMESPACE", "AppCare")

    def write(act: Callable[[PowertoolsTelemetry], None]) -> list[dict[str, Any]]:
        with redirect_stdout(io.StringIO()) as stream:
            act(PowertoolsTelemetry())
        return [json.loads(line) for line in stream.getvalue().splitlines()]

    return write


def test_counts_are_written_once(written: Writer) -> None:
    """A flush writes what was counted since the last, added up for each set of dimensions."""

    def act(telemetry: PowertoolsTelemetry) -> None:
        telemetry.count("update.stored", 2)
        telemetry.count("update.stored")
        for destination in ("inbox", "crm", "crm"):
            telemetry.count("delivery.delivered", destination=destination)
        telemetry.flush()
        telemetry.flush()

    lines = written(act)
    assert {line.get("destination"): line.get("delivery.delivered") for line in lines} == {
        None: None,
        "crm": [2],
        "inbox": [1],
    }
    assert [line["update.stored"] for line in lines if "update.stored" in line] == [[3]]
    assert len(lines) == 3
    for line in lines:
        (metrics,) = line["_aws"]["CloudWatchMetrics"]
        named = {"service", "destination"} if "destination" in line else {"service"}
        assert (metrics["Namespace"], set(metrics["Dimensions"][0])) == ("AppCare", named)


def test_nothing_counted_is_nothing_written(written: Writer) -> None:
    """A flush without counts is silent."""
    assert written(lambda telemetry: telemetry.flush()) == []


def test_a_line(written: Writer) -> None:
    """A line is one JSON object with its fields at the top."""
    fields = {"records": ["rec_1"], "updates": 1, "unreadable": False}
    (line,) = written(lambda telemetry: telemetry.line("webhook stored", **fields))
    assert {name: line[name] for name in ("message", "level", *fields)} == {
        "message": "webhook stored",
        "level": "INFO",
        **fields,
    }
