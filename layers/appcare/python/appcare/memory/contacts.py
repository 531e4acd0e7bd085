"""Contacts in memory."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from itertools import count
from threading import Lock

from appcare.application.resolve_contacts import read_contacts, resolve_contacts
from appcare.domain.contact_changes import Change
from appcare.domain.identity import Alias, Contact, ContactRecord, Customer, Merge

TRIES = 1000
"""Each failed one means that another caller was first, and callers in memory are few."""


class MemoryContacts:
    """`Contacts` in two dictionaries: names and contacts."""

    def __init__(self, now: Callable[[], int] | None = None) -> None:
        """Know nobody; `now` gives Unix milliseconds, without it each moment is one later."""
        self.aliases: dict[Alias, str] = {}
        self.contacts: dict[str, ContactRecord] = {}
        self._now = now or count(1).__next__
        self._lock = Lock()

    def resolve(
        self, customers: Sequence[Customer], decide: Callable[[Customer, Merge], None] | None = None
    ) -> Mapping[Customer, Contact]:
        """Return the contact of each customer, made where nobody is known by any of the names."""
        return resolve_contacts(self, customers, now=self._now, tries=range(TRIES), decide=decide)

    def read(self, ids: Iterable[str]) -> Mapping[str, ContactRecord]:
        """Return, for each id that is known, the contact that the person is known as today."""
        return read_contacts(self, ids)

    def leads_to(self, aliases: Iterable[Alias]) -> Mapping[Alias, str]:
        """Return the contact id of each name that is known."""
        with self._lock:
            return {alias: self.aliases[alias] for alias in aliases if alias in self.aliases}

    def records(self, ids: Iterable[str]) -> Mapping[str, ContactRecord]:
        """Return the contacts that exist."""
        with self._lock:
            return {id_: self.contacts[id_] for id_ in ids if id_ in self.contacts}

    def store(self, change: Change) -> bool:
        """Store all of a change, or nothing if anything is not as it was read; False: nothing."""
        with self._lock:
            if any(self.contacts.get(one.after.id) != one.before for one in change.contacts):
                return False
            if any(self.aliases.get(one.alias) != one.before for one in change.aliases):
                return False
            self.contacts.update({one.after.id: one.after for one in change.contacts})
            self.aliases.update({one.alias: one.after for one in change.aliases})
            return True
