"""Brings a stack of the tests' own up once, on ports and in a folder that no other run uses."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from rich.console import Console
from typer.testing import CliRunner

from cli.appcare.main import app
from cli.appcare.printing import console
from playground.background import check_ports
from playground.launcher import bring_up, running, take_down
from playground.places import REPOSITORY, LauncherError, Places, places
from playground.progress import Progress
from tests.e2e.world import Appcare, World

FIRST_PORT, RUNS_AT_ONCE = 4660, 8
"""Apart from the ports of `make up`; each run at the same time takes the next ten."""


WORDS = """
[rollout]
phone = "+31 20 123 4567"

[texts.en]
waiting = "It is busy: we answer in about {minutes} minutes."
divert = "Please call {phone}."
"""
"""What customers are told of whom a plan lets wait, or does not let in."""


@contextmanager
def own_places() -> Iterator[Places]:
    """Hold a folder and ports that no other run has; what a killed run left there is ended."""
    for turn in range(RUNS_AT_ONCE):
        here = Places(REPOSITORY / ".local" / f"e2e-{turn}", FIRST_PORT + 10 * turn)
        here.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with (here.folder / "run.lock").open("w") as lock:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                take_down(here)
                check_ports(here)
            except (BlockingIOError, LauncherError):
                continue
            yield here
            return
    pytest.fail(f"No free ports from {FIRST_PORT} on for the stack under test.", pytrace=False)


def two_ways_in_and_out(here: Places) -> Path:
    """Return the repository's settings, beside them an account that comes by a topic, and a second CRM.

    That one hears of agents' answers only, so other tests have one CRM.
    """
    file = here.folder / "two-ways.toml"
    settings = (REPOSITORY / "appcare.toml").read_text(encoding="utf-8")
    second = (
        '[destinations.desk]\nadapter = "webhook"\nurl = "https://crm.example.com/desk"\ntypes = ["agent.*"]'
    )
    topic = '[accounts.by-topic]\nsource = "social"'
    file.write_text(f"{settings}\n\n{topic}\n\n{second}\n\n{WORDS}", encoding="utf-8")
    return file


@contextmanager
def own_stack() -> Iterator[World]:
    """A stack that is up for as long as the block runs."""
    with own_places() as here:
        try:
            stack = bring_up(here, Progress(Console(stderr=True)), two_ways_in_and_out(here))
        except LauncherError as error:
            pytest.fail(str(error), pytrace=False)
        world = World(stack, here.folder)
        try:
            yield world
        finally:
            world.close()
            take_down(here)


@pytest.fixture(scope="session")
def stack_world() -> Iterator[World]:
    """The stack under test, fresh; whoever sets `APPCARE_LOCAL_DIR` has the tests run on that one."""
    if "APPCARE_LOCAL_DIR" in os.environ and (stack := running(places())):
        world = World(stack, places().folder)
        yield world
        world.close()
        return
    with own_stack() as world:
        yield world


@pytest.fixture
def world(stack_world: World) -> World:
    """The stack with an inbox and a Cloud API that are empty and accept everything."""
    stack_world.inbox.clear()
    stack_world.graph.clear()
    return stack_world


@pytest.fixture
def appcare(world: World, monkeypatch: pytest.MonkeyPatch) -> Appcare:
    """Return the command, connected to the stack under test; it returns what was printed."""
    monkeypatch.setenv("APPCARE_LOCAL_DIR", str(world.folder))
    monkeypatch.setattr(console, "width", 200)

    def run(*arguments: str) -> str:
        result = CliRunner().invoke(app, ["--local", *arguments])
        assert result.exit_code == 0, result.output
        return result.output

    return run
