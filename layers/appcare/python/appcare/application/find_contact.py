"""Finds a contact by its id or by a name, and follows it to whom it was merged into."""

from dataclasses import replace

from appcare.application.history_ports import ContactBook, KnownContact
from appcare.domain.identity import Alias

MOST_MERGES = 10
"""A chain of merges is short; a longer one is a circle, which ends here."""


class FindContact:
    """Looks contacts up."""

    def __init__(self, book: ContactBook) -> None:
        """Args: book: who is known."""
        self._book = book

    def by_name(self, alias: Alias) -> KnownContact | None:
        """Return the contact that has a name; None: nobody has it.

        Raises:
            StorageError: it cannot be looked up now.
        """
        contact_id = self._book.find(alias)
        return self.by_id(contact_id) if contact_id else None

    def by_id(self, contact_id: str) -> KnownContact | None:
        """Return a contact, with the partitions of those on the way that were merged into it.

        Raises:
            StorageError: it cannot be looked up now.
        """
        found = self._book.get(contact_id)
        if found is None:
            return None
        partitions = found.partitions
        for _ in range(MOST_MERGES):
            after = self._book.get(found.merged_into) if found.merged_into else None
            if after is None:
                break
            found, partitions = after, partitions | after.partitions
        return replace(found, partitions=partitions)
