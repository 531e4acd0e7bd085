"""A batch of one destination's FIFO queue in; the messages that must come again out."""

import time
from typing import Any, Protocol

from appcare.application.delivery_ports import WakeUp
from appcare.application.lane_run import Incoming
from appcare.aws.messages import decode
from appcare.aws.redelivery import FailedMessage
from appcare.domain.errors import StorageError, UndigestibleError
from appcare.domain.lanes import LaneId
from functions.crm_publisher.wiring import destination_of, engine, redelivery
from functions.telemetry import telemetry


class Context(Protocol):
    """What of Lambda's context is used."""

    def get_remaining_time_in_millis(self) -> int:
        """Return how long this invocation may still run."""
        ...


def lambda_handler(event: dict[str, Any], context: Context) -> dict[str, Any]:
    """Deliver a batch; every record of it comes from the same queue."""
    deadline = time.time_ns() // 1_000_000 + context.get_remaining_time_in_millis()
    records = event["Records"]
    destination = destination_of(records[0]["eventSourceARN"])
    try:
        failed = set(_deliver(records, destination, deadline))
    finally:
        telemetry().flush()
    redelivery().soon(destination, [_failed(one) for one in records if one["messageId"] in failed])
    return {"batchItemFailures": [{"itemIdentifier": id_} for id_ in _ids(records) if id_ in failed]}


def _deliver(records: list[dict[str, Any]], destination: str, deadline: int) -> list[str]:
    """Return the ids of the messages that must come again."""
    unread: list[str] = []
    messages: list[Incoming] = []
    for record in records:
        try:
            messages.append(_incoming(record, destination))
        except UndigestibleError as error:
            telemetry().line("message not read", message_id=record["messageId"], code=error.code)
            unread.append(record["messageId"])
    try:
        return [*unread, *(engine(destination).deliver(messages, deadline) if messages else ())]
    except StorageError as error:
        telemetry().count("delivery.batch_not_begun")
        telemetry().line("batch not begun", destination=destination, code=error.code)
        return _ids(records)


def _incoming(record: dict[str, Any], destination: str) -> Incoming:
    content = decode(record["body"], destination)
    sequence = record["attributes"]["SequenceNumber"]
    if isinstance(content, WakeUp):
        return Incoming(record["messageId"], sequence, content.lane, None)
    lane = LaneId(destination, content.contact_id)
    return Incoming(record["messageId"], sequence, lane, content)


def _failed(record: dict[str, Any]) -> FailedMessage:
    receives = int(record["attributes"].get("ApproximateReceiveCount", 1))
    return FailedMessage(record["receiptHandle"], receives)


def _ids(records: list[dict[str, Any]]) -> list[str]:
    return [record["messageId"] for record in records]
