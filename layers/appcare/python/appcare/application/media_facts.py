"""What became of files, as facts of our own: read back for the router and told to CRMs."""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any
from urllib.parse import quote, urlencode

from appcare.application.envelopes import Envelopes
from appcare.application.media_ports import Links
from appcare.application.ports import Translated
from appcare.domain.decisions import MEDIA_LOST, MEDIA_STORED
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import CrmEvent, EventData, MessageRef
from appcare.domain.events.media import LostMedia, MediaLost, MediaStored, StoredMedia
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.domain.media import is_object_key

KINDS = (MEDIA_STORED, MEDIA_LOST)
"""Kinds of records that this reads."""


class MediaFacts:
    """`Channel` for the outcomes of fetching files."""

    def __init__(self, envelopes: Envelopes, links: Links | None = None) -> None:
        """Args: links: makes links to stored files; None: nobody here hands out any."""
        self._envelopes = envelopes
        self._links = links

    def translate(self, record: LogRecord) -> Translated:
        """Say whom it concerns: the customer in whose partition it lies; see `Channel`."""
        return Translated(
            customer=Customer(partition=record.key.pk),
            number_id=_text(_fact(record), "number_id"),
            occurred_at=_moment(record),
            types=(record.kind,),
        )

    def event(self, record: LogRecord, ref: EventRef, *, raw: bool) -> CrmEvent:
        """Build the event, its link as of now; see `Channel`."""
        del raw
        if ref.type != record.kind:
            message = f"the record holds no {ref.type}"
            raise UndigestibleError(message)
        return self._envelopes.event(record, ref, self._data(record, _fact(record), ref))

    def _data(self, record: LogRecord, fact: Mapping[str, Any], ref: EventRef) -> EventData:
        number_id, at = _text(fact, "number_id"), _moment(record) or None
        around = self._envelopes.around(record, ref, number_id, at, ref.conversation_id)
        around["message"] = MessageRef(wamid=_text(fact, "wamid"))
        if record.kind == MEDIA_LOST:
            lost = LostMedia(id=_text(fact, "media_id"), **_claims(fact))
            return MediaLost(**around, media=lost, reason=_text(fact, "reason"))
        return MediaStored(**around, media=self.stored(record, ref.contact_id))

    def stored(self, record: LogRecord, contact_id: str) -> StoredMedia:
        """Return the file that a `media.stored` record tells of, its link as of now.

        Raises:
            UndigestibleError: the record is not what we write.
        """
        fact = _fact(record)
        link = self._links.link(_object_key(fact), fact.get("filename") or "file") if self._links else None
        return StoredMedia(
            id=_text(fact, "media_id"),
            mime_type=_text(fact, "mime_type"),
            type_differs=fact.get("type_differs") is True,
            size=fact["size"],
            sha256=_text(fact, "sha256"),
            url=link.url if link else None,
            expires_at=datetime.fromtimestamp(link.expires_at / 1000, UTC) if link else None,
            link_path=link_path(contact_id, _text(fact, "media_id"), record.key.sk),
            **_claims(fact),
        )


def file_of(record: LogRecord) -> tuple[str, str]:
    """Return id and object key of the file that an outcome is about; the key is empty for a lost one.

    Raises:
        UndigestibleError: the record is not what we write.
    """
    fact = _fact(record)
    return _text(fact, "media_id"), _object_key(fact) if record.kind == MEDIA_STORED else ""


def link_path(contact_id: str, media_id: str, order: str) -> str:
    """Return the path of the API's resource that gives a fresh link to a file."""
    asked = urlencode({"id": media_id, "order": order}, quote_via=quote)
    return f"/v1/contacts/{contact_id}/media?{asked}"


def _claims(fact: Mapping[str, Any]) -> dict[str, Any]:
    return {name: fact.get(name) for name in ("claimed_type", "filename")}


def _object_key(fact: Mapping[str, Any]) -> str:
    key = _text(fact, "object_key")
    if not is_object_key(key):
        message = "the fact names no file of the bucket"
        raise UndigestibleError(message)
    return key


def _fact(record: LogRecord) -> Mapping[str, Any]:
    try:
        fact = json.loads(record.body)
    except ValueError as error:
        message = "the fact's body is not JSON"
        raise UndigestibleError(message) from error
    if not isinstance(fact, dict) or (record.kind == MEDIA_STORED and not isinstance(fact.get("size"), int)):
        message = "the fact's body is not ours"
        raise UndigestibleError(message)
    return fact


def _text(fact: Mapping[str, Any], name: str) -> str:
    value = fact.get(name)
    return value if isinstance(value, str) else ""


def _moment(record: LogRecord) -> int:
    digits = record.key.sk.partition("#")[0]
    return int(digits) if digits.isdigit() else 0
