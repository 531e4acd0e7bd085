"""Storing updates: in which calls, in which order."""

from collections.abc import Sequence

from appcare.application.record_updates import record_updates
from appcare.domain.log import LogKey, LogRecord
from appcare.memory.event_log import MemoryEventLog


class CountingLog(MemoryEventLog):
    """Remembers which records came in which call."""

    def __init__(self) -> None:
        super().__init__()
        self.appended: list[list[str]] = []

    def append(self, records: Sequence[LogRecord]) -> None:
        """Store and remember."""
        self.appended.append([record.key.sk for record in records])
        super().append(records)


def record(customer: str, second: int, name: str) -> LogRecord:
    """Return a record of a customer at a second."""
    return LogRecord(LogKey(f"wa#7#{customer}", f"{second:010d}000#{name}#message"), "message", b"{}")


def test_updates_of_one_customer_go_in_successive_calls() -> None:
    """Nothing but the order of calls keeps theirs wherever the stream is cut, so they never share one."""
    log = CountingLog()
    records = [
        record("a", 5, "first"),
        record("a", 5, "second"),
        record("b", 5, "other"),
        record("a", 6, "later"),
    ]
    record_updates(log, records)
    names = [[sk.split("#")[1] for sk in call] for call in log.appended]
    assert names == [["first", "other"], ["second"], ["later"]]


def test_a_thousand_customers_share_their_calls() -> None:
    """Updates that need no order among them go together."""
    log = CountingLog()
    record_updates(log, [record(str(number), 5, "x") for number in range(1000)])
    assert len(log.appended) == 1
    assert len(log.records) == 1000
