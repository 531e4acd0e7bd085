"""What has to be looked at later, each on a lane of its own: the courier of `whatsapp.later`."""

from collections.abc import Mapping
from typing import Protocol

from appcare.application.adapter_ports import Attempt
from appcare.application.ports import Clock, EventLog, Telemetry
from appcare.application.send_ports import MessageProgress
from appcare.domain import send_facts
from appcare.domain.delivery import Delivered, Postponed, next_wait_ms
from appcare.domain.errors import UndigestibleError
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord

SETTLED_WITHIN_MS = 600_000
"""How long a status may take to settle a message of which nobody knows whether it went out."""


class Look(Protocol):
    """Looks at one kind of thing."""

    def look(self, ref: EventRef, record: LogRecord) -> Delivered | Postponed:
        """Do what is to be done by now; say when to look again, or that it is over.

        Raises:
            StorageError: it cannot be told now.
        """
        ...


class LookAgain:
    """`Courier` that calls nobody: it looks, by the reference's type."""

    def __init__(self, looks: Mapping[str, Look]) -> None:
        self._looks = looks

    def calls_for(self, ref: EventRef) -> bool:
        """Say yes: whatever is asked for is looked at."""
        del ref
        return True

    def carry(self, ref: EventRef, record: LogRecord, attempt: Attempt) -> Delivered | Postponed:
        """Look; see `Courier`.

        Raises:
            UndigestibleError: nobody here looks at such a thing.
        """
        del attempt
        look = self._looks.get(ref.type)
        if look is None:
            message = f"nobody looks at {ref.type}"
            raise UndigestibleError(message)
        return look.look(ref, record)


class SettleUnclear:
    """Looks whether a message that nobody knew about has been heard of; after a while a person is asked."""

    def __init__(
        self, *, log: EventLog, progress: MessageProgress, clock: Clock, telemetry: Telemetry
    ) -> None:
        self._log = log
        self._progress = progress
        self._clock = clock
        self._telemetry = telemetry

    def look(self, ref: EventRef, record: LogRecord) -> Delivered | Postponed:
        """Look at a `send.unclear`; see `Look`."""
        now, message_id = self._clock.now(), send_facts.message_of(record)
        if self._is_settled(record, message_id):
            return Delivered(called=False)
        until = send_facts.moment_of(record) + SETTLED_WITHIN_MS
        if now < until:
            return Postponed(until)
        self._log.append([send_facts.unsettled(record, now)])
        self._telemetry.count("message.unclear")
        self._telemetry.line("message unclear", message_id=message_id, event_id=ref.event_id)
        return Delivered(called=False)

    def _is_settled(self, record: LogRecord, message_id: str) -> bool:
        if self._progress.reached([message_id]):
            return True
        kinds = (send_facts.ACCEPTED, send_facts.REFUSED, send_facts.UNSETTLED)
        beside = [send_facts.outcome_key(record.key, message_id, kind) for kind in kinds]
        return bool(self._log.read(beside))


class LookPatience:
    """`Patience` with looks: trouble of ours is the only kind, and is over one day."""

    def __init__(self, telemetry: Telemetry) -> None:
        self._telemetry = telemetry

    def is_over(self, record: LogRecord, now: int) -> bool:
        """Say no: whoever looks knows when it is over."""
        del record, now
        return False

    def next_wait_ms(self, record: LogRecord, failed: int, now: int, fraction: float) -> int | None:
        """Return the schedule's wait; see `Patience`."""
        del record, now
        return next_wait_ms(failed, fraction)

    def give_up(self, destination: str, ref: EventRef, record: LogRecord, reason: str) -> None:
        """Say so: it is a fault of ours, and the record of the delivery tells which."""
        del record
        self._telemetry.count("look.given_up")
        self._telemetry.line("look given up", event_id=ref.event_id, destination=destination, reason=reason)
