"""What the API answers. The OpenAPI document is made from these models."""

from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import BaseModel, Field

from appcare.application.history_ports import KnownContact
from appcare.domain.conversation import Conversation
from appcare.domain.events import NumberRef
from appcare.domain.events.media import StoredMedia


class AssignmentAnswer(BaseModel):
    """Who has a conversation."""

    assignee: str | None = Field(description="An agent, by your own id; null: nobody in particular.")
    team: str | None = Field(description="A team; null: none.")
    at: datetime = Field(description="Since when.")


class ConversationAnswer(BaseModel):
    """The latest conversation of a contact on a number."""

    id: str = Field(description="As in `data.conversation.id` of its events.")
    number: NumberRef
    opened_at: datetime
    last_inbound_at: datetime = Field(description="When the customer last wrote.")
    window_ends_at: datetime = Field(description="Until when free text may be sent.")
    free_until: datetime | None = Field(
        description="Until when messages cost nothing, as Meta said of a conversation that began with an ad; "
        "it allows no free text after `window_ends_at`. null: Meta did not say so."
    )
    awaiting_reply_since: datetime | None = Field(
        description="When the customer first wrote after the last answer; null: answered, or closed."
    )
    assigned: AssignmentAnswer | None = Field(description="Who has it; null: nobody.")
    closed_at: datetime | None = Field(
        description="When it was closed; null: it is open, or the customer has written since."
    )


class ContactAnswer(BaseModel):
    """A customer."""

    id: str = Field(description="As in `subject` and `data.contact.id` of events; after a merge the new one.")
    first_seen_at: datetime | None = None
    conversations: list[ConversationAnswer]


class ContactsAnswer(BaseModel):
    """Who has the name that was asked for."""

    contacts: list[ContactAnswer] = Field(description="One, or none.")


class CallbackAnswer(BaseModel):
    """What became of a callback's answers."""

    taken: int = Field(description="How many were taken.")
    repeated: int = Field(description="How many had been taken before; nothing changed.")
    unknown: list[str] = Field(
        description="Your ids of those that lead to no conversation of ours: nothing of them is kept."
    )


class CloudEvent(BaseModel):
    """An event, byte for byte as the adapter `webhook` delivers it; `data` is described in docs/events.md."""

    specversion: Literal["1.0"]
    id: str = Field(description="The `webhook-id` it was delivered under.")
    source: str
    type: str
    subject: str = Field(description="The contact's id.")
    time: datetime | None = Field(default=None, description="When it happened; absent where nobody knows.")
    datacontenttype: Literal["application/json"]
    data: dict[str, Any]


class HistoryAnswer(BaseModel):
    """A page of a history."""

    events: list[CloudEvent] = Field(description="At most `limit`, maybe fewer, even none, before the end.")
    next: str | None = Field(description="The `cursor` of the next page; null: this is the last one.")


class UpdateAnswer(BaseModel):
    """What an event was made from."""

    order: str
    kind: str = Field(description="`message`, `status`, or `field.<webhook field>`.")
    update: dict[str, Any] = Field(description="The channel's own update, with what stood around it.")


class LinkedMedia(StoredMedia):
    """A stored file as in `data.media` of `media.stored`, always with a link, made just now."""

    url: str = Field(description="Where to fetch it, for whoever has this link.")
    expires_at: datetime = Field(description="Until when the link works, at most: use it at once.")


class MediaAnswer(BaseModel):
    """A stored file."""

    media: LinkedMedia


class InputError(BaseModel):
    """One thing wrong in a request."""

    pointer: str = Field(description="`#/query/limit`: which part.")
    detail: str


class Problem(BaseModel):
    """RFC 9457: why there is no other answer."""

    type: str = Field(description="`urn:appcare:problem:<code>`: stable, for programs.")
    title: str
    status: int
    detail: str = Field(description="For people.")
    errors: list[InputError] | None = None


def contact_answer(contact: KnownContact, conversations: list[ConversationAnswer]) -> ContactAnswer:
    """Return what is said of a contact."""
    seen = contact.first_seen_at
    return ContactAnswer(
        id=contact.id,
        first_seen_at=None if seen is None else moment(seen),
        conversations=conversations,
    )


def conversation_answer(found: Conversation, number: NumberRef) -> ConversationAnswer:
    """Return what is said of a conversation."""
    since = found.awaiting_reply_since
    return ConversationAnswer(
        id=found.id,
        number=number,
        opened_at=moment(found.opened_at),
        last_inbound_at=moment(found.last_inbound_at),
        window_ends_at=moment(found.window_ends_at),
        free_until=None if found.free_until is None else moment(found.free_until),
        awaiting_reply_since=None if since is None else moment(since),
        assigned=_assigned(found),
        closed_at=moment(found.closed_at) if found.is_closed and found.closed_at is not None else None,
    )


def _assigned(found: Conversation) -> AssignmentAnswer | None:
    agent, team = found.assigned_agent or None, found.assigned_team or None
    if found.assigned_at is None or not (agent or team):
        return None
    return AssignmentAnswer(assignee=agent, team=team, at=moment(found.assigned_at))


def moment(milliseconds: int) -> datetime:
    """Return Unix milliseconds as a time."""
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
