"""What every event is made of."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, ConfigDict, Field, SerializeAsAny


class Model(BaseModel):
    """Strict and frozen: an event is a fact."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class NumberRef(Model):
    """The business number an event concerns."""

    id: str = Field(description="Meta's phone_number_id; empty where the update names none.")
    name: str = Field(description="The number's configured name; `unlisted` without one.")


class ContactRef(Model):
    """The customer an event concerns; for what concerns no customer, a contact without any name."""

    id: str = Field(description="Our id, for ever the same.")
    bsuid: str | None = Field(default=None, description="Business-scoped user id.")
    parent_bsuid: str | None = Field(
        default=None, description="The user id that portfolios of one parent share."
    )
    phone: str | None = Field(default=None, description="Phone number, digits without plus.")
    username: str | None = Field(default=None, description="Display only; it changes.")
    name: str | None = Field(default=None, description="The profile's name.")


class ConversationRef(Model):
    """The conversation an event belongs to."""

    id: str = Field(description="Our id of the conversation.")


class ChannelError(Model):
    """Why something failed, as the channel says it; each part may be absent."""

    code: int | None = Field(default=None, description="Meta's error code: decide by this one.")
    title: str | None = Field(default=None, description="A few words for people; Meta rewords it.")
    details: str | None = Field(default=None, description="A sentence for people.")
    link: str | None = Field(default=None, description="Where Meta explains the code.")


class EventData(Model):
    """What every event carries in `data`."""

    order: str = Field(description="Sorts as text within a customer; says nothing within a second.")
    occurred_at: datetime | None = Field(
        description="Meta's timestamp, not ours; null where the update has none."
    )
    number: NumberRef
    contact: ContactRef
    conversation: ConversationRef | None = Field(
        default=None, description="Absent where the event belongs to none."
    )
    raw: Any = Field(
        default=None,
        description="Meta's update as it came: on request, and wherever it says more than what stands here.",
    )


class Unknown(EventData):
    """Something that AppCare has no word for yet; `raw` always has it whole."""

    field: str = Field(description="The webhook field it came under; empty where it came under none.")


class CrmEvent(Model):
    """One event as an adapter gets it."""

    id: str = Field(description="`evt_...`; the same on every attempt and replay.")
    type: str
    source: str = Field(description="`/<channel>/<number id>`")
    subject: str = Field(description="The contact's id.")
    data: SerializeAsAny[EventData]
