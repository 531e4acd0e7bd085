"""Changes of rollouts as they are told to CRMs."""

import pytest

from appcare.application.own_facts import own_facts
from appcare.application.rollout.step_facts import KINDS
from appcare.domain.errors import UndigestibleError
from appcare.domain.events.rollout import RolloutEvent
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, LogRecord
from tests.unit.rollout.moving_plans import plan_of
from tests.unit.rollout.world import NUMBER_ID, World

FACTS = own_facts(lambda id_: "support" if id_ == NUMBER_ID else "unlisted", {"wa": "whatsapp"})


def first_fact(number: str = "support") -> LogRecord:
    """Return the fact that a number has begun."""
    world = World()
    world.take(plan_of(number))
    world.tick()
    return world.log.stream[0].record


def test_it_concerns_a_number_and_no_customer() -> None:
    """The partition is the number's, without any name of a customer; it moves no conversation."""
    said = FACTS["rollout.held"].translate(first_fact())
    assert said.customer == Customer(partition=f"wa#{NUMBER_ID}#-")
    assert (said.number_id, said.types, said.inbound) == (NUMBER_ID, ("rollout.plan_changed",), False)


@pytest.mark.parametrize(
    ("number", "number_id", "name"), [("support", NUMBER_ID, "support"), ("unlisted", "", "unlisted")]
)
def test_the_event(number: str, number_id: str, name: str) -> None:
    """It says where the number stands, who moved it, why and with which figures."""
    record = first_fact(number)
    ref = EventRef(record.key, record.kind, "ctc_nobody")
    event = FACTS[record.kind].event(record, ref, raw=False)
    assert isinstance(event.data, RolloutEvent)
    assert (event.type, event.source) == ("rollout.plan_changed", f"/whatsapp/{number_id}")
    assert (event.data.number.id, event.data.number.name) == (number_id, name)
    assert (event.data.from_step, event.data.to_step, event.data.share) == (None, "1 %", 1)
    assert (event.data.by, event.data.why, event.data.reasons) == ("clock", None, ("begun",))
    assert event.data.occurred_at


def test_another_event_is_not_in_it() -> None:
    """A reference to what the record does not hold is refused."""
    record = first_fact()
    with pytest.raises(UndigestibleError):
        FACTS[record.kind].event(record, EventRef(record.key, "rollout.held", "ctc"), raw=False)


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"at": "x"}'])
def test_a_fact_that_cannot_be_read(body: bytes) -> None:
    """It is parked, not guessed at."""
    with pytest.raises(UndigestibleError):
        FACTS[KINDS[0]].translate(LogRecord(LogKey("wa#1#-", "0#rol_x#rollout.advanced"), KINDS[0], body))
