"""The adapter `request_tracker` keeps the contract, at an imitated server; tests/live tries the real one."""

import pytest

from appcare.crm.conformance import Bench
from appcare.crm.conformance.suite import AdapterConformance
from tests.unit.crm.request_tracker.bench import FakeBench


class TestRequestTracker(AdapterConformance):
    """Every check of the kit."""

    @pytest.fixture
    def bench(self) -> Bench:
        """Return a new server for each check."""
        return FakeBench()
