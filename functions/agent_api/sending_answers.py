"""What is asked of the API to send, and what it answers. The OpenAPI document is made from these models."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from appcare.application.change_conversation import ChangedConversation
from appcare.application.mark_message import TakenMark
from appcare.application.request_sending import TakenMessage
from appcare.application.rollout.pull_forward import Pulled
from appcare.domain.conversation import Gate
from appcare.domain.events.failures import FailureClass
from appcare.domain.events.outgoing import OutgoingMessage, Wamid
from functions.agent_api.answers import Problem

LONGEST_AGENT = 256
LONGEST_NAME = 64


class Asked(BaseModel):
    """Which conversation a request is about, and who asks. A member that is not named is refused."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")

    agent: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_AGENT,
        description="Your id of who does it; no personal data.",
    )
    number: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_NAME,
        description="The configured name of its number; absent: the conversation's.",
    )
    conversation_id: str | None = Field(
        default=None,
        min_length=1,
        max_length=LONGEST_NAME,
        description="`data.conversation.id` of an event; absent: the one in which the customer wrote last.",
    )


class AskedMessage(Asked):
    """A message to send."""

    message: OutgoingMessage


class AskedTyping(Asked):
    """That somebody is writing to the customer."""

    message: Wamid | None = Field(
        default=None, description="wamid of the message that is answered; absent: the customer's latest."
    )


class AskedReading(AskedTyping):
    """Which message was read; those before it are, too."""

    typing: bool = Field(default=False, description="Whether the customer also sees that somebody writes.")


class AskedAssignment(Asked):
    """Who is to have a conversation; nobody where neither is said."""

    assignee: str | None = Field(
        default=None, min_length=1, max_length=LONGEST_AGENT, description="An agent, by your own id."
    )
    team: str | None = Field(default=None, min_length=1, max_length=LONGEST_AGENT, description="A team.")


class AskedClosing(Asked):
    """Why a conversation is over."""

    outcome: Literal["answered", "referred", "no_answer_needed"]


class MessageAnswer(BaseModel):
    """A message that will be sent."""

    id: str = Field(description="Ours: events about its status carry it as `data.status.our_id`.")
    event_id: str = Field(description="`id` of the `agent.replied` that tells of it.")
    conversation_id: str | None = Field(description="Null: the customer never wrote to this number.")


class MarkAnswer(BaseModel):
    """What the customer will be shown."""

    message: str = Field(description="wamid of the customer's message.")
    event_id: str | None = Field(description="`id` of the `agent.read` that tells of it; null: typing alone.")


class ChangeAnswer(BaseModel):
    """What became of a decision about a conversation."""

    conversation_id: str
    event_id: str | None = Field(
        description="`id` of the event that tells of it; null: the conversation stood so already."
    )


class AdmissionAnswer(BaseModel):
    """What became of the wish to have somebody at once who waits."""

    conversation_id: str
    was: Literal["waiting", "open", "diverted"] = Field(
        description="Where it stood: `waiting` is let in now; `open` was let in already; the customer of "
        "`diverted` was told another way to reach the company, and is let in by no agent."
    )


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


def mark_answer(taken: TakenMark) -> MarkAnswer:
    """Return what is said of a mark that was taken."""
    return MarkAnswer(message=taken.wamid, event_id=taken.event_id or None)


def admission_answer(pulled: Pulled) -> AdmissionAnswer:
    """Return what is said of the wish to have somebody at once."""
    names: dict[Gate, Literal["waiting", "open", "diverted"]] = {
        Gate.WAITING: "waiting",
        Gate.OPEN: "open",
        Gate.DIVERTED: "diverted",
    }
    return AdmissionAnswer(conversation_id=pulled.conversation_id, was=names[pulled.gate])


def change_answer(changed: ChangedConversation) -> ChangeAnswer:
    """Return what is said of a decision."""
    return ChangeAnswer(conversation_id=changed.conversation_id, event_id=changed.event_id or None)
