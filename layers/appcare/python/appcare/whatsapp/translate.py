"""Meta's updates in our words. Pure, and repeated whenever a record is read."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from appcare.application.ports import Translated
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import (
    EVENT_TYPES,
    ContactRef,
    ConversationRef,
    CrmEvent,
    EventData,
    NumberRef,
)
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.domain.topics import TopicBook
from appcare.whatsapp.fields import PEOPLE, said_by
from appcare.whatsapp.heard import heard_from, mark, says_more
from appcare.whatsapp.payload import child, expected, milliseconds, text
from appcare.whatsapp.said import Said
from appcare.whatsapp.who import customer_of

ENVELOPE = frozenset({"account", "field", "messaging_product", "metadata"})
"""What stands around an update and says nothing of it."""


class WhatsApp:
    """The channel `wa`: translates the records that the webhook receiver wrote."""

    def __init__(self, number_name: Callable[[str], str], topics: TopicBook | None = None) -> None:
        """Set up.

        Args:
            number_name: the configured name of a `phone_number_id`, `unlisted` for others.
            topics: what conversations can be about; None: no topic is configured.
        """
        self._number_name = number_name
        self._topics = topics or TopicBook()

    def translate(self, record: LogRecord) -> Translated:
        """Say whom and what a record is about; see `Channel`."""
        stored = _stored(record)
        said = said_by(stored)
        return Translated(
            customer=customer_of(stored, record.key.pk),
            number_id=_number_id(stored),
            occurred_at=_moment(record),
            types=(said.type,) if said.type else (),
            inbound=said.inbound,
            outbound=said.outbound,
            topic=self._topics.topic_of(said.began) or said.topic,
            media=said.media,
            free_until=said.free_until,
            priced=said.priced,
            progress=said.progress,
        )

    def event(self, record: LogRecord, ref: EventRef, *, raw: bool) -> CrmEvent:
        """Build an event in full; see `Channel`."""
        stored = _stored(record)
        said = said_by(stored)
        if said.type != ref.type or not said.type:
            message = f"the record holds no {ref.type}"
            raise UndigestibleError(message)
        return CrmEvent(
            id=ref.event_id,
            type=ref.type,
            source=f"/whatsapp/{quote(_number_id(stored), safe='')}",
            subject=ref.contact_id,
            data=self._data(record, stored, said, ref, raw=raw),
        )

    def _data(
        self, record: LogRecord, stored: Mapping[str, Any], said: Said, ref: EventRef, *, raw: bool
    ) -> EventData:
        number_id = _number_id(stored)
        contact = _contact(ref.contact_id, customer_of(stored, record.key.pk))
        conversation = ConversationRef(id=ref.conversation_id) if ref.conversation_id else None
        raw = raw or said.raw or _says_more(stored)
        return EVENT_TYPES[said.type](
            order=record.key.sk,
            occurred_at=_occurred_at(record),
            number=NumberRef(id=number_id, name=self._number_name(number_id)),
            contact=contact,
            conversation=conversation,
            raw=stored if raw else None,
            **said.parts,
        )


def _contact(contact_id: str, customer: Customer) -> ContactRef:
    return ContactRef(
        id=contact_id,
        bsuid=customer.bsuid,
        parent_bsuid=customer.parent,
        phone=customer.phone,
        username=customer.username,
        name=customer.name,
    )


def _stored(record: LogRecord) -> Mapping[str, Any]:
    try:
        stored = heard_from(record.body)
    except (ValueError, RecursionError) as error:
        message = "the record's body is not JSON"
        raise UndigestibleError(message) from error
    if not isinstance(stored, dict):
        message = "the record's body is not an object"
        raise UndigestibleError(message)
    return stored


def _says_more(stored: Mapping[str, Any]) -> bool:
    """Whether Meta says more than our words do, beside the envelope; asked when all readers are through."""
    for kind in (*PEOPLE, "value"):
        about = child(stored, kind)
        # The event's time and `order` have these.
        milliseconds(about)
        text(about, "id")
        mark(about, "metadata")
        expected(about, "messaging_product", ("whatsapp",))
        expected(about, "field", (text(stored, "field"),))
    return says_more([part for name, part in stored.items() if name not in ENVELOPE])


def _number_id(stored: Mapping[str, Any]) -> str:
    named = text(child(stored, "metadata"), "phone_number_id")
    return named or text(child(stored, "value", "phone_number_settings"), "phone_number_id") or ""


def _moment(record: LogRecord) -> int:
    digits = record.key.sk.partition("#")[0]
    return int(digits) if digits.isdigit() else 0


def _occurred_at(record: LogRecord) -> datetime | None:
    moment = _moment(record)
    return datetime.fromtimestamp(moment / 1000, UTC) if moment else None
