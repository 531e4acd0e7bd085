"""Samples of our own facts about files."""

from dataclasses import dataclass
from datetime import UTC, datetime

from appcare.domain.events import ContactRef, ConversationRef, CrmEvent, MessageRef, NumberRef
from appcare.domain.events.media import LostMedia, MediaLost, MediaStored, StoredMedia
from appcare.domain.lanes import EventRef
from docs.samples.people import ANNA, ANNA_ID, NUMBER_ID, WAMID

STORED_AT = datetime(2026, 11, 22, 12, 0, 2, tzinfo=UTC)
LOST_AT = datetime(2026, 11, 29, 12, 0, 2, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about a file: its key and what it says."""

    order: str
    at: datetime
    said: StoredMedia | LostMedia


MEDIA = {
    "media.stored": Fact(
        "1795348802000#1003383421387256#media.stored",
        STORED_AT,
        StoredMedia(
            id="1003383421387256",
            mime_type="image/jpeg",
            size=184_233,
            sha256="xJkcWZ4SX9Jf4mUxY8r0QhYcRkTLJ0sZ7m7n4g1q0Y4=",
            url="https://media.example.com/1003383421387256?signature=c2lnbmVk",
            expires_at=datetime(2026, 11, 29, 12, 0, 2, tzinfo=UTC),
        ),
    ),
    "media.lost": Fact(
        "1795953602000#1003383421387256#media.lost",
        LOST_AT,
        LostMedia(id="1003383421387256", mime_type="image/jpeg"),
    ),
}


def media_event(type_: str, ref: EventRef) -> CrmEvent:
    """Return the event of a fact."""
    fact = MEDIA[type_]
    around = {
        "order": fact.order,
        "occurred_at": fact.at,
        "number": NumberRef(id=NUMBER_ID, name="support"),
        "contact": ContactRef(id=ref.contact_id, bsuid=ANNA_ID, phone=ANNA, name="Anna"),
        "conversation": ConversationRef(id=ref.conversation_id),
        "message": MessageRef(wamid=WAMID),
        "media": fact.said,
    }
    data = (
        MediaStored.model_validate(around)
        if type_ == "media.stored"
        else MediaLost.model_validate({**around, "reason": "expired"})
    )
    return CrmEvent(
        id=ref.event_id, type=type_, source=f"/whatsapp/{NUMBER_ID}", subject=ref.contact_id, data=data
    )
