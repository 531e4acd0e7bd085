"""The event log in DynamoDB: one item for each record, large bodies beside it in the bucket.

`webhook_receiver` imports this at every cold start, so it stays clear of pydantic and of boto3's
resources.
"""

from __future__ import annotations

import base64
import hashlib
from typing import TYPE_CHECKING

from appcare.aws.backoff import Backoff
from appcare.aws.dynamo import (
    PUTS_PER_CALL,
    Item,
    get_all,
    key_item,
    key_of,
    number,
    put_all,
    read_number,
    text,
)
from appcare.domain.errors import UndigestibleError
from appcare.domain.log import LogKey, LogRecord

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.aws.bodies import S3Bodies

LARGEST_IN_ITEM = 300_000
"""Bytes of a body that still go into the item; DynamoDB takes 400 KB with everything."""

BYTES_PER_CALL = 2_500_000
"""Bytes of bodies in one call: a byte may become six on the wire (`\\u0000`), which takes 16 MB."""


class DynamoEventLog:
    """`EventLog` over a table and a bucket.

    A body is put into the bucket before its item, so an item whose body is gone means that the body
    was erased or expired: `read` leaves such a record out like one that never was.
    """

    def __init__(
        self, client: DynamoDBClient, table: str, bodies: S3Bodies, backoff: Backoff | None = None
    ) -> None:
        """Use `table` through `client`, and `bodies` for what is too large for it."""
        self._client = client
        self._table = table
        self._bodies = bodies
        self._backoff = backoff or Backoff()

    def append(self, records: Sequence[LogRecord]) -> None:
        """Store all of them, in no particular order; storing one again changes nothing."""
        for call in _calls(records):
            for record in call:
                if _is_large(record):
                    self._bodies.put(body_key(record.body), record.body)
            items = [item_of(record) for record in call]
            put_all(self._client, self._table, items, self._backoff)

    def read(self, keys: Iterable[LogKey]) -> Mapping[LogKey, LogRecord]:
        """Return the records that exist, strongly consistent; absent keys are left out."""
        wanted = [(key.pk, key.sk) for key in keys]
        items = get_all(self._client, self._table, wanted, self._backoff)
        records = (self._record(item) for item in items)
        return {record.key: record for record in records if record}

    def record_from_image(self, image: Item) -> LogRecord:
        """Return the record that a stream's image shows, its body from the bucket if it lies there.

        Raises:
            UndigestibleError: the image is not an item of this log, or its body is gone.
        """
        try:
            record = self._record(image)
        except (KeyError, TypeError, ValueError) as error:
            message = "A stream image is not an item of the log."
            raise UndigestibleError(message) from error
        if record is None:
            message = "The body of a log record is gone from the bucket."
            raise UndigestibleError(message)
        return record

    def _record(self, item: Item) -> LogRecord | None:
        body = self._body(item)
        if body is None:
            return None
        return LogRecord(
            key=LogKey(*key_of(item)),
            kind=item["kind"]["S"],
            body=body,
            expires_at=read_number(item, "expires_at"),
        )

    def _body(self, item: Item) -> bytes | None:
        if "body_ref" in item:
            return self._bodies.get(item["body_ref"]["S"])
        (kind, value), *_ = item["body"].items()
        if kind == "S":
            return str(value).encode()
        # The SDK gives bytes; the event that Lambda hands over is JSON and has them as base64.
        return base64.b64decode(value, validate=True) if isinstance(value, str) else bytes(value)


def body_key(body: bytes) -> str:
    """Return where in the bucket a large body lies."""
    return f"updates/{hashlib.sha256(body).hexdigest()}"


def item_of(record: LogRecord) -> Item:
    """Return the item: of the record and of nothing else, so that a repeated put changes nothing."""
    item = {**key_item((record.key.pk, record.key.sk)), "kind": text(record.kind)}
    if _is_large(record):
        item["body_ref"] = text(body_key(record.body))
    else:
        try:
            item["body"] = text(record.body.decode())
        except UnicodeDecodeError:
            item["body"] = {"B": record.body}
    if record.expires_at is not None:
        item["expires_at"] = number(record.expires_at)
    return item


def _is_large(record: LogRecord) -> bool:
    return len(record.body) > LARGEST_IN_ITEM


def _calls(records: Sequence[LogRecord]) -> Iterator[list[LogRecord]]:
    call: list[LogRecord] = []
    size = 0
    for record in records:
        adds = 0 if _is_large(record) else len(record.body)
        if call and (len(call) == PUTS_PER_CALL or size + adds > BYTES_PER_CALL):
            yield call
            call, size = [], 0
        call.append(record)
        size += adds
    if call:
        yield call
