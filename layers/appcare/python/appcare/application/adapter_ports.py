"""The contract between AppCare and an adapter: what one kind of CRM has to bring, and what it gets.

Third parties implement `CrmAdapter`; `appcare.crm.conformance` tries whether it holds.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, ClassVar, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from appcare.domain.delivery import DeliveryResult
    from appcare.domain.events import CrmEvent
    from appcare.domain.links import Linked, LinkKey, LinkKind, Links

NOT_ARRIVED = frozenset({"message.failed", "message.unclear"})
"""Types of events that tell of a message of ours that did not arrive, or of which nobody knows."""

STATUS_TYPES = NOT_ARRIVED | {"message.sent", "message.delivered", "message.read", "message.played"}
"""Types of events that tell how far a message of ours has come."""


class MessageStatus(StrEnum):
    """What a CRM can show of what became of a message."""

    NATIVE = "native"
    FIELD = "field"
    FAILED_ONLY = "failed_only"
    NONE = "none"

    def has_place_for(self, event_type: str) -> bool:
        """Whether an event of this type is worth a call; what is no status always is."""
        if event_type not in STATUS_TYPES or self in (MessageStatus.NATIVE, MessageStatus.FIELD):
            return True
        return self is MessageStatus.FAILED_ONLY and event_type in NOT_ARRIVED


class Idempotency(StrEnum):
    """What keeps a second delivery of the same event from making a second thing.

    `id`: the receiver knows the event's id. `upsert`: writing under our key. `lookup`: searching
    for our key before writing, which is safe since a customer's events never run side by side.
    """

    ID = "id"
    UPSERT = "upsert"
    LOOKUP = "lookup"


class Replies(StrEnum):
    """How an agent's answer comes back."""

    CALLBACK = "callback"
    NONE = "none"


@dataclass(frozen=True, slots=True, kw_only=True)
class Capabilities:
    """What a kind of CRM can do.

    Attributes:
        message_status: with `failed_only` no statuses but `message.failed` and `message.unclear` are
            tried, with `none` not these either.
        idempotency: what makes redelivery harmless.
        replies: how answers come back.
        most_attachment_bytes: the largest file it takes; 0: none.
        links: kinds of links that are read before and stored after each call; empty costs nothing.
    """

    message_status: MessageStatus
    idempotency: Idempotency
    replies: Replies = Replies.NONE
    most_attachment_bytes: int = 0
    links: frozenset[LinkKind] = frozenset()


@dataclass(frozen=True, slots=True)
class Attempt:
    """What an adapter needs to know about the attempt it makes.

    Attributes:
        number: from 1. A first attempt may still be a redelivery: always look up what is not linked.
        at: Unix milliseconds.
    """

    number: int
    at: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RawRequest:
    """A CRM's callback as it came in.

    Attributes:
        headers: names in lower case.
        query: the parameters of the query string.
        body: the very bytes, for signatures.
        at: when it came, Unix milliseconds.
    """

    headers: Mapping[str, str]
    query: Mapping[str, str]
    body: bytes
    at: int


@dataclass(frozen=True, slots=True)
class ReplyFile:
    """A file that an agent attached: where it can be fetched, by whoever may."""

    url: str
    name: str = ""
    mime_type: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentReply:
    """An agent answered a customer.

    Attributes:
        id: the CRM's id of the reply; the same reply told twice is one.
        conversation: the CRM's id of the conversation, as an adapter linked it; empty: ours is given.
        contact_id: our id of the contact, where the CRM tells it.
        conversation_id: our id of the conversation, where the CRM tells it.
        text: what to send; may be empty beside files.
        agent: the CRM's id of who answered; empty: unknown.
        at: Unix milliseconds at which it was written, None where the CRM does not say.
    """

    id: str
    conversation: str = ""
    contact_id: str = ""
    conversation_id: str = ""
    text: str = ""
    files: Sequence[ReplyFile] = ()
    agent: str = ""
    at: int | None = None


AgentAction = AgentReply


class CallbackRefusal(StrEnum):
    """Why a callback is not taken."""

    UNSIGNED = "unsigned"
    STALE = "stale"
    UNREADABLE = "unreadable"
    UNSUPPORTED = "unsupported"


class CallbackRefusedError(Exception):
    """The callback proves nothing, is too old, or says nothing we understand."""

    def __init__(
        self, code: CallbackRefusal, message: str, *, wrong: Mapping[str, str] | None = None
    ) -> None:
        """Say why, without content of the callback.

        Args:
            code: why.
            message: a sentence for the CRM's developer.
            wrong: JSON pointers into the body, `/data/id`, with what is wrong there.
        """
        super().__init__(message)
        self.code = code
        self.wrong = wrong or {}


class CrmAdapter(Protocol):
    """One kind of CRM, connected to one destination."""

    name: ClassVar[str]
    capabilities: ClassVar[Capabilities]

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Push one event.

        What the CRM does is a `DeliveryResult`, never an exception, and every result carries the links
        found so far: a contact that was made stays linked although its message was throttled.

        Args:
            event: what happened.
            links: what is linked already of the event's contact, conversation, message and file, of
                the kinds that `capabilities.links` names.
            attempt: which attempt it is.
        """
        ...

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read what agents did; empty where it was our own writing, or nothing that we pass on.

        Raises:
            CallbackRefusedError: see there. Proof of origin is judged first, over the raw bytes.
        """
        ...


class LinkStore(Protocol):
    """Links, each destination's and contact's. Reads are strongly consistent.

    Raises `StorageError` when the outside fails.
    """

    def read(self, destination: str, contact_id: str, keys: Iterable[LinkKey]) -> Links:
        """Return those of the links that exist."""
        ...

    def keep(self, destination: str, contact_id: str, links: Links) -> None:
        """Store links; one that exists is replaced.

        Contacts and conversations are found by both ids. The CRM's former id of one leads back to it
        for ever: an agent may write in a ticket that was closed. One that was linked to two of ours
        leads to the latter.
        """
        ...

    def find(self, destination: str, kind: LinkKind, external_id: str) -> Linked | None:
        """Return what the CRM's id of a contact or conversation stands for; None: nothing of ours."""
        ...


class Files(Protocol):
    """The files of messages, for adapters that hand them to the CRM."""

    def read(self, url: str, most_bytes: int) -> bytes | None:
        """Return the file behind the link of a `media.stored` event.

        None: it is larger than `most_bytes`, or gone.

        Raises:
            StorageError: it cannot be read now.
        """
        ...
