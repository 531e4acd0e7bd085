"""Failed messages come again soon."""

import time
from typing import TYPE_CHECKING, Any

import pytest

from appcare.aws.redelivery import FailedMessage, SqsRedelivery

if TYPE_CHECKING:
    from tests.contracts.implementations.imitations import Aws


def test_a_failed_message_comes_again_long_before_its_visibility_timeout(ministack_clients: "Aws") -> None:
    """With a timeout of an hour a message that failed is there again within seconds, its group behind it."""
    sqs = ministack_clients.sqs
    attributes: Any = {"FifoQueue": "true", "ContentBasedDeduplication": "true", "VisibilityTimeout": "3600"}
    url = sqs.create_queue(QueueName="redelivery.fifo", Attributes=attributes)["QueueUrl"]
    for body in ("first", "second"):
        sqs.send_message(QueueUrl=url, MessageBody=body, MessageGroupId="anna")
    (first,) = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=1)["Messages"]

    SqsRedelivery(sqs, {"crm": url}).soon("crm", [FailedMessage(first["ReceiptHandle"], receives=1)])

    ends = time.monotonic() + 30
    again: list[str] = []
    while not again and time.monotonic() < ends:
        found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10, WaitTimeSeconds=1)
        again = [message["Body"] for message in found.get("Messages", [])]
    assert again[0] == "first"


@pytest.mark.parametrize(("receives", "wait_s"), [(1, 10), (2, 20), (5, 160), (9, 1800), (400, 1800)])
def test_each_redelivery_waits_longer(receives: int, wait_s: int) -> None:
    """The wait doubles with every receive, up to half an hour."""
    assert FailedMessage("handle", receives).wait_s == wait_s


def test_trouble_with_shortening_is_no_trouble(ministack_clients: "Aws") -> None:
    """Where it cannot be shortened, the message comes by itself: nothing is raised."""
    redelivery = SqsRedelivery(ministack_clients.sqs, {"crm": "http://127.0.0.1:1/none"})
    redelivery.soon("crm", [FailedMessage("no such handle", receives=1)])
