"""DynamoDB's batch calls with their partial answers dealt with, and its way to write values down."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from appcare.aws.failures import translated
from appcare.domain.errors import StorageError
from appcare.domain.waves import chunks

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.aws.backoff import Backoff

Item = dict[str, Any]
"""Attribute name -> `{"S": text}`, `{"N": digits}` or `{"B": bytes}`."""

Key = tuple[str, str]
"""Partition key and sort key."""

PUTS_PER_CALL = 25
GETS_PER_CALL = 100


def text(value: str) -> dict[str, str]:
    """Write a text down."""
    return {"S": value}


def number(value: float | str) -> dict[str, str]:
    """Write a number down."""
    return {"N": str(value)}


def read_text(item: Item, name: str) -> str:
    """Read a text; absent: empty."""
    return str(item.get(name, {}).get("S", ""))


def read_number(item: Item, name: str) -> int | None:
    """Read a whole number; absent: None."""
    digits = item.get(name, {}).get("N")
    return None if digits is None else int(digits)


def key_of(item: Item) -> Key:
    """Return the key an item lies under."""
    return item["pk"]["S"], item["sk"]["S"]


def key_item(key: Key) -> Item:
    """Write a key down."""
    return {"pk": text(key[0]), "sk": text(key[1])}


def get_all(client: DynamoDBClient, table: str, keys: Iterable[Key], backoff: Backoff) -> Iterator[Item]:
    """Yield the items that exist, strongly consistent.

    Raises:
        StorageError: a key stayed unprocessed; that is never taken for an absence.
    """
    for run in chunks(list(dict.fromkeys(keys)), GETS_PER_CALL):
        wanted: Any = {table: {"Keys": [key_item(key) for key in run], "ConsistentRead": True}}
        for _ in backoff:
            with translated("reading items"):
                answer = client.batch_get_item(RequestItems=wanted)
            yield from answer.get("Responses", {}).get(table, [])
            wanted = answer.get("UnprocessedKeys")
            if not wanted:
                break
        else:
            message = "reading items: some keys stayed unprocessed"
            raise StorageError(message)


def put_all(client: DynamoDBClient, table: str, items: Sequence[Item], backoff: Backoff) -> None:
    """Put at most 25 items of different keys in one call, and what stayed unprocessed again.

    Raises:
        StorageError: an item stayed unprocessed.
    """
    wanted: Any = {table: [{"PutRequest": {"Item": item}} for item in items]}
    for _ in backoff:
        with translated("putting items"):
            answer = client.batch_write_item(RequestItems=wanted)
        wanted = answer.get("UnprocessedItems")
        if not wanted:
            return
    message = "putting items: some stayed unprocessed"
    raise StorageError(message)
