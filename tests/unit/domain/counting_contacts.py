"""Contacts that tell what recognising customers stored, and the customers of most tests."""

from appcare.domain.contact_changes import Change
from appcare.domain.identity import Alias, AliasKind, ContactRecord, Customer
from appcare.memory.contacts import MemoryContacts

BY_PHONE = Customer("wa#1#316", phone="316")
KEES = Customer("wa#1#NL.1", bsuid="NL.1", phone="316")
PHONE, BSUID = Alias(AliasKind.PHONE, "316"), Alias(AliasKind.BSUID, "NL.1")


class Counting(MemoryContacts):
    """Contacts in memory that say what was stored."""

    def __init__(self) -> None:
        super().__init__()
        self.changes: list[Change] = []

    def store(self, change: Change) -> bool:
        """Remember the change."""
        self.changes.append(change)
        return super().store(change)

    def one(self, customer: Customer) -> str:
        """Return the id of one customer's contact."""
        return self.resolve([customer])[customer].id

    def live(self) -> list[ContactRecord]:
        """Return the contacts that are not merged."""
        return [one for one in self.contacts.values() if not one.merged_into]
