"""What every event log does."""

from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from appcare.application.ports import EventLog
from appcare.domain.log import LogKey, LogRecord

if TYPE_CHECKING:
    from tests.contracts.implementations.logs import LogWithStream


def record(sk: str = "0001#wamid#message", body: bytes = b"{}", pk: str = "wa#1#2") -> LogRecord:
    """Return a record that may be kept for ever."""
    return LogRecord(LogKey(pk, sk), "message", body)


def test_what_was_appended_is_read_back(event_log: EventLog) -> None:
    """A record comes back as it was given."""
    given_record = LogRecord(LogKey("wa#1#2", "3"), "status", b'{"a":1}', expires_at=2_000_000_000)

    event_log.append([given_record])

    assert event_log.read([given_record.key]) == {given_record.key: given_record}


def test_absent_keys_are_left_out(event_log: EventLog) -> None:
    """Reading says nothing about a key under which nothing lies."""
    event_log.append([record("1")])

    assert set(event_log.read([LogKey("wa#1#2", "1"), LogKey("wa#1#2", "2")])) == {LogKey("wa#1#2", "1")}


def test_nothing_is_read_for_no_keys(event_log: EventLog) -> None:
    """No keys, no records, no trouble."""
    assert event_log.read([]) == {}


def test_a_key_may_be_asked_for_twice(event_log: EventLog) -> None:
    """Asking for the same key twice is no error."""
    event_log.append([record()])

    assert len(event_log.read([record().key, record().key])) == 1


def test_appending_nothing_is_fine(event_log: EventLog) -> None:
    """No records, no trouble."""
    event_log.append([])


@pytest.mark.parametrize("amount", [25, 26, 230])
def test_more_than_one_call_takes(event_log: EventLog, amount: int) -> None:
    """The limits of a single call do not show."""
    records = [record(f"{number:05d}") for number in range(amount)]

    event_log.append(records)

    assert set(event_log.read([one.key for one in records]).values()) == set(records)


def test_a_repeated_append_does_not_reach_the_stream(log_with_stream: "LogWithStream") -> None:
    """What Meta sends again is stored again without a trace."""
    log_with_stream.log.append([record()])
    log_with_stream.log.append([record()])

    assert log_with_stream.changes() == [("INSERT", record().key)]


def test_another_content_under_the_same_key_shows(log_with_stream: "LogWithStream") -> None:
    """A collision of keys is a MODIFY in the stream, so it can be counted."""
    log_with_stream.log.append([record(body=b"{}")])
    log_with_stream.log.append([record(body=b"[]")])

    assert [kind for kind, _ in log_with_stream.changes()] == ["INSERT", "MODIFY"]


def test_the_stream_keeps_the_order_of_appends(log_with_stream: "LogWithStream") -> None:
    """What was appended later comes later."""
    keys = [record(f"{number}").key for number in (3, 1, 2)]
    for key in keys:
        log_with_stream.log.append([record(key.sk)])

    assert [key for _, key in log_with_stream.changes()] == keys


@pytest.mark.parametrize("size", [299_999, 300_001, 3_000_000])
def test_bodies_larger_than_an_item(log_with_stream: "LogWithStream", size: int) -> None:
    """A body of any size comes back, and its repetition changes nothing either."""
    large = record(body=b"x" * size)

    log_with_stream.log.append([large])
    log_with_stream.log.append([large])

    assert log_with_stream.log.read([large.key]) == {large.key: large}
    assert log_with_stream.changes() == [("INSERT", large.key)]


def test_many_fairly_large_bodies_at_once(event_log: EventLog) -> None:
    """A webhook of bodies that an item just holds is appended and read whole."""
    records = [record(f"{number:03d}", b"\x01" * 299_000) for number in range(26)]

    event_log.append(records)

    assert set(event_log.read([one.key for one in records]).values()) == set(records)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@example(body=b' {"a": 1}\r\n ')
@example(body=b"\xef\xbb\xbf{}\x00")
@given(body=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(str.encode)))
def test_any_bytes_come_back(event_log: EventLog, body: bytes) -> None:
    """Whatever the bytes, text or not, they come back unchanged."""
    one = record(f"any#{body.hex()[:400]}", body)

    event_log.append([one])

    assert event_log.read([one.key]) == {one.key: one}
