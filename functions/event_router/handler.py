"""A batch of the log's stream in; nothing out, or an exception, and the stream brings it again."""

from typing import Any

from appcare.application.route_batch import route_batch
from appcare.aws.stream import read_stream
from functions.event_router.wiring import event_log, parked, router
from functions.telemetry import telemetry


def lambda_handler(event: dict[str, Any], context: object) -> None:
    """Route what is new in the log.

    Raises:
        StorageError: something of ours is down; routing the same batch again is safe.
    """
    del context
    try:
        batch = read_stream(event, event_log())
        for key, code in batch.unusable:
            parked().park(key, code)
            telemetry().count("record.parked")
        if batch.collisions:
            telemetry().count("log.collision", batch.collisions)
        route_batch(batch.inserted, router=router(), parked=parked(), telemetry=telemetry())
    finally:
        telemetry().flush()
