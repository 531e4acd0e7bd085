"""What agents do beside answering, as facts of our own: read back for the router and told to CRMs."""

from appcare.application.envelopes import Envelopes
from appcare.application.ports import Translated
from appcare.domain import conversation_changes, marks
from appcare.domain.conversation_changes import Closing, change_of
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import CrmEvent, EventData, MessageRef
from appcare.domain.events.agents import AgentRead
from appcare.domain.events.conversations import ConversationAssigned, ConversationClosed
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord, number_of
from appcare.domain.marks import AGENT_TYPING, Mark, mark_of

KINDS = (*marks.KINDS, *conversation_changes.KINDS)
"""Kinds of records that this reads."""


class AgentFacts:
    """`Channel` for marks and for what was decided about conversations."""

    def __init__(self, envelopes: Envelopes) -> None:
        self._envelopes = envelopes

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
        return self._envelopes.event(record, ref, self._said(record, ref))

    def _said(self, record: LogRecord, ref: EventRef) -> EventData:
        said = mark_of(record) if record.kind in marks.KINDS else change_of(record)
        number_id = number_of(record.key.pk)
        around = self._envelopes.around(record, ref, number_id, said.at, said.conversation_id)
        around["agent"] = said.agent or None
        if isinstance(said, Mark):
            return AgentRead(**around, message=MessageRef(wamid=said.wamid))
        if isinstance(said, Closing):
            return ConversationClosed(**around, outcome=said.outcome)
        return ConversationAssigned(**around, assignee=said.assignee or None, team=said.team or None)
