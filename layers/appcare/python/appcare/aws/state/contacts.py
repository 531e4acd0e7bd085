"""Who is known, under which names."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from appcare.aws.dynamo import Key, number, text
from appcare.aws.state.table import StateTable
from appcare.domain.errors import StorageError
from appcare.domain.identity import AliasKind
from appcare.domain.log import digest
from appcare.domain.recognition import recognise
from appcare.domain.waves import chunks

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.aws.backoff import Backoff
    from appcare.domain.identity import Alias, Contact, Customer

ALIASES_PER_TRANSACTION = 99
"""A transaction takes 100 steps, and one is the contact's own."""

LONGEST_IN_KEY = 512
"""Characters of a name in a key, which takes 2,048 bytes; a longer one is hashed."""


def wall_clock() -> int:
    """Return Unix milliseconds."""
    return time.time_ns() // 1_000_000


class DynamoContacts:
    """`Contacts` over an item for each alias and one for each contact.

    Aliases are put on condition that they are new, together with their contact in one transaction:
    of two callers who want the same alias one wins, and the other looks again and follows.
    """

    def __init__(
        self,
        client: DynamoDBClient,
        table: str,
        backoff: Backoff | None = None,
        now: Callable[[], int] = wall_clock,
    ) -> None:
        """Use the State table `table` through `client`; `now` gives Unix milliseconds."""
        self._table = StateTable(client, table, backoff)
        self._now = now

    def resolve(self, customers: Sequence[Customer]) -> Mapping[Customer, Contact]:
        """Return the contact of each customer, made where no alias is known."""
        aliases = {alias for customer in customers for alias in customer.aliases()}
        for _ in self._table.backoff:
            recognition = recognise(customers, self._known(aliases))
            if all(self._add(*one) for one in recognition.missing.items()):
                return recognition.contacts
        message = "resolving contacts: other callers kept changing the same names"
        raise StorageError(message)

    def _known(self, aliases: Iterable[Alias]) -> dict[Alias, str]:
        keys = {alias_key(alias): alias for alias in aliases}
        items = self._table.read(keys)
        return {keys[key]: item["contact"]["S"] for key, item in items.items()}

    def _add(self, contact_id: str, aliases: Sequence[Alias]) -> bool:
        """Store that the aliases lead to the contact; False: one of them is there by now."""
        return all(
            self._table.transact([self._contact_step(contact_id, run), *self._alias_steps(contact_id, run)])
            for run in chunks(aliases, ALIASES_PER_TRANSACTION)
        )

    def _alias_steps(self, contact_id: str, aliases: Sequence[Alias]) -> list[dict[str, Any]]:
        attributes = {"contact": text(contact_id)}
        return [{"Put": self._table.put_new_of(alias_key(alias), attributes)} for alias in aliases]

    def _contact_step(self, contact_id: str, aliases: Sequence[Alias]) -> dict[str, Any]:
        change = (
            "SET #first_alias = if_not_exists(#first_alias, :first),"
            " #created_at = if_not_exists(#created_at, :now)"
        )
        values: dict[str, Any] = {"first": text(aliases[0].kind), "now": number(self._now())}
        partitions = [alias.value for alias in aliases if alias.kind is AliasKind.PARTITION]
        if partitions:
            change += " ADD #partitions :partitions"
            values["partitions"] = {"SS": partitions}
        key = contact_key(contact_id)
        return {"Update": self._table.update_of(key, change, values)}


def alias_key(alias: Alias) -> Key:
    """Return where it lies to which contact a name leads."""
    value = alias.value if len(alias.value) <= LONGEST_IN_KEY else digest(alias.value)
    return f"alias#{alias.kind}#{value}", "alias"


def contact_key(contact_id: str) -> Key:
    """Return where a contact lies."""
    return f"contact#{contact_id}", "contact"
