"""The event log's words: what happened, under a key that is a pure function of it."""

import base64
import hashlib
from dataclasses import dataclass, field

UNREADABLE = "unreadable"
"""Kind of a record that keeps a body which could not be split."""


@dataclass(frozen=True, slots=True, order=True)
class LogKey:
    """Where a record lies: `pk` is a customer on a number, `sk` sorts by time."""

    pk: str
    sk: str


@dataclass(frozen=True, slots=True)
class LogRecord:
    """One thing that happened; written once, never changed.

    Attributes:
        key: where it lies.
        kind: `message`, `status`, `field.<name>`, a decision such as `conversation.opened`, or `unreadable`.
        body: JSON as UTF-8; for `unreadable` the bytes as they came.
        expires_at: Unix seconds after which it may be deleted; None: kept.
        arrived_at: Unix milliseconds when it came into the log, as the stream says; None: not known.
            Nothing of the record itself: two readings of one record are equal without it.
    """

    key: LogKey
    kind: str
    body: bytes
    expires_at: int | None = None
    arrived_at: int | None = field(default=None, compare=False)

    @property
    def id(self) -> str:
        """An id without personal data in it, for log lines."""
        return "rec_" + digest(self.key.pk, self.key.sk)


LONGEST_PART = 256
"""Bytes; several parts make a key, and DynamoDB's sort keys take 1,024."""


def key_part(value: str) -> str:
    """Return a text as it may stand in a key: itself, or its hash where it is too long or has a `#`.

    Raises:
        ValueError: it holds a lone surrogate.
    """
    encoded = value.encode()
    if len(encoded) > LONGEST_PART or "#" in value:
        return hashlib.sha256(encoded).hexdigest()
    return value


def digest(*parts: str) -> str:
    """Return 26 characters (130 bits) of base32 that stand for the parts."""
    raw = hashlib.sha256("|".join(parts).encode()).digest()
    return base64.b32encode(raw).decode().lower()[:26]


def event_id(key: LogKey, event_type: str) -> str:
    """Return the id of an event: the same for every reading of the same record."""
    return "evt_" + digest(key.pk, key.sk, event_type)


def number_of(partition: str) -> str:
    """Return the business number of a partition, `<channel>#<number>#<customer>`."""
    return partition.partition("#")[2].partition("#")[0]
