"""Events about conversations."""

from datetime import datetime

from pydantic import Field

from appcare.domain.events.model import EventData, Model


class ClosingWindow(Model):
    """A customer service window that is about to close."""

    ends_at: datetime = Field(description="Until when free text may be sent; templates may be sent always.")
    waiting_since: datetime = Field(description="When the customer first wrote after the last answer.")


class ConversationWindowClosing(EventData):
    """A customer waits for an answer, and soon only templates may be sent; told once for each window."""

    window: ClosingWindow
