"""What stands around whatever a fact of ours tells: the number, the customer, the time, the event."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from appcare.domain.events import ContactRef, ConversationRef, CrmEvent, EventData, NumberRef
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord


class Envelopes:
    """Wraps what facts say into events."""

    def __init__(self, number_name: Callable[[str], str], sources: Mapping[str, str]) -> None:
        """Set up.

        Args:
            number_name: the configured name of a number.
            sources: first part of a partition -> the channel's name in an event's source.
        """
        self._number_name = number_name
        self._sources = sources

    def around(
        self, record: LogRecord, ref: EventRef, number_id: str, at: int | None, conversation_id: str = ""
    ) -> dict[str, Any]:
        """Return the members that every event's data has.

        Args:
            record: the fact.
            ref: the event that is asked for.
            number_id: the business number; empty: none.
            at: when it happened, Unix milliseconds; None: not known.
            conversation_id: ours; empty: it belongs to none.
        """
        return {
            "order": record.key.sk,
            "occurred_at": None if at is None else datetime.fromtimestamp(at / 1000, UTC),
            "number": NumberRef(id=number_id, name=self._number_name(number_id)),
            "contact": ContactRef(id=ref.contact_id),
            "conversation": ConversationRef(id=conversation_id) if conversation_id else None,
        }

    def event(self, record: LogRecord, ref: EventRef, data: EventData) -> CrmEvent:
        """Return the event that a fact's data is told as."""
        channel = record.key.pk.partition("#")[0]
        source = f"/{self._sources.get(channel, channel)}/{quote(data.number.id, safe='')}"
        return CrmEvent(id=ref.event_id, type=ref.type, source=source, subject=ref.contact_id, data=data)
