"""Reads what Lambda hands over from the log's stream."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from appcare.aws.event_log import DynamoEventLog
from appcare.domain.errors import UndigestibleError
from appcare.domain.log import LogKey, LogRecord


@dataclass(frozen=True, slots=True)
class StreamBatch:
    """What a batch of the stream holds.

    Attributes:
        inserted: the new records, in their order.
        unusable: keys of items that are no records of the log, with the reason's code.
        collisions: how often an item was given another content than it had.
    """

    inserted: Sequence[LogRecord]
    unusable: Sequence[tuple[LogKey, str]]
    collisions: int


def read_stream(event: Mapping[str, Any], log: DynamoEventLog) -> StreamBatch:
    """Read a stream event.

    Raises:
        StorageError: a large body cannot be fetched now.
    """
    inserted: list[LogRecord] = []
    unusable: list[tuple[LogKey, str]] = []
    for change in _changes(event, "INSERT"):
        try:
            record = log.record_from_image(change["NewImage"])
            inserted.append(replace(record, arrived_at=_arrived_at(change)))
        except UndigestibleError as error:
            keys = change["Keys"]
            unusable.append((LogKey(keys["pk"]["S"], keys["sk"]["S"]), error.code))
    collisions = sum(
        _content(change.get("OldImage")) != _content(change.get("NewImage"))
        for change in _changes(event, "MODIFY")
    )
    return StreamBatch(inserted, unusable, collisions)


def _changes(event: Mapping[str, Any], name: str) -> Iterator[Mapping[str, Any]]:
    for record in event.get("Records", []):
        if record.get("eventName") == name:
            yield record["dynamodb"]


def _arrived_at(change: Mapping[str, Any]) -> int | None:
    """Return when an item was written, the same however often the stream brings the change."""
    seconds = change.get("ApproximateCreationDateTime")
    return int(seconds * 1000) if isinstance(seconds, int | float) else None


def _content(image: Mapping[str, Any] | None) -> tuple[Any, Any]:
    """What counts as an item's content: a changed expiry (another retention) is no collision."""
    image = image or {}
    return image.get("body"), image.get("body_ref")
