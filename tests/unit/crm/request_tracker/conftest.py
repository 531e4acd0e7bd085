"""What the tests here start from."""

import pytest

from tests.unit.crm.request_tracker.bench import FakeBench


@pytest.fixture
def bench() -> FakeBench:
    """An empty server."""
    return FakeBench()
