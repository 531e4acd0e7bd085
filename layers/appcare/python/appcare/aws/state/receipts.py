"""Receipts of agents' answers: an item for each, put once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.aws.dynamo import Item, number, read_number, read_text, text
from appcare.aws.state.table import StateTable
from appcare.domain.errors import StorageError
from appcare.domain.replies import SHORTEST_RECEIPT_S, Names, Receipt, receipt_id

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.aws.dynamo import Key

DAY_S = 86_400


class DynamoReceipts:
    """`Receipts` over the State table; a receipt ends with the answer that it is for, or later."""

    def __init__(self, client: DynamoDBClient, table: str, *, messages_days: int) -> None:
        """Use the State table `table` through `client`."""
        self._table = StateTable(client, table)
        self._kept_s = max(messages_days * DAY_S, SHORTEST_RECEIPT_S)

    def find(self, destination: str, reply_id: str) -> Receipt | None:
        """Return the receipt of an answer; see `Receipts`."""
        key = _key(destination, reply_id)
        item = self._table.read([key]).get(key)
        return _receipt(item) if item else None

    def claim(self, destination: str, reply_id: str, receipt: Receipt) -> Receipt:
        """Remember where an answer goes; see `Receipts`."""
        key = _key(destination, reply_id)
        if self._table.put(key, self._attributes(receipt), only_if="attribute_not_exists(#pk)"):
            return receipt
        found = self.find(destination, reply_id)
        if found is None:
            message = "claiming an answer: its receipt has just ended"
            raise StorageError(message)
        return found

    def _attributes(self, receipt: Receipt) -> Item:
        written = {} if receipt.written_at is None else {"written_at": number(receipt.written_at)}
        said = {"phone": receipt.names.phone, "bsuid": receipt.names.bsuid, "content": receipt.content}
        return {
            "partition": text(receipt.partition),
            "conversation_id": text(receipt.conversation_id),
            "at": number(receipt.at),
            "expires_at": number(receipt.at // 1000 + self._kept_s),
            **written,
            **{name: text(value) for name, value in said.items() if value},
        }


def _receipt(item: Item) -> Receipt:
    return Receipt(
        partition=read_text(item, "partition"),
        conversation_id=read_text(item, "conversation_id"),
        at=read_number(item, "at") or 0,
        written_at=read_number(item, "written_at"),
        names=Names(phone=read_text(item, "phone"), bsuid=read_text(item, "bsuid")),
        content=read_text(item, "content"),
    )


def _key(destination: str, reply_id: str) -> Key:
    return f"reply#{destination}#{receipt_id(destination, reply_id)}", "receipt"
