"""Events about conversations: what agents decide, and windows that are about to close."""

from datetime import datetime

from pydantic import Field

from appcare.domain.conversation_changes import Outcome
from appcare.domain.events.model import EventData, Model


class ConversationAssigned(EventData):
    """An agent or a team has the conversation now, or nobody has."""

    assignee: str | None = Field(
        default=None,
        description="The agent who has it, by the caller's own id; absent: nobody in particular.",
    )
    team: str | None = Field(default=None, description="The team that has it; absent: none.")
    agent: str | None = Field(default=None, description="Who decided it.")


class ConversationClosed(EventData):
    """The conversation is over; what the customer writes from now on opens a new one."""

    outcome: Outcome = Field(description="Why it is.")
    agent: str | None = Field(default=None, description="Who decided it.")


class ClosingWindow(Model):
    """A customer service window that is about to close."""

    ends_at: datetime = Field(description="Until when free text may be sent; templates may be sent always.")
    waiting_since: datetime = Field(description="When the customer first wrote after the last answer.")


class ConversationWindowClosing(EventData):
    """A customer waits for an answer, and soon only templates may be sent; told once for each window."""

    window: ClosingWindow
