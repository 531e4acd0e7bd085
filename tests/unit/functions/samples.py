"""Events as AWS hands them over, and telemetry that says whether it was written."""

import base64
from typing import Any

from appcare.domain.log import LogRecord
from appcare.memory.telemetry import MemoryTelemetry

QUEUE_ARN = "arn:aws:sqs:eu-west-1:111122223333:crm-inbox.fifo"

Event = dict[str, Any]


class FlushedTelemetry(MemoryTelemetry):
    """Telemetry in memory that counts how often it was flushed."""

    def __init__(self) -> None:
        """Start with nothing."""
        super().__init__()
        self.flushed = 0

    def flush(self) -> None:
        """Count."""
        self.flushed += 1


def request(method: str, body: bytes = b"", *, encoded: bool = False, **parts: Any) -> Event:
    """Return a request as API Gateway's HTTP API hands it over (payload format 2.0)."""
    return {
        "version": "2.0",
        "requestContext": {"http": {"method": method}},
        "pathParameters": {"channel": "whatsapp", "account": "main"},
        "headers": {},
        "body": base64.b64encode(body).decode() if encoded else body.decode(),
        "isBase64Encoded": encoded,
        **parts,
    }


def image(record: LogRecord) -> Event:
    """Return a record as an image of the stream."""
    found: Event = {
        "pk": {"S": record.key.pk},
        "sk": {"S": record.key.sk},
        "kind": {"S": record.kind},
        "body": {"S": record.body.decode()},
    }
    if record.expires_at is not None:
        found["expires_at"] = {"N": str(record.expires_at)}
    return found


def change(name: str, new: Event | None, old: Event | None = None) -> Event:
    """Return one change of the stream."""
    shown = new or old or {}
    told: Event = {"Keys": {"pk": shown["pk"], "sk": shown["sk"]}}
    if new is not None:
        told["NewImage"] = new
    if old is not None:
        told["OldImage"] = old
    return {"eventName": name, "dynamodb": told}


def message(id_: str, body: str, sequence: int = 1) -> Event:
    """Return a message of a destination's queue."""
    return {
        "messageId": id_,
        "body": body,
        "receiptHandle": f"handle of {id_}",
        "attributes": {"SequenceNumber": f"{sequence:020d}", "ApproximateReceiveCount": "3"},
        "eventSourceARN": QUEUE_ARN,
    }
