"""A batch of one FIFO queue, through a delivery engine: what `crm_publisher` and `media_fetcher` share."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from appcare.application.delivery_ports import WakeUp
from appcare.application.lane_run import Incoming
from appcare.application.ports import Telemetry
from appcare.aws.messages import REDRIVEN, decode
from appcare.aws.redelivery import FailedMessage
from appcare.domain.errors import StorageError, UndigestibleError
from appcare.domain.lanes import LaneId


class Context(Protocol):
    """What of Lambda's context is used."""

    def get_remaining_time_in_millis(self) -> int:
        """Return how long this invocation may still run."""
        ...


class Engine(Protocol):
    """Delivers a batch; see `DeliveryEngine`."""

    def deliver(self, messages: Sequence[Incoming], deadline: int) -> Sequence[str]:
        """Return the ids of the messages that must come again."""
        ...


class Redelivery(Protocol):
    """Brings failed messages back soon; see `SqsRedelivery`."""

    def soon(self, destination: str, failed: Sequence[FailedMessage]) -> None:
        """Have them come again within seconds."""
        ...


class FlushedTelemetry(Telemetry, Protocol):
    """Telemetry that is written at the end of an invocation."""

    def flush(self) -> None:
        """Write what was counted."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryBatch:
    """Takes batches of one destination's queue.

    Attributes:
        engine: returns the destination's engine, made at its first event.
        redelivery: returns what brings failed messages back.
    """

    destination: str
    engine: Callable[[], Engine]
    redelivery: Callable[[], Redelivery]
    telemetry: FlushedTelemetry

    def take(self, records: list[dict[str, Any]], context: Context) -> dict[str, Any]:
        """Deliver a batch; answer which of its messages must come again."""
        deadline = time.time_ns() // 1_000_000 + context.get_remaining_time_in_millis()
        try:
            failed = set(self._deliver(records, deadline))
        finally:
            self.telemetry.flush()
        again = [record for record in records if record["messageId"] in failed]
        self.redelivery().soon(self.destination, [_failed(record) for record in again])
        return {"batchItemFailures": [{"itemIdentifier": id_} for id_ in _ids(again)]}

    def _deliver(self, records: list[dict[str, Any]], deadline: int) -> list[str]:
        """Return the ids of the messages that must come again."""
        unread: list[str] = []
        messages: list[Incoming] = []
        for record in records:
            try:
                messages.append(self._incoming(record))
            except UndigestibleError as error:
                self.telemetry.line("message not read", message_id=record["messageId"], code=error.code)
                unread.append(record["messageId"])
        try:
            return [*unread, *(self.engine().deliver(messages, deadline) if messages else ())]
        except StorageError as error:
            self.telemetry.count("delivery.batch_not_begun")
            self.telemetry.line("batch not begun", destination=self.destination, code=error.code)
            return _ids(records)

    def _incoming(self, record: dict[str, Any]) -> Incoming:
        content = decode(record["body"], self.destination)
        sequence = record["attributes"]["SequenceNumber"]
        if isinstance(content, WakeUp):
            return Incoming(record["messageId"], sequence, content.lane, None)
        lane = LaneId(self.destination, content.contact_id)
        again = _receives(record) > 1 or bool(content.replay) or _is_redriven(record)
        return Incoming(record["messageId"], sequence, lane, content, again)


def _failed(record: dict[str, Any]) -> FailedMessage:
    return FailedMessage(record["receiptHandle"], _receives(record))


def _receives(record: dict[str, Any]) -> int:
    return int(record["attributes"].get("ApproximateReceiveCount", 1))


def _ids(records: list[dict[str, Any]]) -> list[str]:
    return [record["messageId"] for record in records]


def _is_redriven(record: dict[str, Any]) -> bool:
    return str(record["attributes"].get("MessageDeduplicationId", "")).startswith(REDRIVEN)
