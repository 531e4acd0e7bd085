"""What fetching files needs from outside; the contracts are kept as in `ports.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

from appcare.domain.errors import AppCareError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from contextlib import AbstractContextManager

    from appcare.domain.delivery import Rejected, RetryLater
    from appcare.domain.log import LogRecord
    from appcare.domain.media import Claims, WantedMedia


class BrokenOffError(AppCareError):
    """A file stopped coming; `reason` is a word for logs."""

    code = "media_broken_off"
    retryable = True

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class OpenMedia:
    """A file that is coming.

    Attributes:
        claims: what the channel says of it.
        pieces: its bytes, to be read once, within the block; raises `BrokenOffError`.
    """

    claims: Claims
    pieces: Iterator[bytes]


class MediaSource(Protocol):
    """A channel's files."""

    def wanted(self, record: LogRecord, lane: str) -> WantedMedia:
        """Return the file in a record whose lane this is; pure.

        Raises:
            UndigestibleError: the record mentions no such file.
        """
        ...

    def open(
        self, wanted: WantedMedia, number_id: str
    ) -> AbstractContextManager[OpenMedia | RetryLater | Rejected]:
        """Ask for a file; what the channel says instead of giving it is data.

        Args:
            wanted: the file.
            number_id: the business number whose account may fetch it.

        Raises:
            BrokenOffError: the file itself does not come; it may next time.
        """
        ...


class MediaStore(Protocol):
    """Where files are kept."""

    def put(self, key: str, content_type: str, pieces: Iterable[bytes]) -> None:
        """Store the pieces as one object, holding no more than a part of it in memory.

        Returns when it is durable. When `pieces` raises, nothing is stored and the same is raised.
        """
        ...

    def has(self, key: str) -> bool:
        """Say whether an object lies there now; it may have expired or been erased."""
        ...


@dataclass(frozen=True, slots=True)
class Link:
    """A link to a stored file, and until when it works at most, in Unix milliseconds."""

    url: str
    expires_at: int


class Links(Protocol):
    """Links to stored files that work for a while, for whoever has them."""

    def link(self, key: str, filename: str) -> Link:
        """Return an https link that downloads the object under a file name, never shows it."""
        ...
