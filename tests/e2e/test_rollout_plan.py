"""A plan goes from a file into AppConfig, and the clock takes it over into State."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from cli.appcare.main import app
from playground.waiting import within
from tests.e2e.world import Appcare, World

TAKEN_S = 60.0
"""AppConfig is asked again after 15 seconds at the earliest."""


@pytest.fixture(autouse=True)
def _open_afterwards(world: World, appcare: Appcare, tmp_path: Path) -> Iterator[None]:
    """Leave the number open for other tests."""
    yield
    put_in_force(world, appcare, tmp_path, {})


def put_in_force(world: World, appcare: Appcare, folder: Path, numbers: dict[str, Any]) -> None:
    """Deploy a plan, and let the clock's minutes come until it counts."""
    file = folder / "plan.json"
    file.write_text(json.dumps({"numbers": numbers}), encoding="utf-8")
    assert "complete" in appcare("rollout", "plan", "deploy", str(file))

    def counts() -> bool:
        world.tick()
        return bool(json.loads(appcare("rollout", "plan", "show", "--show")).get("numbers", {}) == numbers)

    assert within(TAKEN_S, counts, every=2)


def test_a_plan_comes_into_force(world: World, appcare: Appcare, tmp_path: Path) -> None:
    """What is deployed is shown a minute later; one with a flaw gets nowhere and changes nothing."""
    put_in_force(world, appcare, tmp_path, {"support": {"steps": [{"name": "all", "share": 100.0}]}})
    assert "support" in appcare("rollout", "plan", "show")

    broken = tmp_path / "broken.json"
    broken.write_text('{"numbers": {"suport": {"steps": [{"name": "all", "share": 100}]}}}', encoding="utf-8")
    refused = CliRunner().invoke(app, ["--local", "rollout", "plan", "deploy", str(broken)])
    assert refused.exit_code == 1
    assert "the settings have no such number" in refused.output
    world.tick()
    assert "support" in appcare("rollout", "plan", "show")
