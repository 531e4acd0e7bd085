"""Events about messages: the customer's, and how far ours came."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from appcare.domain.events.content import Edit, Message, MessageRef, Reaction, Revocation
from appcare.domain.events.failures import Failure
from appcare.domain.events.model import ChannelError, EventData, Model


class MessageReceived(EventData):
    """A customer wrote."""

    message: Message


class MessageReacted(EventData):
    """A customer put an emoji on a message, or took it back."""

    message: MessageRef
    reaction: Reaction


class MessageEdited(EventData):
    """A customer changed a message."""

    message: MessageRef
    edit: Edit


class MessageRevoked(EventData):
    """A customer took a message back."""

    message: MessageRef
    revocation: Revocation


class Pricing(Model):
    """What the message costs; comes with `sent` and one of `delivered` and `read`."""

    billable: bool | None = None
    model: str | None = Field(
        default=None, description="`PMP` for each message, `CBP` for each conversation."
    )
    type: str | None = Field(
        default=None, description="`regular`, `free_customer_service`, `free_entry_point`."
    )
    category: str | None = Field(
        default=None, description="`marketing`, `utility`, `authentication`, `service` ..."
    )


class BilledConversation(Model):
    """The conversation that Meta counts for the bill; ours is `data.conversation`."""

    id: str | None = None
    origin: str | None = Field(default=None, description="What began it, for example `service`.")
    expires_at: datetime | None = None


class Status(Model):
    """How far a message of ours has come."""

    status: Literal["sent", "delivered", "read", "played", "failed", "unclear"]
    errors: tuple[ChannelError, ...] = Field(default=(), description="Why it failed, as Meta says it.")
    failure: Failure | None = Field(
        default=None, description="With `failed` and `unclear`: why, and what to do about it."
    )
    our_id: str | None = Field(default=None, description="Our id of the message, where Meta gave it back.")
    group_id: str | None = Field(default=None, description="The group it was sent to.")
    participant: str | None = Field(
        default=None, description="In a group: whom this status is about, as Meta names them."
    )
    pricing: Pricing | None = None
    billed: BilledConversation | None = None


class MessageStatusChanged(EventData):
    """A message of ours was sent, delivered, read, played, or failed."""

    message: MessageRef
    status: Status


class EchoSent(EventData):
    """The company wrote to a customer outside of AppCare: on its phone, or in another tool."""

    message: Message


class EchoReacted(EventData):
    """The company put an emoji on a message on its phone, or took it back."""

    message: MessageRef
    reaction: Reaction


class EchoEdited(EventData):
    """The company changed a message on its phone."""

    message: MessageRef
    edit: Edit


class EchoRevoked(EventData):
    """The company took a message back on its phone."""

    message: MessageRef
    revocation: Revocation
