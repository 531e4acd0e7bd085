"""Files that customers send: what is wanted, what is claimed of them, and whether that is true."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from urllib.parse import unquote, urlsplit

from appcare.domain.errors import AppCareError
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, digest

DESTINATION = "media"
"""The name under which the delivery engine fetches files."""

WANTED = "media.wanted"
"""Type of the reference that asks for a record's first file; the second's is `media.wanted.2`."""

FOLDER = "media"
"""Where files lie in the bucket."""

LARGEST = 100 * 1024 * 1024
"""Bytes of the largest file that is kept. Source: Meta, "Media": documents up to 100 MB."""

FETCHED_FOR_MS = 7 * 24 * 3600 * 1000
"""How long a file can be had. Source: Meta, "Media": an id from a webhook is valid for 7 days."""

UNKNOWN_TYPE = "application/octet-stream"

_OBJECT_KEY = re.compile(rf"{FOLDER}/[a-z2-7]{{26}}/[a-z2-7]{{26}}")
_HEX = re.compile(r"[0-9a-fA-F]{64}")
_SAME = (
    frozenset({"video/mp4", "audio/mp4", "video/3gpp", "audio/3gpp", "audio/x-m4a", "video/quicktime"}),
    frozenset({"audio/ogg", "video/ogg", "application/ogg", "audio/opus"}),
    frozenset({"audio/aac", "audio/x-aac", "audio/aacp"}),
    frozenset({"audio/mpeg", "audio/mp3"}),
    frozenset({"image/jpeg", "image/jpg"}),
)
"""Types that share one format, so that the content cannot tell them apart."""

_TOLD_BY_CONTENT = ("image/", "audio/", "video/", "application/pdf")


class FlawedMediaError(AppCareError):
    """What came is not the file that was announced."""

    code = "media_flawed"

    def __init__(self, reason: str, *, retryable: bool = True) -> None:
        super().__init__(reason)
        self.reason = reason
        self.retryable = retryable


def wanted_files(key: LogKey, media_ids: Iterable[str], conversation_id: str) -> list[EventRef]:
    """Return what asks for a record's files, each file in a lane of its own."""
    return [
        EventRef(key, f"{WANTED}.{turn + 1}" if turn else WANTED, "med_" + digest(id_), conversation_id)
        for turn, id_ in enumerate(dict.fromkeys(media_ids))
    ]


@dataclass(frozen=True, slots=True)
class WantedMedia:
    """One file as a message announces it; whatever was not said is None."""

    id: str
    wamid: str
    mime_type: str | None = None
    sha256: str | None = None
    filename: str | None = None


@dataclass(frozen=True, slots=True)
class Claims:
    """What the channel says of a file when it is asked for it; checked while it comes."""

    mime_type: str | None = None
    sha256: str | None = None
    size: int | None = None


@dataclass(frozen=True, slots=True)
class StoredMedia:
    """A file as it was stored.

    Attributes:
        sha256: of the content, as hexadecimal digits.
        mime_type: what the content is; the claim counts only where no content could tell.
        claimed_type: what the channel said it is.
        type_differs: whether the content is something else than claimed.
    """

    object_key: str
    size: int
    sha256: str
    mime_type: str
    claimed_type: str | None
    type_differs: bool


def lane_of(media_id: str) -> str:
    """Return the lane of a file: its own, so that one that cannot be had holds up no other."""
    return "med_" + digest(media_id)


def object_key(partition: str, media_id: str) -> str:
    """Return where in the bucket a file lies: all of a customer's under one prefix."""
    return f"{FOLDER}/{digest(partition)}/{digest(media_id)}"


def key_in_link(url: str) -> str | None:
    """Return where in the bucket the file lies that a link leads to; None: it is no link to a file."""
    try:
        path = unquote(urlsplit(url).path)
    except ValueError:
        return None
    _, found, name = path.rpartition(f"{FOLDER}/")
    return f"{FOLDER}/{name}" if found and name else None


def is_object_key(key: str) -> bool:
    """Whether a key is one that files lie under; whatever else the bucket holds is nobody's to link to."""
    return _OBJECT_KEY.fullmatch(key) is not None


def digest_claimed(claim: str | None) -> bytes | None:
    """Return a claimed SHA-256, written in hexadecimal or base64; None where it is neither."""
    if not claim:
        return None
    text = claim.strip()
    if _HEX.fullmatch(text):
        return bytes.fromhex(text)
    try:
        raw = base64.b64decode(
            text.replace("-", "+").replace("_", "/") + "=" * (-len(text) % 4), validate=True
        )
    except (binascii.Error, ValueError):
        return None
    return raw if len(raw) == hashlib.sha256().digest_size else None


class MediaCheck:
    """Holds a file against its claims while it streams by."""

    def __init__(self, claims: Claims, largest: int = LARGEST) -> None:
        """Args: largest: bytes beyond which nothing is kept."""
        self._claims = claims
        self._largest = largest
        self._hash = hashlib.sha256()
        self.size = 0

    def passed(self, pieces: Iterable[bytes]) -> Iterator[bytes]:
        """Yield the pieces; the last one has gone by only when everything is as claimed.

        Raises:
            FlawedMediaError: it is too large, or not what was claimed.
        """
        if (self._claims.size or 0) > self._largest:
            raise FlawedMediaError("too large", retryable=False)
        for piece in pieces:
            self.size += len(piece)
            if self._claims.size is not None and self.size > self._claims.size:
                raise FlawedMediaError("longer than announced")
            if self.size > self._largest:
                raise FlawedMediaError("too large", retryable=False)
            self._hash.update(piece)
            yield piece
        if not self.size:
            raise FlawedMediaError("empty")
        if self._claims.size is not None and self.size != self._claims.size:
            raise FlawedMediaError("shorter than announced")
        wanted = digest_claimed(self._claims.sha256)
        if wanted is not None and wanted != self._hash.digest():
            raise FlawedMediaError("sha256 differs")

    @property
    def sha256(self) -> str:
        """The SHA-256 of what went by, as hexadecimal digits."""
        return self._hash.hexdigest()


def type_differs(claimed: str | None, found: str | None) -> bool:
    """Whether the content (`found`; None: it tells nothing) is something else than claimed."""
    said = bare_type(claimed)
    if not said:
        return False
    if found is None:
        return said.startswith(_TOLD_BY_CONTENT)
    if said == found or any({said, found} <= alike for alike in _SAME):
        return False
    # Office documents are archives, and an archive does not always begin with what tells it.
    return not (found == "application/zip" and "officedocument" in said)


def kept_type(claimed: str | None, found: str | None) -> str:
    """Return the type a file is kept under: never one that only the sender says."""
    said = bare_type(claimed)
    if found is None:
        return said if said == "text/plain" else UNKNOWN_TYPE
    return said if said and not type_differs(claimed, found) else found


def bare_type(mime_type: str | None) -> str:
    """Return a media type without parameters, lower case."""
    return (mime_type or "").partition(";")[0].strip().lower()
