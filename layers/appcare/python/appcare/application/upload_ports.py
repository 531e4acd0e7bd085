"""What files that agents send need from outside; the contracts are kept as in `ports.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

HEAD_BYTES = 8192
"""How much of a file is looked at to tell what it is."""

CHANNEL_ID_LIVES_MS = 29 * 24 * 3600 * 1000
"""How long the channel's id of a file is used. Source: Meta, "Media": 30 days; a day is left for waiting."""


@dataclass(frozen=True, slots=True)
class Announced:
    """A file that somebody wants to upload.

    Attributes:
        upload_id: ours, `upl_...`, new.
        mime_type: without parameters.
        size: bytes.
        filename: what customers see; empty: not told.
        sha256: of the content; None: not told.
    """

    upload_id: str
    mime_type: str
    size: int
    filename: str = ""
    sha256: bytes | None = None


@dataclass(frozen=True, slots=True)
class UploadPlace:
    """Where a file is put, for whoever has this.

    Attributes:
        url: takes one PUT.
        headers: to be sent with it as they stand; names in lower case.
        expires_at: until when it must begin at the latest, Unix milliseconds.
    """

    url: str
    headers: Mapping[str, str]
    expires_at: int


class UploadPlaces(Protocol):
    """Where files come in that agents upload."""

    def offer(self, announced: Announced) -> UploadPlace:
        """Return a place that takes this file once, and nothing of another type or size.

        With a SHA-256 it takes no other content either.
        """
        ...


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file that an agent uploaded to us, as it lies there.

    Attributes:
        mime_type: as it was announced.
        size: bytes.
        head: the first `HEAD_BYTES` of it, to tell what it is.
        filename: as it was announced; empty: it was not.
    """

    upload_id: str
    mime_type: str
    size: int
    head: bytes
    filename: str = ""


@dataclass(frozen=True, slots=True)
class GivenId:
    """The channel's id of a file, and since when it has it, Unix milliseconds."""

    id: str
    since: int


class Uploads(Protocol):
    """Files that agents uploaded, and the channel's ids of them."""

    def read(self, upload_id: str) -> UploadedFile | None:
        """Return a file whose content has arrived; None: it has not, or is no longer kept."""
        ...

    def pieces(self, upload_id: str) -> Iterator[bytes]:
        """Yield the content, little of it in memory at a time.

        Raises:
            StorageError: it stopped coming, or is not there.
        """
        ...

    def given(self, upload_id: str, number_id: str, now: int) -> GivenId | None:
        """Return the channel's id of it for that number, while that works for a day at least.

        None: there is none. `now` is in Unix milliseconds.
        """
        ...

    def remember(self, upload_id: str, number_id: str, channel_id: str, now: int) -> None:
        """Keep the channel's id of it, which was given just now, for `CHANNEL_ID_LIVES_MS`."""
        ...

    def forget(self, upload_id: str, number_id: str) -> None:
        """Keep no id of it for that number: the channel does not know it any more."""
        ...
