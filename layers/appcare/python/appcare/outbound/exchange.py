"""Whether an answer ended where it said it would.

Some servers put a body behind a 204, or more bytes than they announced. On a connection that is used again
such bytes would be read as the beginning of the next answer, and whoever can write them could
acknowledge what it never saw. So a connection that brought them is not used again.
"""

import re
from collections.abc import Mapping
from http import HTTPStatus

KEPT = 128 * 1024
"""Bytes of an answer that are looked at: all heads, and all of a body in chunks. A longer one ends the
connection."""

EMPTY_LINE = re.compile(rb"\n\r?\n")
"""What ends a head, and the lines behind the last chunk. h11 takes a line feed alone for the end of a line
(RFC 9112, section 2.2, allows that), so here it is one, too: who reads otherwise finds another end."""

CHUNK = re.compile(rb"([0-9A-Fa-f]{1,20})(?![0-9A-Fa-f])[^\r\n]*\r\n")
STATUS = re.compile(rb"HTTP/1\.[01] (\d{3})")
BODILESS = frozenset({HTTPStatus.NO_CONTENT, HTTPStatus.NOT_MODIFIED})


class Exchange:
    """What came over a connection since the last request was written."""

    def __init__(self) -> None:
        """Begin with nothing."""
        self._start = b""
        self._bytes = 0

    def took(self, data: bytes) -> None:
        """Count what was read."""
        self._bytes += len(data)
        self._start += data[: KEPT - len(self._start)]

    def ended_well(self, status: int, headers: Mapping[str, str]) -> bool:
        """Whether nothing came behind the answer; False, too, where that cannot be told.

        Args:
            status: of the answer, which was read to its end.
            headers: of the answer, names in lower case.
        """
        head = self._head()
        if head is None:
            return False
        if status in BODILESS:
            return self._bytes == head
        if "transfer-encoding" in headers:
            return self._end_of_chunks(head) == self._bytes
        length = headers.get("content-length", "")
        return length.isascii() and length.isdecimal() and self._bytes == head + int(length)

    def _head(self) -> int | None:
        """Return how long the heads are, those of interim answers included; None: nobody knows."""
        start = 0
        while (found := STATUS.match(self._start, start)) and (end := EMPTY_LINE.search(self._start, start)):
            start = end.end()
            if int(found[1]) >= HTTPStatus.OK:
                return start
        return None

    def _end_of_chunks(self, place: int) -> int | None:
        """Return where the last of the chunks ends that begin at `place`. Source: RFC 9112, section 7.1."""
        while chunk := CHUNK.match(self._start, place):
            size = int(chunk[1], 16)
            if not size:
                end = EMPTY_LINE.search(self._start, chunk.end() - len(b"\n"))
                return end.end() if end else None
            place = chunk.end() + size + len(b"\r\n")
        return None
