"""Meta's updates in our words. Pure, and repeated whenever a record is read."""

import json
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote

from appcare.application.ports import Translated
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import (
    ContactRef,
    ConversationRef,
    CrmEvent,
    EventData,
    MessageReceived,
    MessageRef,
    MessageStatusChanged,
    NumberRef,
    Unknown,
)
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.whatsapp.customer import Names, names_of
from appcare.whatsapp.messages import message, status
from appcare.whatsapp.payload import child, text

STATUS_EVENTS = {
    "sent": "message.sent",
    "delivered": "message.delivered",
    "read": "message.read",
    "played": "message.played",
    "failed": "message.failed",
}
"""Meta's word for how far a message came -> our event. Source: Meta, status messages webhook."""

RECEIVED = "message.received"
UNKNOWN = "unknown"


class WhatsApp:
    """The channel `wa`: translates the records that the webhook receiver wrote."""

    def __init__(self, number_name: Callable[[str], str]) -> None:
        """Args: number_name: the configured name of a `phone_number_id`, `unlisted` for others."""
        self._number_name = number_name

    def translate(self, record: LogRecord) -> Translated:
        """Say whom and what a record is about; see `Channel`."""
        stored = _stored(record)
        names = _names(stored)
        return Translated(
            customer=Customer(
                partition=record.key.pk,
                bsuid=names.bsuid,
                phone=_phone(names),
                username=names.username,
                name=names.name,
            ),
            number_id=_number_id(stored),
            occurred_at=_moment(record),
            types=(_type(stored),),
            inbound="message" in stored,
        )

    def event(self, record: LogRecord, ref: EventRef, *, raw: bool) -> CrmEvent:
        """Build an event in full; see `Channel`."""
        stored = _stored(record)
        if _type(stored) != ref.type:
            message_ = f"the record holds no {ref.type}"
            raise UndigestibleError(message_)
        return CrmEvent(
            id=ref.event_id,
            type=ref.type,
            source=f"/whatsapp/{quote(_number_id(stored), safe='')}",
            subject=ref.contact_id,
            data=self._data(record, stored, ref, raw=raw),
        )

    def _data(self, record: LogRecord, stored: Mapping[str, Any], ref: EventRef, *, raw: bool) -> EventData:
        names = _names(stored)
        number_id = _number_id(stored)
        around: dict[str, Any] = {
            "order": record.key.sk,
            "occurred_at": _occurred_at(record),
            "number": NumberRef(id=number_id, name=self._number_name(number_id)),
            "contact": ContactRef(
                id=ref.contact_id,
                bsuid=names.bsuid,
                phone=_phone(names),
                username=names.username,
                name=names.name,
            ),
            "conversation": ConversationRef(id=ref.conversation_id) if ref.conversation_id else None,
            "raw": stored if raw else None,
        }
        if ref.type == RECEIVED:
            received = message(child(stored, "message"))
            around["raw"] = stored if raw or received.kind == "unsupported" else None
            return MessageReceived(**around, message=received)
        if ref.type == UNKNOWN:
            return Unknown(**{**around, "raw": stored}, field=text(stored, "field") or "")
        update = child(stored, "status")
        ref_to = MessageRef(wamid=text(update, "id") or "")
        return MessageStatusChanged(**around, message=ref_to, status=status(update))


def _stored(record: LogRecord) -> Mapping[str, Any]:
    try:
        stored = json.loads(record.body)
    except (ValueError, RecursionError) as error:
        message_ = "the record's body is not JSON"
        raise UndigestibleError(message_) from error
    if not isinstance(stored, dict):
        message_ = "the record's body is not an object"
        raise UndigestibleError(message_)
    return stored


def _type(stored: Mapping[str, Any]) -> str:
    if "message" in stored:
        return RECEIVED
    if "status" in stored:
        return STATUS_EVENTS.get(text(stored["status"], "status") or "", UNKNOWN)
    return UNKNOWN


def _names(stored: Mapping[str, Any]) -> Names:
    update = child(stored, "message") or child(stored, "status")
    return names_of(update, child(stored, "contact"))


def _phone(names: Names) -> str | None:
    return names.phone.removeprefix("+") if names.phone else None


def _number_id(stored: Mapping[str, Any]) -> str:
    return text(child(stored, "metadata"), "phone_number_id") or ""


def _moment(record: LogRecord) -> int:
    digits = record.key.sk.partition("#")[0]
    return int(digits) if digits.isdigit() else 0


def _occurred_at(record: LogRecord) -> datetime | None:
    moment = _moment(record)
    return datetime.fromtimestamp(moment / 1000, UTC) if moment else None
