"""Links: our ids and the CRMs' ids for the same things."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.aws.dynamo import Item, Key, number, read_text, text
from appcare.aws.state.contacts import wall_clock
from appcare.aws.state.table import StateTable
from appcare.domain.errors import StorageError
from appcare.domain.links import FOUND_BY_BOTH, Linked, LinkKey, LinkKind
from appcare.domain.log import key_part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.aws.backoff import Backoff
    from appcare.domain.links import Links

DAY_S = 86_400


class DynamoLinks:
    """`LinkStore` over a partition for each destination and contact, with an item for each link.

    A contact's or conversation's link has a second item under the CRM's id, written in the same
    transaction. Links of messages and files are of no use once the log has forgotten the message,
    so they end with it.
    """

    def __init__(
        self,
        client: DynamoDBClient,
        table: str,
        *,
        messages_days: int,
        backoff: Backoff | None = None,
        now: Callable[[], int] = wall_clock,
    ) -> None:
        """Use the State table `table` through `client`; `now` gives Unix milliseconds."""
        self._table = StateTable(client, table, backoff)
        self._kept_s = messages_days * DAY_S
        self._now = now

    def read(self, destination: str, contact_id: str, keys: Iterable[LinkKey]) -> Links:
        """Return those of the links that exist."""
        wanted = {_key(destination, contact_id, key): key for key in keys}
        items = self._table.read(wanted)
        return {wanted[key]: read_text(item, "external_id") for key, item in items.items()}

    def keep(self, destination: str, contact_id: str, links: Links) -> None:
        """Store links; see `LinkStore`."""
        for key, external_id in links.items():
            if key.kind in FOUND_BY_BOTH:
                self._keep_both(destination, contact_id, key, external_id)
            else:
                expires_at = number(self._now() // 1000 + self._kept_s)
                attributes = {"external_id": text(external_id), "expires_at": expires_at}
                self._table.put(_key(destination, contact_id, key), attributes)

    def find(self, destination: str, kind: LinkKind, external_id: str) -> Linked | None:
        """Return what the CRM's id stands for; see `LinkStore`."""
        key = _reverse_key(destination, kind, external_id)
        item = self._table.read([key]).get(key)
        return Linked(read_text(item, "contact"), LinkKey(kind, read_text(item, "id"))) if item else None

    def _keep_both(self, destination: str, contact_id: str, key: LinkKey, external_id: str) -> None:
        ours: Item = {"external_id": text(external_id)}
        theirs: Item = {"contact": text(contact_id), "id": text(key.id)}
        steps = [
            {"Put": self._table.put_of(_key(destination, contact_id, key), ours)},
            {"Put": self._table.put_of(_reverse_key(destination, key.kind, external_id), theirs)},
        ]
        for _ in self._table.backoff:
            if self._table.transact(steps):
                return
        message = "keeping a link: others are in the way"
        raise StorageError(message)


def _key(destination: str, contact_id: str, key: LinkKey) -> Key:
    return f"links#{destination}#{key_part(contact_id)}", f"{key.kind}#{key_part(key.id)}"


def _reverse_key(destination: str, kind: LinkKind, external_id: str) -> Key:
    return f"linked#{destination}#{kind}#{key_part(external_id)}", "link"
