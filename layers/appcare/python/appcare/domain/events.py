"""Events: what happened, in our words. The catalogue that CRMs read is made from these models."""

from datetime import datetime
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny


class Model(BaseModel):
    """Strict and frozen: an event is a fact."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class NumberRef(Model):
    """The business number an event concerns."""

    id: str = Field(description="Meta's phone_number_id; empty where the update names none.")
    name: str = Field(description="The number's configured name; `unlisted` without one.")


class ContactRef(Model):
    """The customer an event concerns."""

    id: str = Field(description="Our id, for ever the same.")
    bsuid: str | None = Field(default=None, description="Business-scoped user id.")
    phone: str | None = Field(default=None, description="Phone number, digits without plus.")
    username: str | None = Field(default=None, description="Display only; it changes.")
    name: str | None = Field(default=None, description="The profile's name.")


class ConversationRef(Model):
    """The conversation an event belongs to."""

    id: str = Field(description="Our id of the conversation.")


class Media(Model):
    """A reference to a file; the file itself is fetched apart."""

    id: str = Field(description="Meta's media id, valid for 7 days.")
    mime_type: str | None = None
    sha256: str | None = None
    caption: str | None = None
    filename: str | None = None
    voice: bool = Field(default=False, description="Whether it was recorded as a voice note.")


class Message(Model):
    """A customer's message."""

    wamid: str = Field(description="Meta's id of the message; empty where the update has none.")
    kind: Literal["text", "image", "audio", "video", "document", "sticker", "unsupported"]
    text: str | None = None
    media: Media | None = None
    reply_to: str | None = Field(default=None, description="wamid of the message it answers.")


class MessageRef(Model):
    """A message that an event is about."""

    wamid: str


class StatusError(Model):
    """Why a message failed, as Meta says it."""

    code: int | None = None
    title: str | None = None
    details: str | None = None


class Status(Model):
    """How far a message of ours has come."""

    status: Literal["sent", "delivered", "read", "played", "failed"]
    errors: tuple[StatusError, ...] = ()
    our_id: str | None = Field(default=None, description="Our id of the message, where Meta gave it back.")


class EventData(Model):
    """What every event carries in `data`."""

    order: str = Field(description="Sorts as text within a customer; says nothing within a second.")
    occurred_at: datetime | None = Field(
        description="Meta's timestamp, not ours; null where the update has none."
    )
    number: NumberRef
    contact: ContactRef
    conversation: ConversationRef | None = None
    raw: Any = Field(default=None, description="Meta's update as it came, on request.")


class MessageReceived(EventData):
    """A customer wrote."""

    message: Message


class MessageStatusChanged(EventData):
    """A message of ours was sent, delivered, read, played, or failed."""

    message: MessageRef
    status: Status


class Unknown(EventData):
    """Something that AppCare has no word for yet; `raw` always has it whole."""

    field: str = Field(description="The webhook field it came under.")


EVENT_TYPES: dict[str, type[EventData]] = {
    "message.received": MessageReceived,
    "message.sent": MessageStatusChanged,
    "message.delivered": MessageStatusChanged,
    "message.read": MessageStatusChanged,
    "message.played": MessageStatusChanged,
    "message.failed": MessageStatusChanged,
    "unknown": Unknown,
}


class CrmEvent(Model):
    """One event as an adapter gets it."""

    id: str = Field(description="`evt_...`; the same on every attempt and replay.")
    type: str
    source: str = Field(description="`/<channel>/<number id>`")
    subject: str = Field(description="The contact's id.")
    data: SerializeAsAny[EventData]
