"""Reading in memory: slices of the memory log, and who is known."""

from appcare.application.history_ports import KnownContact, Slice, Span
from appcare.domain.identity import Alias, AliasKind
from appcare.memory.contacts import MemoryContacts
from appcare.memory.event_log import MemoryEventLog


class MemoryHistory:
    """`History` over `MemoryEventLog`; a read unit for each record."""

    def __init__(self, log: MemoryEventLog) -> None:
        """Args: log: what happened."""
        self._log = log

    def read(self, span: Span, limit: int) -> Slice:
        """Return at most `limit` records of the span."""
        found = sorted(
            (record for key, record in self._log.records.items() if _is_in(span, key.pk, key.sk)),
            key=lambda record: record.key.sk,
            reverse=span.newest_first,
        )
        records = found[:limit]
        last = records[-1].key.sk if len(found) > limit else None
        return Slice(records=records, last=last, read_units=float(len(records)))


class MemoryContactBook:
    """`ContactBook` over `MemoryContacts`."""

    def __init__(self, contacts: MemoryContacts) -> None:
        """Args: contacts: who is known."""
        self._contacts = contacts

    def find(self, alias: Alias) -> str | None:
        """Return the id of the contact that a name leads to; None: nobody has that name."""
        return self._contacts.aliases.get(alias.fitting())

    def get(self, contact_id: str) -> KnownContact | None:
        """Return a contact; None: there is none of that id."""
        record = self._contacts.contacts.get(contact_id)
        if record is None:
            return None
        return KnownContact(
            id=record.id,
            partitions=frozenset(record.partitions),
            first_seen_at=record.created_at,
            merged_into=record.merged_into or None,
            absorbed=frozenset(record.absorbed),
            phones=record.today(AliasKind.PHONE),
            bsuids=record.today(AliasKind.BSUID),
        )


def _is_in(span: Span, partition: str, sk: str) -> bool:
    if partition != span.partition:
        return False
    if not span.start or (span.inclusive and sk == span.start):
        return True
    return sk < span.start if span.newest_first else sk > span.start
