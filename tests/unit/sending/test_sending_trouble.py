"""Trouble that is nobody's refusal: answers that get lost, outages, records that cannot be read."""

import pytest

from appcare.domain.delivery import RetryLater
from appcare.domain.destination import DestinationState, DestinationStatus
from appcare.domain.events.agents import Reply
from appcare.domain.log import LogKey
from appcare.domain.outgoing import Unclear
from appcare.domain.replies import AGENT_REPLIED
from appcare.memory.sending import MemorySendStates
from tests.unit.sending.meta_double import MetaDouble
from tests.unit.sending.world import SUPPORT, SendingWorld

ANNA = "31600000001"


def text(said: str = "hello") -> Reply:
    """Return an answer."""
    return Reply(id="-", destination="desk", text=said)


@pytest.fixture
def world() -> SendingWorld:
    """Anna has written."""
    world = SendingWorld()
    world.write(ANNA)
    world.settle()
    return world


def test_a_mark_whose_answer_got_lost_is_told(world: SendingWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """State has the mark, and repeating the write is refused: nobody knows, so a person is asked."""
    begin = MemorySendStates.begin

    def twice(states: MemorySendStates, message_id: str, now: int) -> bool:
        begin(states, message_id, now)
        return begin(states, message_id, now)

    monkeypatch.setattr(MemorySendStates, "begin", twice)
    our_id = world.answer(ANNA, text())
    world.settle(15)
    assert not world.meta.taken
    assert world.told_of(our_id) == ["message.unclear"]


def test_an_outage_closes_the_number(world: SendingWorld) -> None:
    """A gateway that answers for Meta uses up some messages, and not everybody's: the others wait."""
    customers = [f"3161000{turn:04d}" for turn in range(120)]
    for customer in customers:
        world.write(customer)
    world.settle()
    world.meta.answers = lambda _our_id, _now: Unclear("HTTP 502")
    sent = []
    for turn, customer in enumerate(customers):
        sent.append(world.answer(customer, text()))
        world.settle(int(turn % 6 == 0))
    assert world.states.read(SUPPORT).status is DestinationStatus.CLOSED
    called = {our_id for _, our_id in world.meta.called}
    assert len(called) < len(sent) // 2
    world.meta.answers = lambda _our_id, _now: None
    world.settle(30)
    assert {one.our_id for one in world.meta.taken} == set(sent) - called


def test_a_read_mark_holds_up_no_message(world: SendingWorld, monkeypatch: pytest.MonkeyPatch) -> None:
    """Meta that refuses to show what was read is asked twice, and the agent's answer goes out."""
    monkeypatch.setattr(MetaDouble, "mark_read", lambda *_, **__: RetryLater("Graph error 131000"))
    world.mark(ANNA)
    our_id = world.answer(ANNA, text())
    world.settle(2)
    assert [one.our_id for one in world.meta.taken] == [our_id]


def test_a_record_that_cannot_be_read_holds_up_nobody(world: SendingWorld) -> None:
    """It is parked where everybody can see it, and what the customer is told next goes out."""
    world.answer(ANNA, text())
    world.route()
    key = next(key for key, record in world.log.records.items() if record.kind == AGENT_REPLIED)
    spoil(world, key)
    our_id = world.answer(ANNA, text("next"))
    world.settle(5)
    assert [one.our_id for one in world.meta.taken] == [our_id]
    assert [one.status for one in world.failed.deliveries.values() if one.destination == SUPPORT] == [
        "parked"
    ]
    assert not world.waiting()


def spoil(world: SendingWorld, key: LogKey) -> None:
    """Make a record one that no version of ours writes."""
    record = world.log.records[key]
    world.log.records[key] = type(record)(key, record.kind, b'{"reply": 7}', record.expires_at)


def test_each_message_of_a_paused_number_is_given_up_after_a_day(world: SendingWorld) -> None:
    """The second one of a customer is not told a day later than the first."""
    world.states.change(SUPPORT, world.states.read(SUPPORT), paused(world))
    first = world.answer(ANNA, text("1"))
    world.settle(5)
    second = world.answer(ANNA, text("2"))
    world.settle(26 * 60)
    assert world.told_of(first) == world.told_of(second) == ["message.failed"]


def paused(world: SendingWorld) -> DestinationState:
    """Return the number's standing after a person paused it."""
    state = world.states.read(SUPPORT)
    return type(state)(DestinationStatus.DISABLED, reason="by hand")
