"""Who is known, read only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.application.history_ports import KnownContact
from appcare.aws.dynamo import Item, read_text
from appcare.aws.state.contacts import alias_key, contact_key, record_of
from appcare.aws.state.table import StateTable
from appcare.domain.identity import AliasKind

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.domain.identity import Alias


class DynamoContactBook:
    """`ContactBook` over the items that `DynamoContacts` writes."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        """Read the State table `table` through `client`."""
        self._table = StateTable(client, table)

    def find(self, alias: Alias) -> str | None:
        """Return the id of the contact that a name leads to; None: nobody has that name."""
        key = alias_key(alias)
        item = self._table.read([key]).get(key)
        return read_text(item, "contact") if item else None

    def get(self, contact_id: str) -> KnownContact | None:
        """Return a contact; None: there is none of that id."""
        key = contact_key(contact_id)
        item = self._table.read([key]).get(key)
        return _contact(item) if item else None


def _contact(item: Item) -> KnownContact:
    record = record_of(item)
    return KnownContact(
        id=record.id,
        partitions=frozenset(record.partitions),
        first_seen_at=record.created_at,
        merged_into=record.merged_into or None,
        absorbed=frozenset(record.absorbed),
        phones=record.today(AliasKind.PHONE),
        bsuids=record.today(AliasKind.BSUID),
    )
