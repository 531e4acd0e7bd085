"""`appcare rollout simulate`: a table for each number, from the log or from a file."""

import json
from pathlib import Path
from typing import Any

import pytest

from appcare.config.settings import Number, Settings
from appcare.domain.conversation import opened
from appcare.domain.decisions import conversation_opened
from appcare.domain.log import LogKey, LogRecord
from tests.unit.cli.memory_deployment import MemoryDeployment, run, said
from tests.unit.deliveries.world import World
from tests.unit.rollout.plans import plan_text

STEPS = ({"share": 0}, {"share": 100, "pace": {"per_hour": 2}}, {"share": 100})
AT = "2026-11-16T09:00:30Z"
AT_MS = 1_794_819_630_000


@pytest.fixture
def deployment() -> MemoryDeployment:
    """Return a deployment with a number."""
    made = MemoryDeployment(World())
    made.configured = Settings(numbers=(Number(name="support", phone_number_id="7"),))
    return made


@pytest.fixture
def plan(tmp_path: Path) -> str:
    """Return the path of a plan."""
    file = tmp_path / "plan.json"
    file.write_text(plan_text(*STEPS), encoding="utf-8")
    return str(file)


def written(folder: Path, conversations: Any) -> str:
    """Return the path of a file of conversations."""
    file = folder / "conversations.json"
    file.write_text(json.dumps(conversations), encoding="utf-8")
    return str(file)


def test_from_a_file(tmp_path: Path, deployment: MemoryDeployment, plan: str) -> None:
    """Each step is a line: who is in, who waits how long, who is not in; and what is not exactly so."""
    came = [{"at": AT, "contact": f"c{turn}", "number": "support"} for turn in range(5)]
    shown = said(
        run(deployment, "rollout", "simulate", plan, "--from-file", written(tmp_path, came))
    ).splitlines()
    assert shown[0] == f"support: 5 conversations of 5 customers, {AT} to {AT}."
    assert [line.split() for line in shown[2:5]] == [
        ["step", "1", "0", "%", "0", "0", "5", "0"],
        [
            *("step", "2", "100", "%", "2/h", "2", "3", "0", "0"),
            *("1", "h", "01", "min", "2", "h", "00", "min", "2", "h", "00", "min"),
            *("2026-11-16T09:00:00Z", "(2)"),
        ],
        ["step", "3", "100", "%", "5", "0", "0", "0", "2026-11-16T09:00:00Z", "(5)"],
    ]
    assert "What is not exactly so" in shown[5]


def test_from_the_log(deployment: MemoryDeployment, plan: str) -> None:
    """What began in the days before is read, and what began later is not."""
    for turn, at in enumerate((AT_MS - 8 * 86_400_000, AT_MS - 1, AT_MS)):
        cause = LogRecord(LogKey(f"wa#7#3161234567{turn}", f"{at:013d}#w#message"), "message", b"{}")
        conversation = opened(f"ctc_{turn}", "7", cause.key, at)
        deployment.world.log.append([conversation_opened(conversation, cause)])
    shown = said(run(deployment, "rollout", "simulate", plan, "--days", "7", "--to", AT))
    assert "support: 1 conversation of 1 customer," in shown


@pytest.mark.parametrize(
    ("conversations", "sentence"),
    [
        ({}, "must be a list"),
        ([7], "conversation 1: must be an object"),
        ([{"at": AT}], "conversation 1: contact is missing."),
        ([{"at": AT, "contact": "a"}, {"contact": "b"}], "conversation 2: at is missing."),
        ([{"at": AT, "contact": 7}], "conversation 1: contact must be text in quotes."),
        ([{"at": AT, "contact": "a", "known": "yes"}], "conversation 1: known must be true or false."),
        (
            [{"at": AT, "contact": "a", "phones": "+31"}],
            "conversation 1: 'phones' is not known; allowed: at,",
        ),
        ([{"at": AT, "contact": "a", "number": "shop"}], "number = 'shop' is none of the settings: support."),
        ([{"at": "yesterday", "contact": "a"}], "'yesterday' is no time with its zone"),
        ([], "No conversation of support was found"),
    ],
)
def test_what_cannot_be_tried(
    tmp_path: Path, deployment: MemoryDeployment, plan: str, conversations: Any, sentence: str
) -> None:
    """One sentence that says what is wrong, and no table."""
    done = run(deployment, "rollout", "simulate", plan, "--from-file", written(tmp_path, conversations))
    assert done.exit_code != 0
    assert sentence in " ".join(done.output.replace("│", " ").split())


def test_a_file_that_is_none(tmp_path: Path, deployment: MemoryDeployment, plan: str) -> None:
    """Neither an absent one nor one without JSON."""
    absent = run(deployment, "rollout", "simulate", plan, "--from-file", str(tmp_path / "no"))
    assert (absent.exit_code, "cannot be read" in absent.output) == (1, True)
    (tmp_path / "text").write_text("{", encoding="utf-8")
    broken = run(deployment, "rollout", "simulate", plan, "--from-file", str(tmp_path / "text"))
    assert (broken.exit_code, "is no JSON" in broken.output) == (1, True)


def test_a_plan_that_may_not_be_deployed(tmp_path: Path, deployment: MemoryDeployment) -> None:
    """It is refused as its check refuses it, before anything is read."""
    file = tmp_path / "plan.json"
    file.write_text(plan_text({"share": 101}), encoding="utf-8")
    done = run(deployment, "rollout", "simulate", str(file))
    assert (done.exit_code, "share" in done.output) == (1, True)
