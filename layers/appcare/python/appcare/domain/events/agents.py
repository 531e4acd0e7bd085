"""Events about agents: what they do in a CRM that tells us."""

from datetime import datetime

from pydantic import Field

from appcare.domain.events.content import MessageRef
from appcare.domain.events.model import EventData, Model
from appcare.domain.events.outgoing import OutgoingMessage


class AttachedFile(Model):
    """A file that an agent attached."""

    url: str = Field(description="Where to fetch it, for whoever may.")
    name: str | None = Field(default=None, description="As the agent named it.")
    mime_type: str | None = Field(default=None, description="What the CRM says it is.")


class Reply(Model):
    """An agent's answer."""

    id: str = Field(description="The CRM's id of it; with `destination` for ever the same.")
    destination: str = Field(description="Where the agent wrote; that one is not told of it.")
    agent: str | None = Field(default=None, description="The CRM's id of who wrote it.")
    text: str | None = Field(default=None, description="Absent where there are only files.")
    files: tuple[AttachedFile, ...] = ()
    message: OutgoingMessage | None = Field(
        default=None, description="Instead of text and files: the message, asked for through the API."
    )
    written_at: datetime | None = Field(
        default=None,
        description="When it was written, by the CRM's clock; `occurred_at` is when it came here.",
    )


class AgentReplied(EventData):
    """An agent answered a customer in a CRM; whether it was sent is told by events of its own."""

    reply: Reply
    sent_as: tuple[str, ...] = Field(
        default=(),
        description="Our ids of the messages that it goes out as; their statuses carry them as `our_id`.",
    )


class AgentRead(EventData):
    """An agent read a message, and the customer is shown it; those before it count as read, too."""

    message: MessageRef
    agent: str | None = Field(default=None, description="Who, by the caller's own id.")
