"""Puts what a webhook holds into the log, in an order that the stream keeps."""

from collections.abc import Sequence

from appcare.application.ports import EventLog
from appcare.domain.log import LogRecord
from appcare.domain.waves import waves


def record_updates(log: EventLog, records: Sequence[LogRecord]) -> None:
    """Store every record, each key once; return when all are durable.

    One call of the log keeps no order within itself, and where the stream is cut into batches the
    router cannot put it right: so records of one customer go in successive calls, in their order.

    Raises:
        StorageError: not all are known to be stored; storing them again is safe.
    """
    for wave in waves(records, lambda record: record.key.pk):
        log.append(wave)
