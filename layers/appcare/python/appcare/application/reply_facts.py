"""Agents' answers, as facts of our own: read back for the router and told to CRMs."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from urllib.parse import quote

from appcare.application.ports import Translated
from appcare.domain.compose import messages_of
from appcare.domain.errors import UndigestibleError
from appcare.domain.events import ContactRef, ConversationRef, CrmEvent, NumberRef
from appcare.domain.events.agents import AgentReplied
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord, number_of
from appcare.domain.replies import AGENT_REPLIED, customer_of, reply_of

KINDS = (AGENT_REPLIED,)
"""Kinds of records that this reads."""


class ReplyFacts:
    """`Channel` for agents' answers."""

    def __init__(self, number_name: Callable[[str], str], sources: Mapping[str, str]) -> None:
        """Set up.

        Args:
            number_name: the configured name of a number.
            sources: first part of a partition -> the channel's name in an event's source.
        """
        self._number_name = number_name
        self._sources = sources

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
        number_id, channel = number_of(record.key.pk), record.key.pk.partition("#")[0]
        data = AgentReplied(
            order=record.key.sk,
            occurred_at=datetime.fromtimestamp(_moment(record) / 1000, UTC),
            number=NumberRef(id=number_id, name=self._number_name(number_id)),
            contact=ContactRef(id=ref.contact_id),
            conversation=ConversationRef(id=conversation_id) if conversation_id else None,
            reply=reply,
            sent_as=tuple(one.id for one in messages_of(reply, record.key)),
        )
        source = f"/{self._sources.get(channel, channel)}/{quote(number_id, safe='')}"
        return CrmEvent(id=ref.event_id, type=ref.type, source=source, subject=ref.contact_id, data=data)


def _moment(record: LogRecord) -> int:
    digits = record.key.sk.partition("#")[0]
    return int(digits) if digits.isdecimal() else 0
