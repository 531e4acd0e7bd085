"""Dead letters and parked records in SQS, as an operator looks at them."""

from __future__ import annotations

import json
from datetime import datetime
from typing import TYPE_CHECKING, Any

from appcare.application.operator_ports import DeadLetter, ParkedLetter
from appcare.aws.failures import translated
from appcare.aws.messages import REDRIVEN, decode, decode_parked
from appcare.domain.errors import UndigestibleError
from appcare.domain.log import digest
from appcare.domain.waves import chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mypy_boto3_sqs import SQSClient
    from mypy_boto3_sqs.type_defs import MessageTypeDef

ENTRIES_PER_CALL = 10
HIDDEN_S = 300


class SqsDeadLetters:
    """`DeadLetters` of a FIFO queue."""

    def __init__(self, client: SQSClient, *, destination: str, url: str, source_url: str) -> None:
        """Args: url: the dead letters' queue. source_url: the queue they came from."""
        self._client = client
        self._destination = destination
        self._url = url
        self._source_url = source_url

    def count(self) -> int:
        """Return about how many there are."""
        return _count(self._client, self._url)

    def receive(self) -> Sequence[DeadLetter]:
        """Return some, each group's in order, and hide them for minutes."""
        return [self._letter(message) for message in _receive(self._client, self._url)]

    def release(self, letters: Iterable[DeadLetter]) -> None:
        """Show them again at once."""
        _release(self._client, self._url, [letter.receipt for letter in letters])

    def send_back(self, letter: DeadLetter) -> None:
        """Send one into the queue it came from, under a deduplication id of its own."""
        with translated("sending a dead letter back"):
            self._client.send_message(
                QueueUrl=self._source_url,
                MessageBody=letter.body,
                MessageGroupId=letter.group,
                MessageDeduplicationId=REDRIVEN + digest(letter.id),
            )

    def delete(self, letter: DeadLetter) -> None:
        """Remove one."""
        with translated("removing a dead letter"):
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=letter.receipt)

    def _letter(self, message: MessageTypeDef) -> DeadLetter:
        attributes: Any = message.get("Attributes", {})
        body = message.get("Body", "")
        try:
            content = decode(body, self._destination)
        except UndigestibleError:
            content = None
        return DeadLetter(
            id=message["MessageId"],
            receipt=message["ReceiptHandle"],
            group=attributes.get("MessageGroupId", ""),
            body=body,
            content=content,
            sent_at=int(attributes.get("SentTimestamp", 0)),
            receives=int(attributes.get("ApproximateReceiveCount", 0)),
        )


class SqsParkedLetters:
    """`ParkedLetters` of one standard queue."""

    def __init__(self, client: SQSClient, url: str) -> None:
        """Use the queue at `url`."""
        self._client = client
        self._url = url

    def count(self) -> int:
        """Return about how many there are."""
        return _count(self._client, self._url)

    def receive(self) -> Sequence[ParkedLetter]:
        """Return some and hide them for minutes."""
        found = _receive(self._client, self._url)
        return [_parked(message["ReceiptHandle"], message.get("Body", "")) for message in found]

    def release(self, letters: Iterable[ParkedLetter]) -> None:
        """Show them again at once."""
        _release(self._client, self._url, [letter.receipt for letter in letters])

    def delete(self, letter: ParkedLetter) -> None:
        """Remove one."""
        with translated("removing a parked record"):
            self._client.delete_message(QueueUrl=self._url, ReceiptHandle=letter.receipt)


def _parked(receipt: str, body: str) -> ParkedLetter:
    try:
        key, code = decode_parked(body)
    except UndigestibleError:
        return ParkedLetter(receipt=receipt, code="stream", span=_span(body))
    return ParkedLetter(receipt=receipt, key=key, code=code)


def _span(body: str) -> tuple[int, int] | None:
    """Return when a batch came that Lambda's mapping gave up on; None: it is no such message.

    Source: AWS Lambda's guide, "Retaining discarded batches for a DynamoDB event source".
    """
    try:
        batch = json.loads(body)["DDBStreamBatchInfo"]
        first, last = (
            round(datetime.fromisoformat(batch[f"approximateArrivalOf{which}Record"]).timestamp() * 1000)
            for which in ("First", "Last")
        )
    except (ValueError, TypeError, KeyError):
        return None
    return first, last


def _count(client: SQSClient, url: str) -> int:
    names: Any = ["ApproximateNumberOfMessages", "ApproximateNumberOfMessagesNotVisible"]
    with translated("counting messages"):
        counted: Any = client.get_queue_attributes(QueueUrl=url, AttributeNames=names)["Attributes"]
    return sum(int(counted.get(name, 0)) for name in names)


def _receive(client: SQSClient, url: str) -> list[MessageTypeDef]:
    with translated("receiving messages"):
        answer = client.receive_message(
            QueueUrl=url,
            MaxNumberOfMessages=ENTRIES_PER_CALL,
            VisibilityTimeout=HIDDEN_S,
            WaitTimeSeconds=1,
            MessageSystemAttributeNames=["All"],
        )
    return answer.get("Messages", [])


def _release(client: SQSClient, url: str, receipts: Sequence[str]) -> None:
    for call in chunks(receipts, ENTRIES_PER_CALL):
        entries: Any = [
            {"Id": str(place), "ReceiptHandle": receipt, "VisibilityTimeout": 0}
            for place, receipt in enumerate(call)
        ]
        with translated("showing messages again"):
            client.change_message_visibility_batch(QueueUrl=url, Entries=entries)
