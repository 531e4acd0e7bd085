"""Windows that close, as facts of our own: read back for the router and told to CRMs."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from appcare.application.ports import Translated
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import ContactRef, ConversationRef, CrmEvent, NumberRef
from appcare.domain.events.conversations import ClosingWindow, ConversationWindowClosing
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.domain.window_watch import WINDOW_CLOSING, closing_of

KINDS = (WINDOW_CLOSING,)
"""Kinds of records that this reads."""


class WindowFacts:
    """`Channel` for windows that close."""

    def __init__(self, number_name: Callable[[str], str], sources: Mapping[str, str]) -> None:
        """Set up.

        Args:
            number_name: the configured name of a number.
            sources: first part of a partition -> the channel's name in an event's source.
        """
        self._number_name = number_name
        self._sources = sources

    def translate(self, record: LogRecord) -> Translated:
        """Say whom it concerns; see `Channel`. It moves no conversation on."""
        closing = closing_of(record)
        return Translated(
            customer=Customer(partition=record.key.pk),
            number_id=closing.number_id,
            occurred_at=closing.at,
            types=(WINDOW_CLOSING,),
        )

    def event(self, record: LogRecord, ref: EventRef, *, raw: bool) -> CrmEvent:
        """Build the event, in the conversation whose window it is, whichever is open today; see `Channel`."""
        del raw
        if ref.type != WINDOW_CLOSING:
            message = f"the record holds no {ref.type}"
            raise UndigestibleError(message)
        closing, channel = closing_of(record), record.key.pk.partition("#")[0]
        data = ConversationWindowClosing(
            order=record.key.sk,
            occurred_at=_time(closing.at),
            number=NumberRef(id=closing.number_id, name=self._number_name(closing.number_id)),
            contact=ContactRef(id=ref.contact_id),
            conversation=ConversationRef(id=closing.conversation_id),
            window=ClosingWindow(ends_at=_time(closing.ends_at), waiting_since=_time(closing.waiting_since)),
        )
        source = f"/{self._sources.get(channel, channel)}/{quote(closing.number_id, safe='')}"
        return CrmEvent(id=ref.event_id, type=ref.type, source=source, subject=ref.contact_id, data=data)


def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
