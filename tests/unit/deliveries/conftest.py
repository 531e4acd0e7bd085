"""What the tests here start from."""

import pytest

from tests.unit.deliveries.world import World


@pytest.fixture
def world() -> World:
    """Return a deployment in which nothing happened."""
    return World()
