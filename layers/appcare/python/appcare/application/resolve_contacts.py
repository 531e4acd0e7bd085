"""Resolves customers to contacts over any store that takes a change only on what was read."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Protocol

from appcare.domain.contact_changes import Change
from appcare.domain.errors import StorageError
from appcare.domain.identity import Alias, Contact, ContactRecord, Customer, Merge
from appcare.domain.recognition import candidates, recognise, settled

MOST_MERGES = 64
"""How often one contact's successor may itself have been merged; each is older than the one before."""


class ContactStore(Protocol):
    """What contacts are kept in. Reads are strongly consistent."""

    def leads_to(self, aliases: Iterable[Alias]) -> Mapping[Alias, str]:
        """Return the contact id of each name that is known."""
        ...

    def records(self, ids: Iterable[str]) -> Mapping[str, ContactRecord]:
        """Return the contacts that exist."""
        ...

    def store(self, change: Change) -> bool:
        """Store all of a change, or nothing if anything is not as it was read; False: nothing."""
        ...


def resolve_contacts(
    store: ContactStore,
    customers: Sequence[Customer],
    *,
    now: Callable[[], int],
    tries: Iterable[object],
    decide: Callable[[Customer, Merge], None] | None = None,
) -> Mapping[Customer, Contact]:
    """Return the contact of each customer; see `Contacts`.

    In the healthy case every name is known and this is one read. Else the contacts concerned are read
    in full, and what follows is stored on condition that all is still as it was read; of two callers
    who want different things one is first, and the other looks again.

    Raises:
        StorageError: other callers were first at every try.
    """
    aliases = {alias for customer in customers for alias in customer.aliases()}
    for _ in tries:
        leads_to = store.leads_to(aliases) if aliases else {}
        found = settled(customers, leads_to)
        if len(found) == len(set(customers)):
            return found
        reached = set(leads_to.values())
        records = store.records(candidates(customers, leads_to))
        if any(id_ not in records or records[id_].merged_into for id_ in reached):
            continue
        recognition = recognise(customers, leads_to, records, now())
        if all(_stored(store, change, decide) for change in recognition.changes):
            return recognition.contacts
    message = "resolving contacts: other callers kept changing the same names"
    raise StorageError(message)


def _stored(store: ContactStore, change: Change, decide: Callable[[Customer, Merge], None] | None) -> bool:
    if change.merge and decide:
        decide(change.customer, change.merge)
    return store.store(change)


def read_contacts(store: ContactStore, ids: Iterable[str]) -> Mapping[str, ContactRecord]:
    """Return, for each id that is known, the contact that the person is known as today.

    Raises:
        StorageError: the contacts' successors have no end, which no merge brings about.
    """
    today = {id_: id_ for id_ in ids}
    for _ in range(MOST_MERGES):
        records = store.records(set(today.values()))
        merged = {id_: one.merged_into for id_, one in records.items() if one.merged_into}
        if not merged:
            return {id_: records[now] for id_, now in today.items() if now in records}
        today = {id_: merged.get(now, now) for id_, now in today.items()}
    message = "reading contacts: too many were merged one into the other"
    raise StorageError(message)
