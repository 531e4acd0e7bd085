"""Routes a batch of the stream; a record that would make it fail for ever is found and set aside."""

from collections.abc import Sequence

from appcare.application.ports import ParkedRecords, Telemetry
from appcare.application.route_event import EventRouter
from appcare.domain.errors import AppCareError
from appcare.domain.log import LogRecord


def route_batch(
    records: Sequence[LogRecord], *, router: EventRouter, parked: ParkedRecords, telemetry: Telemetry
) -> None:
    """Route all records; where that fails for good, one by one, and park those that are to blame.

    Raises:
        StorageError: something of ours is down; routing the same batch again is safe.
    """
    try:
        router.route(records)
    except Exception as error:
        if _may_pass(error):
            raise
        telemetry.line("batch routed one by one", records=len(records), code=_code(error))
        for record in sorted(records, key=lambda one: one.key.sk.partition("#")[0]):
            _route_one(record, router, parked, telemetry)


def _route_one(record: LogRecord, router: EventRouter, parked: ParkedRecords, telemetry: Telemetry) -> None:
    try:
        router.route([record])
    except Exception as error:
        if _may_pass(error):
            raise
        parked.park(record.key, _code(error))
        telemetry.count("record.parked")
        telemetry.line("record parked", record=record.id, code=_code(error))


def _may_pass(error: Exception) -> bool:
    return isinstance(error, AppCareError) and error.retryable


def _code(error: Exception) -> str:
    return error.code if isinstance(error, AppCareError) else type(error).__name__
