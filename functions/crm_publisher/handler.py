"""A batch of one destination's FIFO queue in; the messages that must come again out."""

import time
from typing import Any, Protocol

from appcare.application.lane_run import Incoming
from appcare.application.ports import WakeUp
from appcare.aws.messages import decode
from appcare.domain.errors import UndigestibleError
from appcare.domain.lanes import LaneId
from functions.crm_publisher.wiring import destination_of, engine
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
    failed: list[str] = []
    messages: list[Incoming] = []
    try:
        for record in records:
            try:
                messages.append(_incoming(record, destination))
            except UndigestibleError as error:
                telemetry().line("message not read", message_id=record["messageId"], code=error.code)
                failed.append(record["messageId"])
        if messages:
            failed += engine(destination).deliver(messages, deadline)
    finally:
        telemetry().flush()
    return {"batchItemFailures": [{"itemIdentifier": id_} for id_ in failed]}


def _incoming(record: dict[str, Any], destination: str) -> Incoming:
    content = decode(record["body"], destination)
    sequence = record["attributes"]["SequenceNumber"]
    if isinstance(content, WakeUp):
        return Incoming(record["messageId"], sequence, content.lane, None)
    lane = LaneId(destination, content.contact_id)
    return Incoming(record["messageId"], sequence, lane, content)
