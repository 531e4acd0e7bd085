"""The adapter keeps AppCare's contract, and says what is wrong with its options."""

from dataclasses import replace

import pytest
from appcare_desk.adapter import DeskAdapter
from desk_bench import STANZA, DeskBench

from appcare.application.adapter_ports import CallbackRefusal, CallbackRefusedError
from appcare.crm.conformance import Bench
from appcare.crm.conformance.suite import AdapterConformance
from appcare.crm.options import OptionError


class TestDesk(AdapterConformance):
    """Every check of the kit."""

    @pytest.fixture
    def bench(self) -> Bench:
        """Return a new Desk for each check."""
        return DeskBench()


def test_a_missing_team_is_named() -> None:
    """Whoever forgets the team is told the key."""
    setup = replace(DeskBench().setup(), destination=replace(STANZA, options={}))
    with pytest.raises(OptionError, match=r"destinations\.help\.options\.team is missing"):
        DeskAdapter(setup)


@pytest.mark.parametrize("body", ["", "[]", "{}", '{"author": "agent-7", "id": "E1", "ticket": "T1"}'])
def test_a_callback_that_is_no_entry(body: str) -> None:
    """What is signed but says nothing we understand is refused as that."""
    bench = DeskBench()
    with pytest.raises(CallbackRefusedError) as refused:
        DeskAdapter(bench.setup()).parse_callback(bench.desk.signed(body, 0))
    assert refused.value.code is CallbackRefusal.UNREADABLE
