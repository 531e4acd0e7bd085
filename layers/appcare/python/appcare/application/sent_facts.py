"""What became of sending, as facts of our own: read back for the router and told to CRMs."""

from appcare.application.envelopes import Envelopes
from appcare.application.ports import Translated
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import CrmEvent, MessageRef
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.events.messages import MessageStatusChanged, Status
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord, number_of
from appcare.domain.progress import Progress, Stage
from appcare.domain.send_facts import (
    ACCEPTED,
    REFUSED,
    UNCLEAR,
    UNSETTLED,
    answers,
    failure_of,
    message_of,
    moment_of,
)

KINDS = (ACCEPTED, REFUSED, UNCLEAR, UNSETTLED)
"""Kinds of records that this reads."""

TYPES = {REFUSED: "message.failed", UNSETTLED: "message.unclear"}
"""What is told of which; the channel itself tells the rest."""

ADVICE = "It may have arrived or not: ask the customer, or send it again if that does no harm."


class SentFacts:
    """`Channel` for the outcomes of sending."""

    def __init__(self, envelopes: Envelopes) -> None:
        self._envelopes = envelopes

    def translate(self, record: LogRecord) -> Translated:
        """Say what follows from it; see `Channel`.

        A customer is answered when the channel took what somebody wrote.
        """
        type_ = TYPES.get(record.kind)
        message_id = message_of(record)
        return Translated(
            customer=Customer(partition=record.key.pk),
            number_id=number_of(record.key.pk),
            occurred_at=moment_of(record),
            types=(type_,) if type_ else (),
            outbound=answers(record),
            progress=Progress(message_id, Stage.FAILED) if record.kind == REFUSED else None,
            look_again=message_id if record.kind == UNCLEAR else "",
        )

    def event(self, record: LogRecord, ref: EventRef, *, raw: bool) -> CrmEvent:
        """Build the event; see `Channel`."""
        del raw
        if ref.type != TYPES.get(record.kind):
            message = f"the record holds no {ref.type}"
            raise UndigestibleError(message)
        number_id, at = number_of(record.key.pk), moment_of(record)
        data = MessageStatusChanged(
            **self._envelopes.around(record, ref, number_id, at, ref.conversation_id),
            message=MessageRef(wamid=""),
            status=_status(record),
        )
        return self._envelopes.event(record, ref, data)


def _status(record: LogRecord) -> Status:
    if record.kind == REFUSED:
        return Status(status="failed", our_id=message_of(record), failure=failure_of(record))
    unclear = Failure(reason=FailureClass.UNCLEAR, advice=ADVICE)
    return Status(status="unclear", our_id=message_of(record), failure=unclear)
