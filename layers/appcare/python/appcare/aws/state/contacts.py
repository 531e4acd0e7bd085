"""Who is known, under which names."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING, Any

from appcare.application.resolve_contacts import read_contacts, resolve_contacts
from appcare.aws.dynamo import Item, Key, key_of, number, read_number, read_text, text
from appcare.aws.state.table import StateTable
from appcare.domain.identity import Alias, AliasKind, ContactRecord

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.aws.backoff import Backoff
    from appcare.domain.contact_changes import Change, Redirect, Rewrite
    from appcare.domain.identity import Contact, Customer, Merge


def wall_clock() -> int:
    """Return Unix milliseconds."""
    return time.time_ns() // 1_000_000


class DynamoContacts:
    """`Contacts` over an item for each alias and one for each contact.

    A contact's item lists all names that lead to it and has a version, so that a merge can redirect
    every one of them in its transaction: whoever reads an alias never meets a merged contact.
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

    def resolve(
        self, customers: Sequence[Customer], decide: Callable[[Customer, Merge], None] | None = None
    ) -> Mapping[Customer, Contact]:
        """Return the contact of each customer, made where nobody is known by any of the names."""
        return resolve_contacts(self, customers, now=self._now, tries=self._table.backoff, decide=decide)

    def read(self, ids: Iterable[str]) -> Mapping[str, ContactRecord]:
        """Return, for each id that is known, the contact that the person is known as today."""
        return read_contacts(self, ids)

    def leads_to(self, aliases: Iterable[Alias]) -> Mapping[Alias, str]:
        """Return the contact id of each name that is known."""
        keys = {alias_key(alias): alias for alias in aliases}
        items = self._table.read(keys)
        return {keys[key]: read_text(item, "contact") for key, item in items.items()}

    def records(self, ids: Iterable[str]) -> Mapping[str, ContactRecord]:
        """Return the contacts that exist."""
        items = self._table.read(contact_key(id_) for id_ in ids)
        records = (record_of(item) for item in items.values())
        return {record.id: record for record in records}

    def store(self, change: Change) -> bool:
        """Store all of a change in one transaction; False: something is not as it was read."""
        return self._table.transact(
            [
                *({"Put": self._contact_step(rewrite)} for rewrite in change.contacts),
                *({"Put": self._alias_step(redirect)} for redirect in change.aliases),
            ]
        )

    def _contact_step(self, rewrite: Rewrite) -> dict[str, Any]:
        key, attributes = contact_key(rewrite.after.id), _attributes(rewrite.after)
        if rewrite.before is None:
            return self._table.put_new_of(key, attributes)
        read = {"version": number(rewrite.before.version)}
        return self._table.put_if_of(key, attributes, "#version = :version", read)

    def _alias_step(self, redirect: Redirect) -> dict[str, Any]:
        key, attributes = alias_key(redirect.alias), {"contact": text(redirect.after)}
        if redirect.before is None:
            return self._table.put_new_of(key, attributes)
        read = {"contact": text(redirect.before)}
        return self._table.put_if_of(key, attributes, "#contact = :contact", read)


def alias_key(alias: Alias) -> Key:
    """Return the key of a name's item."""
    alias = alias.fitting()
    return f"alias#{alias.kind}#{alias.value}", "alias"


def contact_key(contact_id: str) -> Key:
    """Return the key of a contact's item."""
    return f"contact#{contact_id}", "contact"


def _attributes(record: ContactRecord) -> Item:
    attributes: Item = {
        "created_at": number(record.created_at),
        "version": number(record.version),
        "names": _names(record.names),
        "given_up": _names(record.given_up),
        "ended": _names(record.ended),
        "absorbed": {"L": [text(id_) for id_ in record.absorbed]},
    }
    return attributes | ({"merged_into": text(record.merged_into)} if record.merged_into else {})


def _names(aliases: Iterable[Alias]) -> Item:
    return {"L": [text(f"{alias.kind}#{alias.value}") for alias in aliases]}


def record_of(item: Item) -> ContactRecord:
    """Return the contact that an item keeps."""
    return ContactRecord(
        id=key_of(item)[0].partition("#")[2],
        created_at=read_number(item, "created_at") or 0,
        names=_aliases(item, "names"),
        given_up=_aliases(item, "given_up"),
        ended=_aliases(item, "ended"),
        merged_into=read_text(item, "merged_into"),
        absorbed=tuple(one["S"] for one in item.get("absorbed", {}).get("L", [])),
        version=read_number(item, "version") or 0,
    )


def _aliases(item: Item, name: str) -> tuple[Alias, ...]:
    parts = (one["S"].partition("#") for one in item.get(name, {}).get("L", []))
    return tuple(Alias(AliasKind(kind), value) for kind, _, value in parts)
