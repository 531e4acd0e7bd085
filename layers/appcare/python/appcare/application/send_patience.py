"""The patience that messages to customers meet: a day, then the agent is told."""

from appcare.application.call_destination import TIME_OVER
from appcare.application.ports import Telemetry
from appcare.application.send_by_kind import SendByKind
from appcare.domain.delivery import next_wait_ms
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord

SENT_FOR_MS = 24 * 3600 * 1000
"""How long after it was asked for a message may still go out: what is older says nothing to anybody."""

EXPIRED = Failure(
    reason=FailureClass.EXPIRED,
    advice="It could not be sent for a day and was given up: see why, and write again.",
)
NOT_NOW = Failure(
    reason=FailureClass.TRY_AGAIN,
    advice="WhatsApp did not take it, several times: send it again later.",
)


class SendPatience:
    """`Patience` with messages to customers."""

    def __init__(self, sender: SendByKind, telemetry: Telemetry) -> None:
        self._sender = sender
        self._telemetry = telemetry

    def is_over(self, record: LogRecord, now: int) -> bool:
        """Whether it is too old to be sent."""
        return now >= asked_at(record) + SENT_FOR_MS

    def next_wait_ms(self, record: LogRecord, failed: int, now: int, fraction: float) -> int | None:
        """Return the schedule's wait, up to the end; see `Patience`."""
        wait = next_wait_ms(failed, fraction)
        if wait is None:
            return None
        return max(0, min(wait, asked_at(record) + SENT_FOR_MS - now))

    def give_up(self, destination: str, ref: EventRef, record: LogRecord, reason: str) -> None:
        """Append that it will not be sent, unless it is known what became of it."""
        failure = EXPIRED if reason == TIME_OVER else NOT_NOW
        self._sender.give_up(ref, record, failure)
        self._telemetry.line(
            "message given up", event_id=ref.event_id, destination=destination, reason=reason
        )


def asked_at(record: LogRecord) -> int:
    """Return when an agent asked for it, Unix milliseconds."""
    return int(record.key.sk.partition("#")[0])
