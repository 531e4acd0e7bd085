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

END_OF_HEAD = b"\r\n\r\n"
CHUNK = re.compile(rb"([0-9A-Fa-f]{1,8})[^\r\n]*\r\n")
END_OF_CHUNKS = re.compile(rb"0+[^\r\n]*\r\n([^\r\n]+\r\n)*\r\n")
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
        while (found := STATUS.match(self._start, start)) and (
            end := self._start.find(END_OF_HEAD, start)
        ) >= 0:
            start = end + len(END_OF_HEAD)
            if int(found[1]) >= HTTPStatus.OK:
                return start
        return None

    def _end_of_chunks(self, place: int) -> int | None:
        """Return where the last of the chunks ends that begin at `place`. Source: RFC 9112, section 7.1."""
        while not (last := END_OF_CHUNKS.match(self._start, place)):
            chunk = CHUNK.match(self._start, place)
            if chunk is None:
                return None
            place = chunk.end() + int(chunk[1], 16) + len(b"\r\n")
        return last.end()
