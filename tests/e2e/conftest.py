"""Brings a stack of the tests' own up once, on ports and in a folder of its own."""

import os
from collections.abc import Iterator

import pytest
from rich.console import Console

from playground.launcher import bring_up, running, take_down
from playground.places import REPOSITORY, LauncherError, places
from playground.progress import Progress
from tests.e2e.world import World

PORT_BASE = 4660
"""Apart from the ports of `make up`, so that both can run at once."""

FOLDER = REPOSITORY / ".local" / "e2e"


@pytest.fixture(scope="session")
def stack_world() -> Iterator[World]:
    """The stack under test, fresh; down again at the end, whatever happened.

    Whoever sets `APPCARE_LOCAL_DIR` to a stack that is up has the tests run on that one, and keeps it.
    """
    here = places({"APPCARE_LOCAL_DIR": str(FOLDER), "APPCARE_PORT_BASE": str(PORT_BASE)} | os.environ)
    was_up = running(here) if "APPCARE_LOCAL_DIR" in os.environ else None
    try:
        if not was_up:
            take_down(here)
        stack = was_up or bring_up(here, Progress(Console(stderr=True)))
    except LauncherError as error:
        pytest.fail(str(error), pytrace=False)
    world = World(stack)
    try:
        yield world
    finally:
        world.close()
        if not was_up:
            take_down(here)


@pytest.fixture
def world(stack_world: World) -> World:
    """The stack with an inbox that is empty and accepts everything."""
    stack_world.inbox.clear()
    return stack_world
