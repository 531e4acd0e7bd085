"""Puts what a webhook holds into the log, in an order that the stream keeps."""

from collections.abc import Sequence

from appcare.application.ports import EventLog
from appcare.domain.log import LogRecord
from appcare.domain.waves import waves

SECOND = len("1234567890")
"""A sort key begins with milliseconds; this many characters of it are whole seconds."""


def record_updates(log: EventLog, records: Sequence[LogRecord]) -> None:
    """Store every record, each key once; return when all are durable.

    One call of the log keeps no order within itself, and timestamps only tell seconds apart: so
    records of one customer within the same second go in successive calls, in their order.

    Raises:
        StorageError: not all are known to be stored; storing them again is safe.
    """
    for wave in waves(records, lambda record: (record.key.pk, record.key.sk[:SECOND])):
        log.append(wave)
