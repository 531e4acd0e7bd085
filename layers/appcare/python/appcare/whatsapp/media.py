"""Finds files in Meta's updates, wherever in a message, an echo or a nested message they stand."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from appcare.domain.errors import UndigestibleError
from appcare.domain.log import LogRecord
from appcare.domain.media import WantedMedia, lane_of
from appcare.whatsapp.forms import answers_of, files_in
from appcare.whatsapp.payload import child, text

MEDIA_KINDS = ("image", "audio", "voice", "video", "document", "sticker")
BESIDE = ("nfm_reply", "contact", "metadata", "contacts", "errors", "context", "referral")
"""What stands around messages and never announces a file of theirs; a form's files are looked for apart."""


def media_in(stored: Any) -> tuple[WantedMedia, ...]:
    """Return every file that a stored update announces, each id once, in their order."""
    found: dict[str, WantedMedia] = {}
    for wanted in _walk(stored):
        found.setdefault(wanted.id, wanted)
    return tuple(found.values())


def wanted_media(record: LogRecord, lane: str) -> WantedMedia:
    """Return the file of a record whose lane this is.

    Raises:
        UndigestibleError: the record announces no such file.
    """
    try:
        stored = json.loads(record.body)
    except (ValueError, RecursionError) as error:
        message = "the record's body is not JSON"
        raise UndigestibleError(message) from error
    for wanted in media_in(stored):
        if lane_of(wanted.id) == lane:
            return wanted
    message = "the record announces no file of this lane"
    raise UndigestibleError(message)


def _walk(stored: Any) -> Iterator[WantedMedia]:
    waiting: list[tuple[Any, str]] = [(stored, "")]
    while waiting:
        node, wamid = waiting.pop()
        if isinstance(node, list):
            waiting += [(part, wamid) for part in reversed(node)]
        elif isinstance(node, Mapping):
            if "type" in node or "timestamp" in node:
                wamid = text(node, "id") or wamid
            for kind in MEDIA_KINDS:
                if wanted := _wanted(node.get(kind), wamid):
                    yield wanted
            for file in files_in(answers_of(child(node, "nfm_reply"))):
                if wanted := _wanted(file, wamid):
                    yield wanted
            waiting += [(part, wamid) for name, part in reversed(list(node.items())) if name not in BESIDE]


def _wanted(node: Any, wamid: str) -> WantedMedia | None:
    media_id = text(node, "id")
    if media_id is None:
        return None
    return WantedMedia(
        media_id, wamid, text(node, "mime_type"), text(node, "sha256"), text(node, "filename", "file_name")
    )
