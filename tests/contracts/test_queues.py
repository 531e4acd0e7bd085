"""What all queues do."""

from dataclasses import replace
from typing import TYPE_CHECKING

from appcare.application.delivery_ports import Outgoing, WakeUp
from appcare.domain.lanes import EventRef, LaneId
from appcare.domain.log import LogKey

if TYPE_CHECKING:
    from tests.contracts.implementations.queues import (
        DelayedWithConsumer,
        ParkedWithReader,
        QueuesWithConsumer,
    )


def ref(number: int, contact: str = "ctc_1") -> EventRef:
    """Return the reference of one of a contact's events."""
    return EventRef(LogKey(f"wa#1#{contact}", f"{number:04d}"), "message.received", contact, "cnv")


def of(contents: list[EventRef | WakeUp], contact: str) -> list[EventRef | WakeUp]:
    """Return what belongs to one contact."""
    return [one for one in contents if isinstance(one, EventRef) and one.contact_id == contact]


def test_an_event_arrives_as_it_was_sent(queues_with_consumer: "QueuesWithConsumer") -> None:
    """The reference comes out as it went in, from its own destination's queue only."""
    queues_with_consumer.queues.send([Outgoing("crm", ref(1))])

    assert queues_with_consumer.consume("desk") == []
    assert queues_with_consumer.consume("crm") == [ref(1)]


def test_a_replay_is_sent_once_more(queues_with_consumer: "QueuesWithConsumer") -> None:
    """An event just sent is dropped, the same as a replay is not, the same replay again is."""
    again, once_more = replace(ref(1), replay="rpl_1"), replace(ref(1), replay="rpl_2")
    for one in (ref(1), ref(1), again, again, once_more):
        queues_with_consumer.queues.send([Outgoing("crm", one)])

    assert queues_with_consumer.consume("crm") == [ref(1), again, once_more]


def test_a_wake_up_arrives_as_it_was_sent(queues_with_consumer: "QueuesWithConsumer") -> None:
    """A wake-up comes out of its lane's queue."""
    wake_up = WakeUp(LaneId("crm", "ctc_1"), due_at=1_700_000_000_000)

    queues_with_consumer.queues.wake([wake_up])

    assert queues_with_consumer.consume("crm") == [wake_up]


def test_sending_nothing_is_fine(queues_with_consumer: "QueuesWithConsumer") -> None:
    """No events, no wake-ups, no trouble."""
    queues_with_consumer.queues.send([])
    queues_with_consumer.queues.wake([])

    assert queues_with_consumer.consume("crm") == []


def test_each_contact_gets_its_order(queues_with_consumer: "QueuesWithConsumer") -> None:
    """However they are mixed, each contact's events come in the order in which they were sent."""
    contacts = [f"ctc_{number}" for number in range(12)]
    sent = [ref(number, contact) for number in range(5) for contact in contacts]

    queues_with_consumer.queues.send([Outgoing("crm", one) for one in sent])

    found = queues_with_consumer.consume("crm")
    assert len(found) == len(sent)
    for contact in contacts:
        assert of(found, contact) == [ref(number, contact) for number in range(5)]


def test_an_event_sent_twice_comes_once(queues_with_consumer: "QueuesWithConsumer") -> None:
    """The router's second try within five minutes does not show, not even after a delivery."""
    queues_with_consumer.queues.send([Outgoing("crm", ref(1)), Outgoing("crm", ref(2))])
    queues_with_consumer.queues.send([Outgoing("crm", ref(1)), Outgoing("crm", ref(3))])

    assert queues_with_consumer.consume("crm") == [ref(1), ref(2), ref(3)]

    queues_with_consumer.queues.send([Outgoing("crm", ref(2))])
    assert queues_with_consumer.consume("crm") == []


def test_destinations_deduplicate_apart(queues_with_consumer: "QueuesWithConsumer") -> None:
    """One event for two destinations reaches both."""
    queues_with_consumer.queues.send([Outgoing("crm", ref(1)), Outgoing("desk", ref(1))])

    assert queues_with_consumer.consume("crm") == [ref(1)]
    assert queues_with_consumer.consume("desk") == [ref(1)]


def test_a_lane_is_woken_once_for_a_moment(queues_with_consumer: "QueuesWithConsumer") -> None:
    """The same lane and moment is one wake-up; another moment is another one."""
    lane = LaneId("crm", "ctc_1")
    wake_ups = [WakeUp(lane, 5), WakeUp(lane, 5), WakeUp(lane, 6)]

    queues_with_consumer.queues.wake(wake_ups)
    queues_with_consumer.queues.wake(wake_ups[:1])

    assert queues_with_consumer.consume("crm") == [WakeUp(lane, 5), WakeUp(lane, 6)]


def test_a_wake_up_stands_behind_what_was_sent_before(
    queues_with_consumer: "QueuesWithConsumer",
) -> None:
    """Events and wake-ups of a contact share one order."""
    wake_up = WakeUp(LaneId("crm", "ctc_1"), 5)

    queues_with_consumer.queues.send([Outgoing("crm", ref(1))])
    queues_with_consumer.queues.wake([wake_up])
    queues_with_consumer.queues.send([Outgoing("crm", ref(2))])

    assert queues_with_consumer.consume("crm") == [ref(1), wake_up, ref(2)]


def test_a_delayed_wake_up_comes_after_its_delay(
    delayed_with_consumer: "DelayedWithConsumer",
) -> None:
    """Nothing comes before, the wake-up afterwards; without delay it comes at once."""
    soon, later = (WakeUp(LaneId("crm", "ctc_1"), due_at) for due_at in (5, 6))
    delayed_with_consumer.delayed.wake_later(later, 1)
    delayed_with_consumer.delayed.wake_later(soon, 0)

    assert delayed_with_consumer.after(0) == [soon]
    assert delayed_with_consumer.after(1.3) == [later]


def test_a_parked_record_keeps_its_key_and_code(parked_with_reader: "ParkedWithReader") -> None:
    """Who looks finds the record and the reason."""
    parked_with_reader.records.park(LogKey("wa#1#2", "3"), "undigestible")

    assert parked_with_reader.parked() == [(LogKey("wa#1#2", "3"), "undigestible")]
