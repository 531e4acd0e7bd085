"""A fetcher for each test."""

from collections.abc import Iterator

import pytest

from tests.unit.media.world import World, a_world


@pytest.fixture
def world() -> Iterator[World]:
    """A fetcher over memory ports, and a Cloud API double that behaves."""
    with a_world() as found:
        yield found
