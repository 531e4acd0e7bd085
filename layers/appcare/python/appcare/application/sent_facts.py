"""What became of sending, as facts of our own: read back for the router and told to CRMs."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from appcare.application.ports import Translated
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import ContactRef, ConversationRef, CrmEvent, MessageRef, NumberRef
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

    def __init__(self, number_name: Callable[[str], str], sources: Mapping[str, str]) -> None:
        """Set up.

        Args:
            number_name: the configured name of a number.
            sources: first part of a partition -> the channel's name in an event's source.
        """
        self._number_name = number_name
        self._sources = sources

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
        number_id, channel = number_of(record.key.pk), record.key.pk.partition("#")[0]
        data = MessageStatusChanged(
            order=record.key.sk,
            occurred_at=datetime.fromtimestamp(moment_of(record) / 1000, UTC),
            number=NumberRef(id=number_id, name=self._number_name(number_id)),
            contact=ContactRef(id=ref.contact_id),
            conversation=ConversationRef(id=ref.conversation_id) if ref.conversation_id else None,
            message=MessageRef(wamid=""),
            status=_status(record),
        )
        source = f"/{self._sources.get(channel, channel)}/{quote(number_id, safe='')}"
        return CrmEvent(id=ref.event_id, type=ref.type, source=source, subject=ref.contact_id, data=data)


def _status(record: LogRecord) -> Status:
    if record.kind == REFUSED:
        return Status(status="failed", our_id=message_of(record), failure=failure_of(record))
    unclear = Failure(reason=FailureClass.UNCLEAR, advice=ADVICE)
    return Status(status="unclear", our_id=message_of(record), failure=unclear)
