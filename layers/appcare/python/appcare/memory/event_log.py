"""The event log in memory, with its stream."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from appcare.domain.log import LogKey, LogRecord


@dataclass(frozen=True, slots=True)
class Change:
    """What the stream says of one put that changed something."""

    kind: Literal["INSERT", "MODIFY"]
    record: LogRecord


class MemoryEventLog:
    """`EventLog` in a dictionary. Like DynamoDB's, its stream has no word of a put that changes nothing."""

    def __init__(self) -> None:
        """Start empty."""
        self.records: dict[LogKey, LogRecord] = {}
        self.stream: list[Change] = []
        self.subscribers: list[Callable[[Change], None]] = []

    def append(self, records: Sequence[LogRecord]) -> None:
        """Store all of them; storing one again changes nothing."""
        for record in records:
            stored = self.records.get(record.key)
            if stored == record:
                continue
            self.records[record.key] = record
            self._tell(Change("MODIFY" if stored else "INSERT", record))

    def read(self, keys: Iterable[LogKey]) -> Mapping[LogKey, LogRecord]:
        """Return the records that exist; absent keys are left out."""
        return {key: self.records[key] for key in keys if key in self.records}

    def _tell(self, change: Change) -> None:
        self.stream.append(change)
        for subscriber in self.subscribers:
            subscriber(change)
