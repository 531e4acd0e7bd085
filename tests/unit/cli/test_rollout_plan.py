"""`appcare rollout plan`: what is wrong with a plan is said before anything is asked of AWS."""

from pathlib import Path

import pytest
from typer.testing import CliRunner

from appcare.application.rollout.plan_ports import DeployState, PlanDeployment
from appcare.domain.errors import AppCareError, BusyError, InvalidRequestError, StorageError
from appcare.domain.rollout.plan import Plan
from appcare.domain.rollout.plan_text import read_plan
from appcare.domain.rollout.standing import Standing
from appcare.memory.clock import MovedClock
from cli.appcare import main
from cli.appcare.rollout import plan_deploy
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
        ("plan.toml", "numbers = 2026-11-22", "holds a date or a time, which no plan has"),
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


def test_a_plan_is_deployed(tmp_path: Path, deployment: MemoryDeployment) -> None:
    """What AWS gets is the file as it is written, and the command says when it counts."""
    text = plan_text({"share": 5}, {}).replace(", ", " ,")
    shown = said(run(deployment, "rollout", "plan", "deploy", written(tmp_path, "plan.json", text)))
    assert deployment.plans.plans == [text.encode()]
    assert shown == "Deployment 1: complete, it counts within 70 seconds of being deployed.\n"


def test_toml_is_deployed_as_json(tmp_path: Path, deployment: MemoryDeployment) -> None:
    """AppConfig knows JSON only."""
    said(run(deployment, "rollout", "plan", "deploy", written(tmp_path, "plan.toml", TOML.format(share=100))))
    (content,) = deployment.plans.plans
    assert [step.share for step in read_plan(content).numbers["support"].steps] == [5, 100]


def test_an_invalid_plan_never_gets_to_aws(tmp_path: Path, deployment: MemoryDeployment) -> None:
    """It is refused here, with its flaws."""
    file = written(tmp_path, "plan.json", plan_text({"share": 5}, {"share": 3}))
    done = run(deployment, "rollout", "plan", "deploy", file)
    assert done.exit_code == 1
    assert "share 3 is less than the 5 of the step before" in done.output
    assert deployment.plans.plans == []


@pytest.mark.parametrize(
    ("last", "status", "words"),
    [
        (DeployState.COMPLETE, 0, "Deployment 1: complete"),
        (
            DeployState.ROLLED_BACK,
            1,
            "The plan was rolled back, and the one before it counts: alarm queue-age",
        ),
    ],
)
def test_a_deployment_is_watched_to_its_end(
    tmp_path: Path,
    deployment: MemoryDeployment,
    monkeypatch: pytest.MonkeyPatch,
    last: DeployState,
    status: int,
    words: str,
) -> None:
    """Each state is said once, however long it lasts; a plan that was rolled back is a failure."""
    states = iter([DeployState.DEPLOYING] * 3 + [DeployState.BAKING] * 200 + [last])
    clock = MovedClock()
    monkeypatch.setattr(plan_deploy, "clock", clock)
    monkeypatch.setattr(
        deployment.plans,
        "look",
        lambda number: PlanDeployment(number=number, state=next(states), why="alarm queue-age"),
    )
    done = run(deployment, "rollout", "plan", "deploy", written(tmp_path, "plan.json", plan_text({})))
    lines = done.output.splitlines()
    assert lines[0] == "Deployment 1: on its way."
    assert lines[1].startswith("Deployment 1: deployed, it counts within 70 seconds.")
    assert len(lines) == (3 if status == 0 else 4)
    assert (done.exit_code, words in lines[-1]) == (status, True)
    assert clock.now() == 203 * plan_deploy.LOOK_SECONDS * 1000


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        (BusyError("x: ConflictException"), "try again when that is over"),
        (InvalidRequestError("x: BadRequestException"), "are these the settings that were deployed?"),
        (StorageError("x: AccessDeniedException"), "AccessDeniedException"),
    ],
)
def test_what_keeps_a_plan_from_being_deployed(
    tmp_path: Path, deployment: MemoryDeployment, trouble: AppCareError, words: str
) -> None:
    """A sentence says what to do, and the status is 1."""
    deployment.plans.trouble = trouble
    done = run(deployment, "rollout", "plan", "deploy", written(tmp_path, "plan.json", plan_text({})))
    assert done.exit_code == 1
    assert words in done.output


def test_what_is_in_force(deployment: MemoryDeployment) -> None:
    """Each step is a line, with who is in; the one that counts is marked, and customers are only counted."""
    first = {"name": "5 %", "share": 5, "allow": ["+31612345678"], "pace": {"per_hour": 10, "per_day": 80}}
    second = {"name": "more", "share": 20.5, "countries": ["NL", "+4915"], "topics": ["orders"]}
    plan = read_plan(plan_text(first, second, {"name": "all"}))
    deployment.in_force.take(plan, 1_795_000_000_000)
    deployment.in_force.change(
        Standing(number="support", step="more", share_bp=2050, plan=plan.digest, since=1, good_since=1), None
    )
    shown = said(run(deployment, "rollout", "plan", "show"))
    lines = [" ".join(line.split()) for line in shown.splitlines()]
    assert lines == [
        "NUMBER STEP SHARE WHO PACE HOURS",
        "support 5 % 5 % allow 1 customer 10 an hour, 80 a day 24",
        "> support more 20.5 % from NL +4915, about orders as they come 24",
        "support all 100 % all as they come 24",
        "In force since 2026-11-18T11:06:40Z; a number without steps is open to everybody.",
    ]
    whole = said(run(deployment, "rollout", "plan", "show", "--show"))
    assert read_plan(whole) == plan


def test_a_plan_without_numbers(deployment: MemoryDeployment) -> None:
    """There is no empty table: one sentence says that everybody is in."""
    deployment.in_force.take(Plan(), 1_795_000_000_000)
    (line,) = said(run(deployment, "rollout", "plan", "show")).splitlines()
    assert line.endswith("a number without steps is open to everybody.")


def test_no_plan_is_in_force(deployment: MemoryDeployment) -> None:
    """That is no empty table: it says what it means."""
    done = run(deployment, "rollout", "plan", "show")
    assert done.exit_code == 1
    assert "everybody waits" in done.output
