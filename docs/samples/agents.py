"""Samples of our own facts about agents."""

from datetime import UTC, datetime
from typing import Any

from appcare.domain.conversation_changes import Outcome
from appcare.domain.events import (
    ContactRef,
    ConversationRef,
    CrmEvent,
    EventData,
    MessageRef,
    NumberRef,
)
from appcare.domain.events.agents import AgentRead, AgentReplied, AttachedFile, Reply
from appcare.domain.events.conversations import ConversationAssigned, ConversationClosed
from appcare.domain.lanes import EventRef
from docs.samples.people import NUMBER_ID, WAMID

AGENTS = {
    "agent.replied": "1795348920250#rpy_vnk3fhtmqatdzl5cyeufs2rppa#agent.replied",
    "agent.read": "1795348920250#mrk_vnk3fhtmqatdzl5cyeufs2rppa#agent.read",
    "conversation.assigned": "1795348920250#chg_vnk3fhtmqatdzl5cyeufs2rppa#conversation.assigned",
    "conversation.closed": "1795348920250#chg_qzv6vp6wnim4cmigxa5gkxl5ui#conversation.closed",
}
"""Type of event -> its order."""

REPLY = Reply(
    id="note-4711",
    destination="desk",
    agent="u-17",
    text="Your parcel comes tomorrow; the label is attached.",
    files=(
        AttachedFile(
            url="https://desk.example.com/files/4711", name="label.pdf", mime_type="application/pdf"
        ),
    ),
    written_at=datetime(2026, 11, 22, 12, 2, 0, tzinfo=UTC),
)


SAID: dict[str, tuple[type[EventData], dict[str, Any]]] = {
    "agent.replied": (AgentReplied, {"reply": REPLY}),
    "agent.read": (AgentRead, {"message": MessageRef(wamid=WAMID), "agent": "u-17"}),
    "conversation.assigned": (ConversationAssigned, {"assignee": "u-17", "team": "returns", "agent": "u-2"}),
    "conversation.closed": (ConversationClosed, {"outcome": Outcome.ANSWERED, "agent": "u-17"}),
}
"""Type of event -> its model, and what it says of its own."""


def agent_event(ref: EventRef) -> CrmEvent:
    """Return the event of one of the facts above."""
    model, said = SAID[ref.type]
    data = model(
        order=ref.key.sk,
        occurred_at=datetime(2026, 11, 22, 12, 2, 0, 250_000, tzinfo=UTC),
        number=NumberRef(id=NUMBER_ID, name="support"),
        contact=ContactRef(id=ref.contact_id),
        conversation=ConversationRef(id=ref.conversation_id),
        **said,
    )
    return CrmEvent(
        id=ref.event_id, type=ref.type, source=f"/whatsapp/{NUMBER_ID}", subject=ref.contact_id, data=data
    )
