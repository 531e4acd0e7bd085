"""Samples of our own facts about files."""

from dataclasses import dataclass
from datetime import UTC, datetime

from appcare.application.media_facts import link_path
from appcare.domain.events import ContactRef, ConversationRef, CrmEvent, MessageRef, NumberRef
from appcare.domain.events.media import LostMedia, MediaLost, MediaStored, StoredMedia
from appcare.domain.lanes import EventRef
from docs.samples.people import NUMBER_ID, WAMID

SENT_AT = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact about a file: its key and what it says."""

    order: str
    at: datetime
    said: StoredMedia | LostMedia


MEDIA = {
    "media.stored": Fact(
        "1795348800000#med_6b7evmoinrij56mruib5oawy3y#media.stored",
        SENT_AT,
        StoredMedia(
            id="1003383421387256",
            mime_type="image/jpeg",
            size=184_233,
            sha256="c4991c599e125fd25fe2653163caf442161c4644cb274b19ee6ee7e20d6ad18e",
            claimed_type="image/jpeg",
            url="https://bodies.s3.eu-west-1.amazonaws.com/media/...?X-Amz-Signature=...",
            expires_at=datetime(2026, 11, 23, 12, 0, 2, tzinfo=UTC),
            link_path="",  # it depends on the contact: see below
        ),
    ),
    "media.lost": Fact(
        "1795348800000#med_6b7evmoinrij56mruib5oawy3y#media.lost",
        SENT_AT,
        LostMedia(id="1003383421387256", claimed_type="image/jpeg"),
    ),
}


def media_event(type_: str, ref: EventRef) -> CrmEvent:
    """Return the event of a fact."""
    fact = MEDIA[type_]
    said = fact.said
    if isinstance(said, StoredMedia):
        said = said.model_copy(update={"link_path": link_path(ref.contact_id, said.id, fact.order)})
    around = {
        "order": fact.order,
        "occurred_at": fact.at,
        "number": NumberRef(id=NUMBER_ID, name="support"),
        "contact": ContactRef(id=ref.contact_id),
        "conversation": ConversationRef(id=ref.conversation_id),
        "message": MessageRef(wamid=WAMID),
        "media": said,
    }
    data = (
        MediaStored.model_validate(around)
        if type_ == "media.stored"
        else MediaLost.model_validate({**around, "reason": "time is over"})
    )
    return CrmEvent(
        id=ref.event_id, type=type_, source=f"/whatsapp/{NUMBER_ID}", subject=ref.contact_id, data=data
    )
