"""Events about the past: what a phone app shared when its number joined the Cloud API."""

from datetime import datetime
from typing import Literal

from pydantic import Field

from appcare.domain.events.content import Message
from appcare.domain.events.model import ChannelError, EventData, Model


class PastMessage(Model):
    """A message of former times."""

    message: Message
    by: Literal["customer", "company"] | None = Field(
        default=None, description="Who wrote it; absent where the names do not tell."
    )
    sent_at: datetime | None = None
    status: str | None = Field(default=None, description="How far it came, in lower case.")


class Thread(Model):
    """One customer's messages of former times."""

    phone: str | None = Field(default=None, description="Digits without plus.")
    bsuid: str | None = None
    parent_bsuid: str | None = Field(
        default=None, description="The user id that portfolios of one parent share."
    )
    username: str | None = Field(default=None, description="Display only; it changes.")
    messages: tuple[PastMessage, ...]


class HistoryPart(Model):
    """A part of the history; parts need not come in order."""

    phase: int | None = Field(default=None, description="0: the last day, 1: 90 days, 2: 180 days.")
    part: int | None = Field(default=None, description="Its place within the phase.")
    percent: int | None = Field(default=None, description="How much has been shared; 100: all.")
    threads: tuple[Thread, ...]


class HistorySynced(EventData):
    """The company's phone app shared past messages."""

    parts: tuple[HistoryPart, ...]


class HistoryDeclined(EventData):
    """The company's phone app does not share past messages."""

    errors: tuple[ChannelError, ...]


class HistoryMediaAdded(EventData):
    """A past message that had a placeholder has its file now."""

    message: Message
    by: Literal["customer", "company"] | None = Field(
        default=None, description="Who wrote it; absent where the names do not tell."
    )


class AddressBookEntry(Model):
    """A contact in the phone app's address book."""

    phone: str | None = Field(default=None, description="Digits without plus.")
    bsuid: str | None = None
    username: str | None = Field(default=None, description="Display only; it changes.")
    name: str | None = None
    first_name: str | None = None
    action: str | None = Field(default=None, description="`add` (also for a change) or `remove`.")
    changed_at: datetime | None = None


class HistoryContactsSynced(EventData):
    """The company's phone app shared its address book, or a change in it."""

    contacts: tuple[AddressBookEntry, ...]
