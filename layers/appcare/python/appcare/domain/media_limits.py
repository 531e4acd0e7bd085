"""Which files can be sent: of which types, how large, and as which kind of message.

Sources: Meta, "Media" (types and sizes), "Document messages" (other types go out as documents, too),
"Sticker messages", and its OpenAPI document (templates carry no documents but PDF).
"""

from collections.abc import Mapping
from dataclasses import dataclass

from appcare.domain.media import bare_type, type_differs

KB = 1024
MB = 1024 * KB

PDF = "application/pdf"
WEBP = "image/webp"
_OFFICE = "application/vnd.openxmlformats-officedocument."
_OLD_OFFICE = frozenset({"application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint"})


@dataclass(frozen=True, slots=True)
class Limit:
    """What one kind of message takes; `largest` in bytes."""

    types: frozenset[str]
    largest: int


LIMITS: Mapping[str, Limit] = {
    "image": Limit(frozenset({"image/jpeg", "image/png"}), 5 * MB),
    "audio": Limit(
        frozenset({"audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"}),
        16 * MB,
    ),
    "video": Limit(frozenset({"video/mp4", "video/3gpp"}), 16 * MB),
    "document": Limit(
        frozenset(
            {
                PDF,
                "text/plain",
                *_OLD_OFFICE,
                f"{_OFFICE}wordprocessingml.document",
                f"{_OFFICE}spreadsheetml.sheet",
                f"{_OFFICE}presentationml.presentation",
            }
        ),
        100 * MB,
    ),
    "sticker": Limit(frozenset({WEBP}), 500 * KB),
}
"""Kind of message -> what it takes."""

STILL_STICKER = 100 * KB
"""Bytes of a sticker that does not move."""

TYPES = tuple(sorted(frozenset[str]().union(*(limit.types for limit in LIMITS.values()))))
"""Every type that can be uploaded."""


@dataclass(frozen=True, slots=True)
class Flaw:
    """Why a file cannot be uploaded: `part` is `mime_type` or `size`, `detail` a sentence."""

    part: str
    detail: str


def flaw_of(mime_type: str, size: int) -> Flaw | None:
    """Return why a file that somebody announces cannot be uploaded; None: it can."""
    limit = next((one for one in LIMITS.values() if bare_type(mime_type) in one.types), None)
    if limit is None:
        return Flaw("mime_type", f"Files of this type cannot be sent. These can: {', '.join(TYPES)}.")
    if size > limit.largest:
        return Flaw("size", f"A file of this type has at most {limit.largest} bytes.")
    return None


def misfit(kind: str, mime_type: str, size: int, head: bytes, *, in_template: bool = False) -> str:
    """Return why a file cannot go out as this kind of message, a sentence; empty: it can.

    Args:
        kind: of the message, or of the file in a template's header.
        mime_type: of the file, without parameters.
        size: bytes.
        head: the beginning of the file.
        in_template: whether it fills a template's header.
    """
    limit = LIMITS[kind]
    if in_template and kind == "document" and mime_type != PDF:
        return "A template takes no document but a PDF."
    if kind != "document" and mime_type not in limit.types:
        return f"A file of type {mime_type} cannot be sent as {kind}; it can be sent as document."
    largest = STILL_STICKER if kind == "sticker" and not _moves(head) else limit.largest
    if size > largest:
        return f"As {kind} this file may have at most {largest} bytes; it has {size}."
    if kind == "audio" and mime_type == "audio/ogg" and b"OpusHead" not in head:
        return "Of Ogg files only those with the Opus codec can be sent as audio."
    return ""


def is_as_announced(mime_type: str, found: str | None, head: bytes) -> bool:
    """Whether a file's content may be of the type that it was announced under.

    Args:
        mime_type: as announced, without parameters.
        found: the type that the content shows; None: it shows none.
        head: the beginning of the content.
    """
    if mime_type == "text/plain":
        # A text may begin with any letters, those of an image format, too.
        return found is None or _is_text(head)
    if mime_type in _OLD_OFFICE and found in _OLD_OFFICE:
        return True  # one format for all three: what is inside is not always told by its beginning
    return not type_differs(mime_type, found)


def _moves(head: bytes) -> bool:
    """Whether a WebP image is animated. Source: RFC 9649, section 2.7.1, the flag A."""
    return head[12:16] == b"VP8X" and len(head) > 20 and bool(head[20] & 2)  # noqa: PLR2004 - places in the header


def _is_text(head: bytes) -> bool:
    """Whether it is UTF-8, as far as it goes: the last character may be cut off."""
    try:
        head.decode()
    except UnicodeDecodeError as error:
        return error.reason == "unexpected end of data"
    return True
