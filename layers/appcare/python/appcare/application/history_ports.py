"""What reading needs from outside: a contact's partitions, a slice at a time, and whom a name means.

As in `ports.py`, a method raises `StorageError` when the outside fails.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from appcare.domain.identity import Alias
from appcare.domain.log import LogRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Where to read in one partition of the log.

    Attributes:
        partition: which one.
        newest_first: read from its newest end towards the oldest.
        start: sort key to start at; empty: at the end of the partition.
        inclusive: whether a record at `start` itself counts.
    """

    partition: str
    newest_first: bool
    start: str = ""
    inclusive: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Slice:
    """What one call read.

    Attributes:
        records: in the order that was asked for; a record whose body is gone has an empty one.
        last: sort key beyond which the next slice starts; None: nothing is left.
        read_units: what the call cost, in read request units.
    """

    records: Sequence[LogRecord]
    last: str | None
    read_units: float


class History(Protocol):
    """The log as it is read by time; never a scan."""

    def read(self, span: Span, limit: int) -> Slice:
        """Return at most `limit` records of the span in one call, strongly consistent.

        It may return fewer, even none, and still have a `last`.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class KnownContact:
    """What is known of a contact.

    Attributes:
        id: ours.
        partitions: the log partitions with what happened to it.
        first_seen_at: Unix milliseconds; None: not noted.
        phones: its numbers today, digits without plus, the latest last.
        bsuids: its business-scoped user ids today, one for each portfolio, the latest last.
        merged_into: the contact that it turned out to be; None: it stands for itself.
        absorbed: the contacts that turned out to be it.
    """

    id: str
    partitions: frozenset[str]
    phones: tuple[str, ...] = ()
    bsuids: tuple[str, ...] = ()
    first_seen_at: int | None = None
    merged_into: str | None = None
    absorbed: frozenset[str] = frozenset()


class ContactBook(Protocol):
    """Who is known; read only."""

    def find(self, alias: Alias) -> str | None:
        """Return the id of the contact that a name leads to; None: nobody has that name."""
        ...

    def get(self, contact_id: str) -> KnownContact | None:
        """Return a contact; None: there is none of that id."""
        ...
