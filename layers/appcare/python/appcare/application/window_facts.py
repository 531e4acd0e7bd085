"""Windows that close, as facts of our own: read back for the router and told to CRMs."""

from datetime import UTC, datetime

from appcare.application.envelopes import Envelopes
from appcare.application.ports import Translated
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import CrmEvent
from appcare.domain.events.conversations import ClosingWindow, ConversationWindowClosing
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.domain.window_watch import WINDOW_CLOSING, closing_of

KINDS = (WINDOW_CLOSING,)
"""Kinds of records that this reads."""


class WindowFacts:
    """`Channel` for windows that close."""

    def __init__(self, envelopes: Envelopes) -> None:
        self._envelopes = envelopes

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
        closing = closing_of(record)
        number_id, conversation_id = closing.number_id, closing.conversation_id
        data = ConversationWindowClosing(
            **self._envelopes.around(record, ref, number_id, closing.at, conversation_id),
            window=ClosingWindow(ends_at=_time(closing.ends_at), waiting_since=_time(closing.waiting_since)),
        )
        return self._envelopes.event(record, ref, data)


def _time(milliseconds: int) -> datetime:
    return datetime.fromtimestamp(milliseconds / 1000, UTC)
