"""The State table's few calls; expressions name attributes as `#name` and values as `:name`."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

from appcare.aws.backoff import Backoff
from appcare.aws.dynamo import Item, Key, get_all, key_item, key_of
from appcare.aws.failures import (
    CONDITION,
    TRANSACTION,
    ConditionFailedError,
    ConflictError,
    translated,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

DUE_INDEX = "due"
"""Sparse, KEYS_ONLY: `due_shard` and `due_at`."""

FAILED_INDEX = "failed"
"""Sparse, KEYS_ONLY: `failed_shard` and `failed_order`."""


class StateTable:
    """Reads are strongly consistent; a failed condition is an answer, not an error."""

    def __init__(self, client: DynamoDBClient, name: str, backoff: Backoff | None = None) -> None:
        """Use the table `name` through `client`."""
        self._client = client
        self.name = name
        self.backoff = backoff or Backoff()

    def read(self, keys: Iterable[Key]) -> dict[Key, Item]:
        """Return the items that exist."""
        return {key_of(item): item for item in get_all(self._client, self.name, keys, self.backoff)}

    def put(self, key: Key, attributes: Item, only_if: str = "", values: Item | None = None) -> bool:
        """Replace an item; False: the condition does not hold."""
        call: dict[str, Any] = {"Item": {**key_item(key), **attributes}}
        if only_if:
            call |= {"ConditionExpression": only_if, **_placeholders(only_if, values or {})}
        try:
            with translated("writing state", CONDITION):
                self._client.put_item(TableName=self.name, **call)
        except ConditionFailedError:
            return False
        return True

    def update(self, key: Key, change: str, values: Item, only_if: str = "") -> Item | None:
        """Change an item, made if it is not there, and return all of it; None: condition failed."""
        call = {**self.update_of(key, change, values), "ReturnValues": "ALL_NEW"}
        if only_if:
            call["ConditionExpression"] = only_if
            call |= _placeholders(f"{change} {only_if}", values)
        try:
            with translated("writing state", CONDITION):
                return dict(self._client.update_item(**call)["Attributes"])
        except ConditionFailedError:
            return None

    def delete(self, key: Key) -> None:
        """Remove an item; one that is not there is fine."""
        with translated("removing state"):
            self._client.delete_item(TableName=self.name, Key=key_item(key))

    def query(
        self, where: str, values: Item, page: int, index: str = "", *, backwards: bool = False
    ) -> Iterator[Item]:
        """Yield items in order of their sort key, or `backwards`, read `page` at a time."""
        call: dict[str, Any] = {
            "TableName": self.name,
            "KeyConditionExpression": where,
            "Limit": page,
            "ScanIndexForward": not backwards,
            **_placeholders(where, values),
            **({"IndexName": index} if index else {"ConsistentRead": True}),
        }
        while True:
            with translated("querying state"):
                answer = self._client.query(**call)
            yield from answer["Items"]
            if not answer.get("LastEvaluatedKey"):
                return
            call["ExclusiveStartKey"] = answer["LastEvaluatedKey"]

    def put_of(self, key: Key, attributes: Item) -> dict[str, Any]:
        """Return a transaction's step: put an item, whatever is there."""
        return {"TableName": self.name, "Item": {**key_item(key), **attributes}}

    def put_new_of(self, key: Key, attributes: Item) -> dict[str, Any]:
        """Return a transaction's step: put an item that must not be there yet."""
        return {
            "TableName": self.name,
            "Item": {**key_item(key), **attributes},
            "ConditionExpression": "attribute_not_exists(pk)",
        }

    def put_if_of(self, key: Key, attributes: Item, only_if: str, values: Item) -> dict[str, Any]:
        """Return a transaction's step: replace an item of which a condition holds."""
        return {
            "TableName": self.name,
            "Item": {**key_item(key), **attributes},
            "ConditionExpression": only_if,
            **_placeholders(only_if, values),
        }

    def delete_of(self, key: Key) -> dict[str, Any]:
        """Return a transaction's step: remove an item that must be there."""
        return {
            "TableName": self.name,
            "Key": key_item(key),
            "ConditionExpression": "attribute_exists(pk)",
        }

    def update_of(self, key: Key, change: str, values: Item) -> dict[str, Any]:
        """Return a transaction's step: change an item, made if it is not there."""
        return {
            "TableName": self.name,
            "Key": key_item(key),
            "UpdateExpression": change,
            **_placeholders(change, values),
        }

    def transact(self, steps: Sequence[dict[str, Any]]) -> bool:
        """Do all steps or none; False: a condition failed or another transaction was in the way."""
        try:
            with translated("writing state in a transaction", TRANSACTION):
                self._client.transact_write_items(TransactItems=steps)  # type: ignore[arg-type]  # built by put_new_of and put_if_of
        except ConflictError:
            return False
        return True


def _placeholders(expression: str, values: Item) -> dict[str, Any]:
    names = {f"#{name}": name for name in re.findall(r"#(\w+)", expression)}
    written = {f":{name}": value for name, value in values.items()}
    return {
        **({"ExpressionAttributeNames": names} if names else {}),
        **({"ExpressionAttributeValues": written} if written else {}),
    }
