"""`appcare rollout plan`: what is wrong with a plan is said before anything is asked of AWS."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from cli.appcare import main
from tests.unit.cli.memory_deployment import MemoryDeployment, run, said
from tests.unit.deliveries.world import World
from tests.unit.rollout.plans import plan_text

TOML = """
[[numbers.support.steps]]
name = "5 %"
share = 5
[[numbers.support.steps]]
name = "all"
share = {share}
countries = ["NL"]
"""


@pytest.fixture
def deployment() -> MemoryDeployment:
    """Return a deployment; nothing happened in it."""
    return MemoryDeployment(World())


def written(folder: Path, name: str, content: str) -> str:
    """Return the path of a file with that content."""
    (folder / name).write_text(content, encoding="utf-8")
    return str(folder / name)


def test_nothing_wrong(tmp_path: Path, deployment: MemoryDeployment) -> None:
    """A plan in JSON that may be deployed is said to be so."""
    file = written(tmp_path, "plan.json", plan_text({"share": 5}, {}))
    assert said(run(deployment, "rollout", "plan", "check", file)) == "plan.json: 1 number, nothing wrong.\n"


def test_toml_by_its_name(tmp_path: Path, deployment: MemoryDeployment) -> None:
    """A plan may be written in TOML; what is odd about it is said and does not stop it."""
    file = written(tmp_path, "plan.toml", TOML.format(share=100))
    shown = said(run(deployment, "rollout", "plan", "check", file)).splitlines()
    assert shown[0].startswith("plan.toml: odd: numbers.support, step 'all': countries are named")
    assert shown[1] == "plan.toml: 1 number, nothing wrong."


def test_all_flaws_at_once(tmp_path: Path, deployment: MemoryDeployment) -> None:
    """Each is a line with the file's name, and the status is 1."""
    file = written(tmp_path, "plan.json", plan_text({"share": 5.125}, {"share": 3}))
    done = run(deployment, "rollout", "plan", "check", file)
    assert done.exit_code == 1
    assert [line.strip(" ✗") for line in done.output.splitlines()] == [
        "plan.json: numbers.support, step 'step 2': share 3 is less than the 5.125 of the step before.",
        "plan.json: numbers.support, step 'step 1': share 5.125 has more than two decimals.",
    ]


@pytest.mark.parametrize(
    ("name", "content", "sentence"),
    [
        ("plan.toml", "numbers", "is no TOML that a plan can be read from"),
        ("plan.toml", "numbers = 2026-11-22", "is no TOML that a plan can be read from"),
        ("plan.toml", "numbers = inf", "the plan is not JSON: Infinity is no number"),
        ("plan.json", "numbers = {}", "the plan is not JSON: line 1, column 1"),
    ],
)
def test_a_file_that_holds_no_plan(
    tmp_path: Path, deployment: MemoryDeployment, name: str, content: str, sentence: str
) -> None:
    """A sentence, no traceback."""
    done = run(deployment, "rollout", "plan", "check", written(tmp_path, name, content))
    assert done.exit_code == 1
    assert sentence in done.output


def test_no_file(tmp_path: Path, deployment: MemoryDeployment) -> None:
    """A file that is not there is a sentence, too."""
    done = run(deployment, "rollout", "plan", "check", str(tmp_path / "no.json"))
    assert done.exit_code == 1
    assert "cannot be read" in done.output


def test_the_settings_are_all_it_takes(tmp_path: Path) -> None:
    """Without AWS, a plan is checked against the settings' file."""
    settings = written(tmp_path, "appcare.toml", '[accounts.main]\n[numbers.care]\nphone_number_id = "1"\n')
    file = written(tmp_path, "plan.json", plan_text({}))
    done = CliRunner().invoke(main.app, ["--settings", settings, "rollout", "plan", "check", file])
    assert done.exit_code == 1
    assert "numbers.support: the settings have no such number; there are care, unlisted" in done.output
