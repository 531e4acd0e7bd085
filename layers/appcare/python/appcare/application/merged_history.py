"""Several partitions of one contact as one history in the order of time."""

import heapq
from collections.abc import Iterator, Sequence

from appcare.application.history_ports import History, Slice, Span
from appcare.domain.log import LogKey, LogRecord

FEWEST_AT_ONCE = 10
MORE_CALLS = 20
"""Calls for one page beyond the one that each partition needs anyway."""


class OutOfReadsError(Exception):
    """This page has cost as many calls as a page may; never leaves the application."""


class MergedHistory:
    """Reads a few records of each partition at a time, and more of those whose turn comes.

    The order is total: sort key, then partition. So the key of the last record read says where to
    go on, whatever partitions there are by then.

    Attributes:
        calls: how often the log was asked.
        read_units: what that cost.
    """

    def __init__(self, history: History, partitions: Sequence[str], limit: int) -> None:
        """Args: limit: how many records are expected to be wanted."""
        self._history = history
        self._partitions = partitions
        # One more than wanted tells whether anything follows, without another call.
        self._at_once = max(FEWEST_AT_ONCE, limit // max(1, len(partitions)) + 1)
        self._most_calls = 2 * len(partitions) + MORE_CALLS
        self.calls = 0
        self.read_units = 0.0

    def beyond(self, after: LogKey | None, *, newest_first: bool) -> Iterator[LogRecord]:
        """Yield the records beyond a key, or from the end where there is none.

        Raises:
            OutOfReadsError: the page has cost enough; what was yielded so far counts.
        """
        streams = [
            self._stream(_span(partition, after, newest_first=newest_first)) for partition in self._partitions
        ]
        return heapq.merge(*streams, key=lambda record: (record.key.sk, record.key.pk), reverse=newest_first)

    def _stream(self, span: Span) -> Iterator[LogRecord]:
        while True:
            found = self._read(span)
            yield from found.records
            if found.last is None:
                return
            span = Span(partition=span.partition, newest_first=span.newest_first, start=found.last)

    def _read(self, span: Span) -> Slice:
        if self.calls == self._most_calls:
            raise OutOfReadsError
        found = self._history.read(span, self._at_once)
        self.calls += 1
        self.read_units += found.read_units
        return found


def _span(partition: str, after: LogKey | None, *, newest_first: bool) -> Span:
    if after is None:
        return Span(partition=partition, newest_first=newest_first)
    comes_later = partition < after.pk if newest_first else partition > after.pk
    return Span(partition=partition, newest_first=newest_first, start=after.sk, inclusive=comes_later)
