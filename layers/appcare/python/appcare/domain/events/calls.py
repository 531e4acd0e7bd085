"""Events about calls."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from appcare.domain.events.content import MessageRef
from appcare.domain.events.model import ChannelError, EventData, Model


class Call(Model):
    """A call, as far as it has come."""

    id: str = Field(description="Meta's id of the call; empty where the update has none.")
    by: Literal["customer", "company"] | None = Field(default=None, description="Who called.")
    our_id: str | None = Field(default=None, description="Our id of the call, where Meta gave it back.")
    errors: tuple[ChannelError, ...] = ()


class Session(Model):
    """What a telephone system needs to connect a call."""

    sdp_type: str | None = Field(default=None, description="`offer` or `answer`.")
    sdp: str | None = Field(default=None, description="Session description, RFC 8866.")


class CallStarted(EventData):
    """A customer calls, or picks up a call of ours: the media can be connected."""

    call: Call
    session: Session | None = None
    button: str | None = Field(default=None, description="The payload of the button or link that was tapped.")


class CallEnded(EventData):
    """A call is over."""

    call: Call
    outcome: str | None = Field(default=None, description="`completed` or `failed`, as Meta has it.")
    started_at: datetime | None = Field(default=None, description="Absent where nobody picked up.")
    ended_at: datetime | None = None
    seconds: int | None = Field(default=None, description="How long they talked.")


class CallStatusChanged(EventData):
    """A call of ours rings at the customer's, or was accepted or rejected there."""

    call: Call


class CallPermissionChanged(EventData):
    """A customer allowed us to call, or refused."""

    message: MessageRef = Field(description="The customer's answer.")
    allowed: bool
    expires_at: datetime | None = Field(default=None, description="Absent for a lasting permission.")
    lasting: bool | None = Field(default=None, description="Whether it holds until it is taken back.")
    source: str | None = Field(
        default=None, description="`user_action`, or `automatic` where Meta gave it after a call."
    )
    reply_to: str | None = Field(default=None, description="wamid of our request.")
    reply_to_author: str | None = Field(default=None, description="Who asked, as Meta has it.")
