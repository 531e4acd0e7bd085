"""How entries get into a FIFO queue: one of each group at a time, none overtaken."""

from typing import Any

import pytest

from appcare.application.delivery_ports import Outgoing, WakeUp
from appcare.aws.backoff import Backoff
from appcare.aws.messages import decode
from appcare.aws.queues import SqsDeliveryQueues, wake_up_id
from appcare.domain.errors import StorageError
from appcare.domain.lanes import EventRef, LaneId
from appcare.domain.log import LogKey

AT_ONCE = Backoff(tries=4, sleep=lambda _: None)


def ref(number: int, contact: str) -> EventRef:
    """Return the reference of one of a contact's events."""
    return EventRef(LogKey(f"wa#1#{contact}", f"{number:04d}"), "message.received", contact)


class ScriptedQueue:
    """An SQS client that refuses an entry, by its body, as often as it was told."""

    def __init__(self, refuse: dict[str, int] | None = None, *, sender_fault: bool = False) -> None:
        """Accept all but what `refuse` counts."""
        self._refuse = refuse or {}
        self._sender_fault = sender_fault
        self.calls: list[list[dict[str, Any]]] = []
        self.accepted: list[dict[str, Any]] = []

    def send_message_batch(self, QueueUrl: str, Entries: list[dict[str, Any]]) -> dict[str, Any]:  # noqa: N803 - AWS's names
        """Accept or refuse each entry."""
        assert QueueUrl == "https://sqs/crm"
        self.calls.append(Entries)
        failed = []
        for entry in Entries:
            identity = entry["MessageDeduplicationId"]
            if self._refuse.get(identity, 0):
                self._refuse[identity] -= 1
                failed.append({"Id": entry["Id"], "SenderFault": self._sender_fault, "Code": "x"})
            else:
                self.accepted.append(entry)
        return {"Successful": [], "Failed": failed}

    def arrived(self, contact: str) -> list[str]:
        """Return the sort keys of a contact's events in the order of acceptance."""
        found = [decode(entry["MessageBody"], "crm") for entry in self.accepted]
        return [one.key.sk for one in found if isinstance(one, EventRef) and one.contact_id == contact]


def send(queue: ScriptedQueue, refs: list[EventRef]) -> None:
    """Send events through the double."""
    client: Any = queue
    queues = SqsDeliveryQueues(client, {"crm": "https://sqs/crm"}, AT_ONCE)
    queues.send([Outgoing("crm", one) for one in refs])


def test_a_call_holds_at_most_one_entry_of_a_group() -> None:
    """Entries of one contact go one call after another, different contacts' together."""
    queue = ScriptedQueue()

    send(queue, [ref(1, "a"), ref(2, "a"), ref(1, "b"), ref(3, "a")])

    groups = [[entry["MessageGroupId"] for entry in call] for call in queue.calls]
    assert groups == [["a", "b"], ["a"], ["a"]]


def test_a_call_holds_at_most_ten_entries() -> None:
    """SQS refuses more as a whole."""
    queue = ScriptedQueue()

    send(queue, [ref(1, str(number)) for number in range(23)])

    assert [len(call) for call in queue.calls] == [10, 10, 3]


def test_a_refused_entry_is_not_overtaken() -> None:
    """The group's next entry waits until the refused one was accepted; others need not repeat."""
    first = ref(1, "a")
    queue = ScriptedQueue({first.event_id: 2})

    send(queue, [first, ref(2, "a"), ref(1, "b"), ref(2, "b")])

    assert queue.arrived("a") == ["0001", "0002"]
    assert queue.arrived("b") == ["0001", "0002"]
    assert [len(call) for call in queue.calls] == [2, 1, 1, 2]


def test_an_entry_refused_for_good_stops_everything_behind_it() -> None:
    """What is behind it must not go: the router's next try sends all again, in order."""
    first = ref(1, "a")
    queue = ScriptedQueue({first.event_id: 99})

    with pytest.raises(StorageError):
        send(queue, [first, ref(2, "a")])
    assert queue.arrived("a") == []


def test_our_own_fault_is_not_tried_again() -> None:
    """What SQS calls the sender's fault does not get better by repetition."""
    first = ref(1, "a")
    queue = ScriptedQueue({first.event_id: 1}, sender_fault=True)

    with pytest.raises(StorageError):
        send(queue, [first])
    assert len(queue.calls) == 1


def test_group_and_deduplication_id() -> None:
    """The group is the contact, the deduplication id the event's id."""
    queue = ScriptedQueue()
    one = ref(1, "ctc_1")

    send(queue, [one])

    (entry,) = queue.accepted
    assert entry["MessageGroupId"] == "ctc_1"
    assert entry["MessageDeduplicationId"] == one.event_id


def test_a_wake_ups_id_is_of_its_lane_and_moment() -> None:
    """It differs with either, and is short enough whatever the contact's id."""
    lane = LaneId("crm", "x" * 500)
    ids = {
        wake_up_id(WakeUp(lane, 1)),
        wake_up_id(WakeUp(lane, 2)),
        wake_up_id(WakeUp(LaneId("desk", "x" * 500), 1)),
        wake_up_id(WakeUp(lane, 1)),
    }

    assert len(ids) == 3
    assert all(len(one) <= 128 for one in ids)
