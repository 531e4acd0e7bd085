"""Looks once at every conversation of a rollout whether its customer was answered in time, and counts it."""

from collections.abc import Callable
from dataclasses import dataclass

from appcare.application.ports import Clock, Contacts, Conversations
from appcare.application.rollout.ports import KnownRollouts
from appcare.application.rollout.signal_ports import Signals
from appcare.domain.conversation import Conversation
from appcare.domain.decisions import opening_of
from appcare.domain.delivery import Delivered, Postponed
from appcare.domain.errors import UndigestibleError
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.domain.rollout.answer_watch import counts, due_at, is_overdue, watched
from appcare.domain.rollout.gate_facts import ROLLOUT_ADMITTED, gate_fact_of
from appcare.domain.rollout.standing import current_step


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerPorts:
    """What looking needs from outside."""

    contacts: Contacts
    conversations: Conversations
    rollouts: KnownRollouts
    signals: Signals
    clock: Clock


class WatchAnswer:
    """`Look` at a conversation's first answer; asked for by its opening, or by its admission."""

    def __init__(self, ports: AnswerPorts, number_name: Callable[[str], str]) -> None:
        """Args: ports: what it needs from outside; number_name: the configured name of a number."""
        self._ports = ports
        self._number_name = number_name

    def look(self, ref: EventRef, record: LogRecord) -> Delivered | Postponed:
        """Count it, once, when its time has come; see `Look`.

        Raises:
            UndigestibleError: the record is neither, or the lane says nothing.
        """
        conversation_id, number_id = _which(record)
        contact_id, since = _waits(ref)
        number = self._number_name(number_id)
        minutes = self._answer_minutes(number)
        if minutes is None:
            return Delivered(called=False)
        conversation = self._latest(contact_id, number_id, conversation_id)
        if conversation is None or not counts(conversation, conversation_id):
            return Delivered(called=False)
        until = due_at(since, minutes)
        if self._ports.clock.now() < until:
            return Postponed(until)
        overdue = is_overdue(conversation, since)
        self._ports.signals.count(number, conversation_id, since, overdue=overdue)
        return Delivered(called=False)

    def _answer_minutes(self, number: str) -> int | None:
        """Return what the number's step asks for; None: no plan opens it step by step."""
        in_force = self._ports.rollouts.read()
        if in_force is None or number not in in_force.plan.numbers:
            return None
        plan = in_force.plan.numbers[number]
        return plan.steps[current_step(plan, in_force.standings.get(number))].health.answer_minutes

    def _latest(self, contact_id: str, number_id: str, conversation_id: str) -> Conversation | None:
        """Return the conversation, under whichever contact it is since two were merged."""
        known = self._ports.contacts.read([contact_id]).get(contact_id)
        pairs = [(contact_id, number_id), (known.id if known else contact_id, number_id)]
        found = self._ports.conversations.read(pairs).values()
        return next((one for one in found if one.id == conversation_id), None)


def _which(record: LogRecord) -> tuple[str, str]:
    if record.kind == ROLLOUT_ADMITTED:
        fact = gate_fact_of(record)
        return fact.conversation_id, fact.number_id
    opening = opening_of(record)
    if opening is None:
        message = "only a conversation's opening or admission leads to its answer"
        raise UndigestibleError(message)
    return opening.id, opening.number_id


def _waits(ref: EventRef) -> tuple[str, int]:
    try:
        return watched(ref.contact_id)
    except ValueError as error:
        message = "the lane does not say since when the customer waits"
        raise UndigestibleError(message) from error
