"""Samples of our own facts about agents."""

from datetime import UTC, datetime

from appcare.domain.events import ContactRef, ConversationRef, CrmEvent, NumberRef
from appcare.domain.events.agents import AgentReplied, AttachedFile, Reply
from appcare.domain.lanes import EventRef
from docs.samples.people import NUMBER_ID

AGENTS = {"agent.replied": "1795348920250#rpy_vnk3fhtmqatdzl5cyeufs2rppa#agent.replied"}
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


def agent_event(ref: EventRef) -> CrmEvent:
    """Return the event of the answer above."""
    data = AgentReplied(
        order=ref.key.sk,
        occurred_at=datetime(2026, 11, 22, 12, 2, 0, 250_000, tzinfo=UTC),
        number=NumberRef(id=NUMBER_ID, name="support"),
        contact=ContactRef(id=ref.contact_id),
        conversation=ConversationRef(id=ref.conversation_id),
        reply=REPLY,
    )
    return CrmEvent(
        id=ref.event_id, type=ref.type, source=f"/whatsapp/{NUMBER_ID}", subject=ref.contact_id, data=data
    )
