"""What every history does."""

from typing import TYPE_CHECKING

import pytest

from appcare.application.history_ports import Span
from appcare.domain.log import LogKey, LogRecord

if TYPE_CHECKING:
    from tests.contracts.implementations.logs import LogWithHistory

ANNA = "wa#1#491"


def record(sk: str, body: bytes = b"{}", pk: str = ANNA) -> LogRecord:
    """Return a record that may be kept for ever."""
    return LogRecord(LogKey(pk, sk), "message", body)


def everything(found: "LogWithHistory", span: Span, limit: int) -> list[str]:
    """Read a span to its end, slice by slice; no slice is larger than its limit."""
    keys: list[str] = []
    while True:
        piece = found.history.read(span, limit)
        assert len(piece.records) <= limit
        keys += [one.key.sk for one in piece.records]
        if piece.last is None:
            return keys
        span = Span(partition=span.partition, newest_first=span.newest_first, start=piece.last)


@pytest.mark.parametrize("newest_first", [True, False])
@pytest.mark.parametrize("limit", [1, 3, 4, 5])
def test_a_partition_is_read_slice_by_slice(
    log_with_history: "LogWithHistory", *, newest_first: bool, limit: int
) -> None:
    """Every record comes once, in the order of its sort key, from either end; others' records never."""
    log_with_history.log.append([record(sk) for sk in ("3", "1", "4", "2")])
    log_with_history.log.append([record("2", pk="wa#1#492"), record("5", pk="wa#1#4911")])

    keys = everything(log_with_history, Span(partition=ANNA, newest_first=newest_first), limit)

    assert keys == sorted(["1", "2", "3", "4"], reverse=newest_first)


@pytest.mark.parametrize(
    ("newest_first", "inclusive", "keys"),
    [
        (True, False, ["1"]),
        (True, True, ["2", "1"]),
        (False, False, ["3"]),
        (False, True, ["2", "3"]),
    ],
)
def test_a_span_starts_where_it_says(
    log_with_history: "LogWithHistory", *, newest_first: bool, inclusive: bool, keys: list[str]
) -> None:
    """The record at the start counts only if it is asked for."""
    log_with_history.log.append([record(sk) for sk in ("1", "2", "3")])
    span = Span(partition=ANNA, newest_first=newest_first, start="2", inclusive=inclusive)

    assert everything(log_with_history, span, 10) == keys


def test_a_start_need_not_exist(log_with_history: "LogWithHistory") -> None:
    """A place between records, or beyond them all, is a start as good as any."""
    log_with_history.log.append([record("1"), record("3")])

    assert everything(log_with_history, Span(partition=ANNA, newest_first=False, start="2"), 10) == ["3"]
    assert everything(log_with_history, Span(partition=ANNA, newest_first=False, start="4"), 10) == []


def test_an_empty_partition_has_no_history(log_with_history: "LogWithHistory") -> None:
    """Nothing is there, and nothing is left."""
    piece = log_with_history.history.read(Span(partition=ANNA, newest_first=True), 5)

    assert (list(piece.records), piece.last) == ([], None)


@pytest.mark.parametrize("size", [2, 300_001])
def test_records_come_whole(log_with_history: "LogWithHistory", size: int) -> None:
    """What was appended is what is read, wherever its body lies."""
    given = record("1", b"x" * size)
    log_with_history.log.append([given])

    assert list(log_with_history.history.read(Span(partition=ANNA, newest_first=True), 5).records) == [given]


def test_reading_says_what_it_cost(log_with_history: "LogWithHistory") -> None:
    """Whoever reads a page can tell its price."""
    log_with_history.log.append([record(f"{turn}") for turn in range(9)])

    assert log_with_history.history.read(Span(partition=ANNA, newest_first=True), 9).read_units > 0
