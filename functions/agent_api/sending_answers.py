"""What is asked of the API to send, and what it answers. The OpenAPI document is made from these models."""

from pydantic import BaseModel, ConfigDict, Field

from appcare.application.request_sending import TakenMessage
from appcare.domain.events.failures import FailureClass
from appcare.domain.events.outgoing import OutgoingMessage
from functions.agent_api.answers import Problem

LONGEST_AGENT = 256
LONGEST_NAME = 64


class Asked(BaseModel):
    """What every request about a conversation may say. A member that is not named is refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    agent: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_AGENT,
        description="Your id of who does it; no personal data.",
    )


class AskedMessage(Asked):
    """A message to send."""

    message: OutgoingMessage
    number: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_NAME,
        description="The configured name of the number it goes out from; absent: the conversation's.",
    )
    conversation_id: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_NAME,
        description="`data.conversation.id` of an event; absent: the one in which the customer wrote last.",
    )


class MessageAnswer(BaseModel):
    """A message that will be sent."""

    id: str = Field(description="Ours: events about its status carry it as `data.status.our_id`.")
    event_id: str = Field(description="`id` of the `agent.replied` that tells of it.")
    conversation_id: str | None = Field(description="Null: the customer never wrote to this number.")


class NotSendable(Problem):
    """Why a message may not be sent, and what would help. Nothing was taken."""

    reason: FailureClass = Field(description="Decide by this one.")
    advice: str = Field(description="A sentence for the agent.")
    details: str | None = None
    templates: list[str] = Field(
        default=[], description="With `window_closed`: names of templates that could be sent instead."
    )


def message_answer(taken: TakenMessage) -> MessageAnswer:
    """Return what is said of a message that was taken."""
    return MessageAnswer(id=taken.id, event_id=taken.event_id, conversation_id=taken.conversation_id or None)
