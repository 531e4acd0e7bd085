"""What docs/rollout.md shows can be done as it stands: settings, plan, conversations, commands."""

import json
import re
import shlex
from pathlib import Path

import pytest

from appcare.config.reach import check_reach
from appcare.config.settings import Settings
from appcare.config.toml_file import parse_settings
from appcare.domain.conversation import opened
from appcare.domain.decisions import conversation_opened
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.rollout.plan import Pace, Step
from appcare.domain.rollout.plan_check import Surroundings, checked_plan
from appcare.domain.rollout.plan_warnings import warnings_of
from appcare.rollout_surroundings import surroundings_of
from appcare.system_clock import SystemClock
from cli.appcare.printing import milliseconds
from docs.generate import FOLDER
from tests.unit.cli.memory_deployment import MemoryDeployment, run, said
from tests.unit.cli.test_runbooks import commands, typed
from tests.unit.deliveries.world import World

PAGE = FOLDER / "rollout.md"
PLAN = FOLDER / "rollout-plan.example.json"
TEXT = PAGE.read_text(encoding="utf-8")
COMMANDS = typed(PAGE)


def example(language: str) -> str:
    """Return the page's only example in a language."""
    (found,) = re.findall(rf"```{language}\n(.*?)```", TEXT, re.DOTALL)
    return str(found)


SETTINGS = parse_settings(example("toml"))


class Shown(MemoryDeployment):
    """A deployment with the page's settings."""

    def __init__(self) -> None:
        """Start with conversations of long ago and of an hour ago."""
        super().__init__(World())
        self.configured: Settings = SETTINGS
        self.in_force.take(checked_plan(PLAN.read_bytes(), self.surroundings()), 0)
        for at in (milliseconds("2026-11-20T10:00:00Z") or 0, SystemClock().now() - 3_600_000):
            cause = LogRecord(
                LogKey("wa#106540352242922#31611111111", f"{at:013d}#w#message"), "message", b""
            )
            begun = opened("ctc_1", "106540352242922", cause.key, at)
            self.world.log.append([conversation_opened(begun, cause)])

    def surroundings(self) -> Surroundings:
        """Return what a plan is checked against: the page's settings."""
        return surroundings_of(self.configured)


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a folder with the page's files, which commands are typed in."""
    (tmp_path / PLAN.name).write_bytes(PLAN.read_bytes())
    (tmp_path / "conversations.json").write_text(example("json"), encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_the_settings_can_be_deployed() -> None:
    """The numbers can be called, and every topic and text is as it must be."""
    check_reach(SETTINGS)
    assert {topic.name for topic in SETTINGS.topics} == {"orders", "returns"}


def test_the_plan_can_be_deployed_with_them() -> None:
    """Nothing is wrong with it, nothing is odd, and at last everybody is in at once."""
    plan = checked_plan(PLAN.read_bytes(), surroundings_of(SETTINGS))
    assert warnings_of(plan) == []
    assert plan.numbers["support"].steps[-1].is_open


def test_every_key_of_a_step_is_explained() -> None:
    """Whoever adds one says here what it is for."""
    told = TEXT.partition("| key of a step |")[2].partition("\n\n")[0]
    for key in (*Step.model_fields, *Pace.model_fields):
        assert f"`{key}`" in told, key


def test_every_command_can_be_typed(folder: Path) -> None:
    """One after the other, in a folder with the page's files, over a deployment with the page's settings."""
    deployment = Shown()
    for command in COMMANDS:
        assert said(run(deployment, *shlex.split(command))), command
    assert {file.name for file in (folder / "links").glob("topic-*")} == {
        f"topic-{topic}.{kind}" for topic in ("orders", "returns") for kind in ("svg", "png")
    }
    assert [file.name for file in (folder / "shop-window").iterdir()] == ["topic-orders.svg"]


def test_every_command_of_the_rollout_is_told() -> None:
    """Whoever adds one says here what it is for."""
    told = {name for command in COMMANDS for name in commands() if command.startswith(" ".join(name))}
    assert told >= {name for name in commands() if name[0] in ("rollout", "links")}


def test_the_conversations_are_read(folder: Path) -> None:
    """All of the page's conversations are tried, each of a customer of its own."""
    listed = json.loads(example("json"))
    shown = said(run(Shown(), "rollout", "simulate", PLAN.name, "--from-file", "conversations.json"))
    assert shown.startswith(f"support: {len(listed)} conversations of 3 customers")
    assert folder.exists()
