"""Agents' answers, as facts of our own: read back for the router and told to CRMs."""

from appcare.application.envelopes import Envelopes
from appcare.application.ports import Translated
from appcare.domain.compose import messages_of
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import CrmEvent
from appcare.domain.events.agents import AgentReplied
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord, number_of
from appcare.domain.replies import AGENT_REPLIED, customer_of, reply_of

KINDS = (AGENT_REPLIED,)
"""Kinds of records that this reads."""


class ReplyFacts:
    """`Channel` for agents' answers."""

    def __init__(self, envelopes: Envelopes) -> None:
        self._envelopes = envelopes

    def translate(self, record: LogRecord) -> Translated:
        """Say whom it concerns, and which destination knows it already; see `Channel`.

        It moves no conversation on: the customer has been answered when the answer went out.
        """
        reply, _ = reply_of(record)
        return Translated(
            customer=customer_of(record),
            number_id=number_of(record.key.pk),
            occurred_at=_moment(record),
            types=(AGENT_REPLIED,),
            sends=len(messages_of(reply, record.key)),
            origin=reply.destination,
        )

    def event(self, record: LogRecord, ref: EventRef, *, raw: bool) -> CrmEvent:
        """Build the event, in the conversation that the agent answered in; see `Channel`."""
        del raw
        if ref.type != AGENT_REPLIED:
            message = f"the record holds no {ref.type}"
            raise UndigestibleError(message)
        reply, conversation_id = reply_of(record)
        number_id, at = number_of(record.key.pk), _moment(record)
        data = AgentReplied(
            **self._envelopes.around(record, ref, number_id, at, conversation_id),
            reply=reply,
            sent_as=tuple(one.id for one in messages_of(reply, record.key)),
        )
        return self._envelopes.event(record, ref, data)


def _moment(record: LogRecord) -> int:
    digits = record.key.sk.partition("#")[0]
    return int(digits) if digits.isdecimal() else 0
