"""What agents do beside answering, as facts of our own: read back for the router and told to CRMs."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from appcare.application.ports import Translated
from appcare.domain import conversation_changes, marks
from appcare.domain.conversation_changes import Closing, change_of
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import ContactRef, ConversationRef, CrmEvent, EventData, MessageRef, NumberRef
from appcare.domain.events.agents import AgentRead
from appcare.domain.events.conversations import ConversationAssigned, ConversationClosed
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord, number_of
from appcare.domain.marks import AGENT_TYPING, mark_of

KINDS = (*marks.KINDS, *conversation_changes.KINDS)
"""Kinds of records that this reads."""


class AgentFacts:
    """`Channel` for marks and for what was decided about conversations."""

    def __init__(self, number_name: Callable[[str], str], sources: Mapping[str, str]) -> None:
        """Set up.

        Args:
            number_name: the configured name of a number.
            sources: first part of a partition -> the channel's name in an event's source.
        """
        self._number_name = number_name
        self._sources = sources

    def translate(self, record: LogRecord) -> Translated:
        """Say what follows from it; see `Channel`. That somebody is typing is nobody's event."""
        is_mark = record.kind in marks.KINDS
        change = None if is_mark else change_of(record)
        return Translated(
            customer=Customer(partition=record.key.pk),
            number_id=number_of(record.key.pk),
            occurred_at=change.at if change else mark_of(record).at,
            types=() if record.kind == AGENT_TYPING else (record.kind,),
            sends=1 if is_mark else 0,
            change=change,
        )

    def event(self, record: LogRecord, ref: EventRef, *, raw: bool) -> CrmEvent:
        """Build the event, in the conversation that the agent meant; see `Channel`."""
        del raw
        if ref.type != record.kind or record.kind == AGENT_TYPING:
            message = f"the record holds no {ref.type}"
            raise UndigestibleError(message)
        number_id, channel = number_of(record.key.pk), record.key.pk.partition("#")[0]
        source = f"/{self._sources.get(channel, channel)}/{quote(number_id, safe='')}"
        number = NumberRef(id=number_id, name=self._number_name(number_id))
        data = _said(
            record, {"order": record.key.sk, "number": number, "contact": ContactRef(id=ref.contact_id)}
        )
        return CrmEvent(id=ref.event_id, type=ref.type, source=source, subject=ref.contact_id, data=data)


def _said(record: LogRecord, around: Mapping[str, Any]) -> EventData:
    if record.kind in marks.KINDS:
        mark = mark_of(record)
        return AgentRead(
            **around,
            **_when(mark.at, mark.conversation_id, mark.agent),
            message=MessageRef(wamid=mark.wamid),
        )
    change = change_of(record)
    when = _when(change.at, change.conversation_id, change.agent)
    if isinstance(change, Closing):
        return ConversationClosed(**around, **when, outcome=change.outcome)
    return ConversationAssigned(**around, **when, assignee=change.assignee or None, team=change.team or None)


def _when(at: int, conversation_id: str, agent: str) -> dict[str, Any]:
    return {
        "occurred_at": datetime.fromtimestamp(at / 1000, UTC),
        "conversation": ConversationRef(id=conversation_id) if conversation_id else None,
        "agent": agent or None,
    }
