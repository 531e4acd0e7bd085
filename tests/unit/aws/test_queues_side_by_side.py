"""One destination's queue and the others'."""

from threading import Barrier
from typing import Any

import pytest

from appcare.application.delivery_ports import Outgoing
from appcare.aws.backoff import Backoff
from appcare.aws.queues import SqsDeliveryQueues
from appcare.domain.errors import StorageError
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey

URLS = {"dead": "url-of-dead", "crm": "url-of-crm", "desk": "url-of-desk"}
TIMEOUT_S = 30.0


class Sqs:
    """SQS, of which one queue accepts nothing."""

    def __init__(self, refuses: str = "", meets: int = 1) -> None:
        """Args: meets: how many calls wait for one another before any goes on."""
        self.accepted: dict[str, int] = {}
        self._refuses = refuses
        self._barrier = Barrier(meets)

    def send_message_batch(self, *, QueueUrl: str, Entries: list[Any]) -> dict[str, Any]:  # noqa: N803 - as boto3 names them
        """Take a batch."""
        self._barrier.wait(TIMEOUT_S)
        if QueueUrl == self._refuses:
            return {"Failed": [{"Id": entry["Id"], "SenderFault": True} for entry in Entries]}
        self.accepted[QueueUrl] = self.accepted.get(QueueUrl, 0) + len(Entries)
        return {}


def send(sqs: Sqs) -> None:
    """Send one event to each destination."""
    ref = EventRef(LogKey("wa#1#2", "3"), "message.received", "ctc_1")
    queues = SqsDeliveryQueues(sqs, URLS, Backoff(sleep=lambda _: None))  # type: ignore[arg-type]  # as far as it is used
    queues.send([Outgoing(destination, ref) for destination in URLS])


def test_a_queue_that_accepts_nothing_keeps_nobody_waiting() -> None:
    """The others get theirs before it is told that not all was accepted."""
    sqs = Sqs(refuses="url-of-dead")
    with pytest.raises(StorageError):
        send(sqs)
    assert sqs.accepted == {"url-of-crm": 1, "url-of-desk": 1}


def test_queues_are_filled_side_by_side() -> None:
    """Each call may wait for the others to begin, and none waits in vain."""
    sqs = Sqs(meets=len(URLS))
    send(sqs)
    assert sqs.accepted == dict.fromkeys(URLS.values(), 1)
