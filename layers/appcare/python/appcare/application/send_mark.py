"""Shows customers that their message was read, or that somebody is typing: done twice it does no harm."""

from appcare.application.adapter_ports import Attempt
from appcare.application.ports import Clock
from appcare.application.send_ports import MessageChannel
from appcare.domain.delivery import Delivered, DeliveryResult, RetryLater, Scope
from appcare.domain.events.failures import Failure
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord, number_of
from appcare.domain.marks import AGENT_TYPING, mark_of

TYPING_MS = 20_000
"""How long after it was asked for "typing" may still be shown: Meta shows it for 25 seconds."""


class SendMark:
    """Shows one mark of a record."""

    def __init__(self, channel: MessageChannel, clock: Clock) -> None:
        self._channel = channel
        self._clock = clock

    def carry(self, ref: EventRef, record: LogRecord, attempt: Attempt) -> DeliveryResult:
        """Show it; see `Courier`. Typing that comes too late is left out.

        Raises:
            UndigestibleError: the record holds no mark.
        """
        del ref
        mark = mark_of(record)
        is_fresh = self._clock.now() - mark.at <= TYPING_MS
        if record.kind == AGENT_TYPING and not is_fresh:
            return Delivered(called=False)
        number_id = number_of(record.key.pk)
        refused = self._channel.mark_read(number_id, mark.wamid, typing=mark.typing and is_fresh)
        if isinstance(refused, RetryLater) and refused.scope is Scope.LANE and attempt.number > 1:
            # What is said to the customer matters more than that it was read.
            return Delivered(called=False, trouble=refused.reason)
        return refused or Delivered()

    def give_up(self, ref: EventRef, record: LogRecord, failure: Failure) -> None:
        """Leave it: nobody waits for it, and nobody is told."""
        del ref, record, failure
