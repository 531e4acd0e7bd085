"""The patience that CRMs meet: days of attempts, then the event is parked where everybody can see it."""

from appcare.application.ports import EventLog, Telemetry
from appcare.domain.decisions import delivery_parked
from appcare.domain.delivery import next_wait_ms
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord


class CrmPatience:
    """`Patience` for events on their way to a CRM: their time is never over by itself."""

    def __init__(self, log: EventLog, telemetry: Telemetry) -> None:
        self._log = log
        self._telemetry = telemetry

    def is_over(self, record: LogRecord, now: int) -> bool:
        """Say no: a CRM that was away for weeks gets everything."""
        del record, now
        return False

    def next_wait_ms(self, record: LogRecord, failed: int, now: int, fraction: float) -> int | None:
        """Return the schedule's wait; see `Patience`."""
        del record, now
        return next_wait_ms(failed, fraction)

    def give_up(self, destination: str, ref: EventRef, record: LogRecord, reason: str) -> None:
        """Keep the decision in the log; the record in State is the engine's."""
        self._log.append([delivery_parked(destination, ref, record, reason)])
        self._telemetry.count("delivery.parked", destination=destination)
        self._telemetry.line("event parked", event_id=ref.event_id, destination=destination, reason=reason)
