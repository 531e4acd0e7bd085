"""The courier of a number: whatever a record asks to be sent, by whoever knows how to send it."""

from collections.abc import Mapping
from typing import Protocol

from appcare.application.adapter_ports import Attempt
from appcare.domain.delivery import DeliveryResult, Postponed
from appcare.domain.errors import UndigestibleError
from appcare.domain.events.failures import Failure
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord


class Sender(Protocol):
    """Sends one kind of thing."""

    def carry(self, ref: EventRef, record: LogRecord, attempt: Attempt) -> DeliveryResult | Postponed:
        """Send it; see `Courier`."""
        ...

    def give_up(self, ref: EventRef, record: LogRecord, failure: Failure) -> None:
        """Make known, where somebody waits for it, that it will not be sent."""
        ...


class SendByKind:
    """`Courier`, and who is asked to give up, by the kind of the record."""

    def __init__(self, senders: Mapping[str, Sender]) -> None:
        self._senders = senders

    def calls_for(self, ref: EventRef) -> bool:
        """Say yes: whatever is asked for is sent."""
        del ref
        return True

    def carry(self, ref: EventRef, record: LogRecord, attempt: Attempt) -> DeliveryResult | Postponed:
        """Send it; see `Courier`.

        Raises:
            UndigestibleError: nobody here sends such a thing.
        """
        return self._of(record).carry(ref, record, attempt)

    def give_up(self, ref: EventRef, record: LogRecord, failure: Failure) -> None:
        """See `Sender`; what nobody here sends nobody waits for."""
        if record.kind in self._senders:
            self._of(record).give_up(ref, record, failure)

    def _of(self, record: LogRecord) -> Sender:
        found = self._senders.get(record.kind)
        if found is None:
            message = f"nobody sends {record.kind}"
            raise UndigestibleError(message)
        return found
