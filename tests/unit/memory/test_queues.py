"""The queues in memory have what counts of SQS FIFO queues."""

import pytest

from appcare.application.delivery_ports import Outgoing, WakeUp
from appcare.domain.lanes import EventRef, LaneId
from appcare.domain.log import LogKey
from appcare.memory.clock import MovedClock
from appcare.memory.queues import MemoryDelayedWakeUps, MemoryDeliveryQueues, Message


def ref(number: int, contact: str = "a") -> EventRef:
    """Return the reference of one of a contact's events."""
    return EventRef(LogKey(contact, f"{number:04d}"), "message.received", contact)


@pytest.fixture
def clock() -> MovedClock:
    """Time begins."""
    return MovedClock()


@pytest.fixture
def queues(clock: MovedClock) -> MemoryDeliveryQueues:
    """Queues that hand a message out again after 60 s, ten times."""
    return MemoryDeliveryQueues(clock, visibility_s=60)


def fill(queues: MemoryDeliveryQueues, *refs: EventRef) -> None:
    """Send events to one destination."""
    queues.send([Outgoing("crm", one) for one in refs])


def contents(batch: list[Message]) -> list[EventRef | WakeUp]:
    """Return what the messages carry."""
    return [message.content for message in batch]


def test_a_group_in_flight_gives_nothing(queues: MemoryDeliveryQueues) -> None:
    """While one of a group's messages is handed out, the group's others wait; other groups go on."""
    fill(queues, ref(1), ref(2), ref(1, "b"))
    first = queues.receive("crm", 1)

    assert contents(first) == [ref(1)]
    assert contents(queues.receive("crm", 10)) == [ref(1, "b")]

    queues.delete([first[0].id])
    assert contents(queues.receive("crm", 10)) == [ref(2)]


def test_a_released_message_waits_for_its_group(queues: MemoryDeliveryQueues) -> None:
    """The head comes again only when nothing of its group is handed out any more, and comes first."""
    fill(queues, ref(1), ref(2))
    first, second = queues.receive("crm")

    queues.release([first.id])
    assert queues.receive("crm") == []

    queues.release([second.id])
    assert contents(queues.receive("crm")) == [ref(1), ref(2)]


def test_what_is_not_deleted_comes_again_as_it_was(queues: MemoryDeliveryQueues, clock: MovedClock) -> None:
    """After the visibility timeout, with the same sequence and a higher receive count."""
    fill(queues, ref(1))
    (first,) = queues.receive("crm")

    clock.sleep(59.999)
    assert queues.receive("crm") == []
    clock.sleep(0.001)
    (again,) = queues.receive("crm")

    assert (again.sequence, again.receive_count) == (first.sequence, 2)


def test_sequences_have_twenty_digits_and_grow(queues: MemoryDeliveryQueues) -> None:
    """As text they sort in order of arrival."""
    fill(queues, *(ref(number) for number in range(12)))

    sequences = [message.sequence for message in queues.waiting("crm")]

    assert sequences == sorted(sequences)
    assert {len(sequence) for sequence in sequences} == {20}


def test_the_eleventh_time_is_a_dead_letter(queues: MemoryDeliveryQueues) -> None:
    """What was handed out ten times leaves the queue, and its group goes on."""
    fill(queues, ref(1), ref(2))
    for _ in range(10):
        (head, *_) = batch = queues.receive("crm", 1)
        assert head.content == ref(1)
        queues.release([message.id for message in batch])

    assert contents(queues.receive("crm", 1)) == [ref(2)]
    assert contents(queues.dead_letters) == [ref(1)]


def test_deduplication_ends_after_five_minutes(queues: MemoryDeliveryQueues, clock: MovedClock) -> None:
    """Five minutes after it was accepted the same event is accepted again, not before."""
    fill(queues, ref(1))
    clock.sleep(299)
    fill(queues, ref(1))
    assert len(queues.waiting("crm")) == 1

    clock.sleep(1)
    fill(queues, ref(1))
    assert len(queues.waiting("crm")) == 2


def test_deleting_twice_is_fine(queues: MemoryDeliveryQueues) -> None:
    """A consumer may repeat itself."""
    fill(queues, ref(1))
    (message,) = queues.receive("crm")

    queues.delete([message.id])
    queues.delete([message.id])
    queues.release([message.id])

    assert queues.waiting("crm") == []


def test_a_delay_has_its_limits(clock: MovedClock) -> None:
    """SQS delays no message by more than 15 minutes."""
    delayed = MemoryDelayedWakeUps(clock)
    wake_up = WakeUp(LaneId("crm", "a"), 5)

    delayed.wake_later(wake_up, 900)
    with pytest.raises(ValueError, match="901"):
        delayed.wake_later(wake_up, 901)

    assert delayed.next_at() == 900_000
