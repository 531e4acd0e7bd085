"""What the use cases need from outside. Each docstring is the contract that a contract suite checks.

Unless a method says otherwise it raises `StorageError` when the outside fails, and then the caller
must assume neither that the call took effect nor that it did not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:  # the receiver imports this file while Meta waits, and must not pay for pydantic
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from appcare.domain.conversation import Conversation
    from appcare.domain.events import CrmEvent
    from appcare.domain.identity import Contact, ContactRecord, Customer, Merge
    from appcare.domain.lanes import EventRef
    from appcare.domain.log import LogKey, LogRecord
    from appcare.domain.prices import Priced
    from appcare.domain.progress import Progress


class EventLog(Protocol):
    """What happened. Append-only: a key, once written, is never given another content on purpose."""

    def append(self, records: Sequence[LogRecord]) -> None:
        """Store all of them, in no particular order; storing one again changes nothing.

        No two records may have the same key. Returns when every one is durable.
        """
        ...

    def read(self, keys: Iterable[LogKey]) -> Mapping[LogKey, LogRecord]:
        """Return the records that exist, strongly consistent; absent keys are left out."""
        ...


class Contacts(Protocol):
    """Who is known, under which names; `domain/recognition.py` has the rules."""

    def resolve(
        self, customers: Sequence[Customer], decide: Callable[[Customer, Merge], None] | None = None
    ) -> Mapping[Customer, Contact]:
        """Return the contact of each customer, made where nobody is known by any of the names.

        Contacts that turn out to be one person are merged: `decide` is told before, with the customer
        whose names prove it, and whatever it raises leaves them as they were. Told again, it is the
        same merge tried again. Callers at once never leave two contacts for one person.
        """
        ...

    def read(self, ids: Iterable[str]) -> Mapping[str, ContactRecord]:
        """Return, for each id that is known, the contact that the person is known as today."""
        ...


class Conversations(Protocol):
    """Where conversations stand."""

    def read(self, pairs: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Conversation]:
        """Return the latest conversation for each (contact id, number id) that has one."""
        ...

    def of(self, contact_id: str) -> Sequence[Conversation]:
        """Return the latest conversation of a contact on each number, in order of the number's id."""
        ...

    def write(self, conversation: Conversation, before: Conversation | None) -> bool:
        """Store it if what is stored still equals `before` (None: nothing); False: it does not."""
        ...


class Progresses(Protocol):
    """How far each message of ours has come."""

    def advance(self, step: Progress, cause: LogKey, beside: Collection[LogKey] = ()) -> bool:
        """Remember a step of a message; False: the message is as far or further without it.

        True, too, if the step was remembered for the same `cause` before, and whatever came further
        since are records `beside` it: who routes a batch a second time gets the same answers, unless
        somebody else has told more meanwhile.
        """
        ...

    def behind(self, steps: Iterable[tuple[Progress, LogKey]]) -> frozenset[LogKey]:
        """Return the causes whose step was none when it came, as far as that is remembered."""
        ...


class Move(Protocol):
    """Something that moves one conversation: an agent's decision, or the rollout's."""

    @property
    def conversation_id(self) -> str:
        """Which one; it moves no other."""
        ...

    def applied_to(self, conversation: Conversation) -> Conversation:
        """Return the conversation with it; applied again it changes nothing."""
        ...


@dataclass(frozen=True, slots=True)
class Translated:
    """One log record in our words.

    Attributes:
        customer: whom it concerns.
        number_id: the business number; empty where there is none.
        occurred_at: Unix milliseconds.
        types: the events it stands for, mostly one; empty: nothing to tell.
        inbound: whether the customer wrote, which opens and moves a conversation.
        outbound: whether the company wrote (also on its own phone), which answers the customer.
        topic: what a conversation that it opens is about: the name of a configured topic, else the id of
            an ad or a list choice.
        media: ids of files that have to be fetched.
        free_until: until when messages to the customer cost nothing, Unix milliseconds; 0: it says nothing.
        priced: a message of ours and its price, where it is told.
        sends: how many messages or marks have to go out to the customer.
        look_again: under which lane it has to be looked at later; empty: it has not.
        progress: how far a message of ours has come, for statuses.
        change: what was decided about a conversation, by an agent or by the rollout; None: nothing.
        origin: the destination that told us, which need not be told; empty: none did.
    """

    customer: Customer
    number_id: str
    occurred_at: int
    types: tuple[str, ...]
    inbound: bool = False
    outbound: bool = False
    topic: str = ""
    media: tuple[str, ...] = ()
    free_until: int = 0
    priced: Priced | None = None
    sends: int = 0
    look_again: str = ""
    progress: Progress | None = None
    change: Move | None = None
    origin: str = ""


class Channel(Protocol):
    """A channel's translation: pure, repeated whenever a record is read."""

    def translate(self, record: LogRecord) -> Translated:
        """Say what a record means.

        Raises:
            UndigestibleError: the record is not what this channel writes.
        """
        ...

    def event(self, record: LogRecord, ref: EventRef, *, raw: bool) -> CrmEvent:
        """Build one of the record's events in full; `raw` adds the channel's own update.

        Raises:
            UndigestibleError: the record does not hold such an event.
        """
        ...


class ParkedRecords(Protocol):
    """Where log records go that we could not digest: our own fault, for a person to look at."""

    def park(self, key: LogKey, code: str) -> None:
        """Keep the key and the reason's code."""
        ...


class Clock(Protocol):
    """Time, and doing things side by side; a simulation moves it by itself."""

    def now(self) -> int:
        """Return Unix milliseconds."""
        ...

    def sleep(self, seconds: float) -> None:
        """Wait."""
        ...

    def side_by_side(self, calls: Sequence[Callable[[], None]]) -> None:
        """Run all to their end at the same time; no call may raise."""
        ...


class Telemetry(Protocol):
    """Counts and log lines. Never a name, a phone number, a message id of Meta's, or message text."""

    def count(self, metric: str, value: int = 1, **dimensions: str) -> None:
        """Add to a metric."""
        ...

    def line(self, message: str, **fields: object) -> None:
        """Write one structured log line."""
        ...
