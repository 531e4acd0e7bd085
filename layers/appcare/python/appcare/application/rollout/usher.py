"""Shows a conversation to its place in the waiting room, or names its customer another way; each once."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from appcare.application.ports import Clock, EventLog, Telemetry, Translated
from appcare.application.rollout.gate import step_of
from appcare.application.rollout.ports import KnownRollouts
from appcare.application.rollout.room_ports import Place, WaitingRoom
from appcare.application.rollout.tally_ports import Tallies, Tally
from appcare.domain.conversation import Conversation, Gate, reckoned
from appcare.domain.identity import Customer
from appcare.domain.log import LogRecord
from appcare.domain.rollout.gate_facts import (
    ROLLOUT_DIVERTED,
    ROLLOUT_WAITING,
    GateFact,
    Why,
    gate_fact,
    later_diversion,
)
from appcare.domain.rollout.pace import expected_at
from appcare.domain.rollout.plan import Step


class Wording(Protocol):
    """What customers are told; `domain/rollout/texts.py` has it."""

    def waiting(self, country: str, *, now: int, expected_at: int, position: int) -> str:
        """Return what somebody is told who waits; empty: nothing."""
        ...

    def divert(self, country: str) -> str:
        """Return what somebody is told who is not let in; empty: nothing."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class UsherPorts:
    """What an usher needs from outside."""

    log: EventLog
    rollouts: KnownRollouts
    room: WaitingRoom
    tallies: Tallies
    clock: Clock
    telemetry: Telemetry


class Usher:
    """Does what a gate demands, after the conversation is stored with it; doing it again changes nothing."""

    def __init__(
        self,
        ports: UsherPorts,
        *,
        number_name: Callable[[str], str],
        country_of: Callable[[Customer], str],
        wording: Wording,
    ) -> None:
        """Set up.

        Args:
            ports: what it needs from outside.
            number_name: the configured name of a number.
            country_of: where a customer is from, two letters; empty: not known.
            wording: what customers are told.
        """
        self._ports = ports
        self._number_name = number_name
        self._country_of = country_of
        self._wording = wording
        self._counted: dict[tuple[str, int], Tally] = {}

    def settle(self, record: LogRecord, said: Translated, conversation: Conversation) -> None:
        """See to one message of a customer, in the conversation as it stands now.

        Raises:
            StorageError: it is not known to be done; settling it again is safe.
        """
        if not said.inbound:
            return
        if conversation.gate is Gate.WAITING and conversation.opened_by == record.key:
            self._seat(record, said, conversation)
        elif conversation.gate is Gate.DIVERTED:
            self._redirect(record, said, conversation)
        elif conversation.opened_by == record.key and conversation.admitted_at is not None:
            self._let_in(self._name(conversation.number_id))

    def write_down(self) -> None:
        """Add to the tallies what was counted since the last time: one call for a batch, not for each."""
        for (number, since), tally in self._counted.items():
            self._ports.tallies.add(number, since, tally)
        self._counted = {}

    def _seat(self, record: LogRecord, said: Translated, conversation: Conversation) -> None:
        number, now = self._name(conversation.number_id), self._ports.clock.now()
        step, room = self._step(number), self._ports.room.read(number)
        expected = None
        if step and step.pace:
            expected = expected_at(room.admissions, step.pace, ahead=room.waiting, now=now)
        place = self._ports.room.wait(_place(number, record, conversation, expected, now))
        text = ""
        if place.expected_at is not None:
            text = self._wording.waiting(
                self._country_of(said.customer),
                now=now,
                expected_at=place.expected_at,
                position=room.waiting + 1,
            )
        fact = GateFact(
            conversation_id=conversation.id,
            number_id=conversation.number_id,
            at=conversation.opened_at,
            why=Why.PACE if step else Why.NO_PLAN,
            step=step.name if step else "",
            text=text,
            expected_at=place.expected_at,
        )
        self._tell(gate_fact(ROLLOUT_WAITING, fact, record.key, record.expires_at), number)

    def _let_in(self, number: str) -> None:
        """Count it, unless the step lets everybody in: then there is nothing to watch."""
        force = self._ports.rollouts.read()
        step = step_of(force, number) if force else None
        if force and step and not step.is_open:
            self._count(number, force.since(number), Tally(admitted=1))
            self._ports.telemetry.count("rollout.admitted", number=number)

    def _redirect(self, record: LogRecord, said: Translated, conversation: Conversation) -> None:
        """Keep that it was not let in, when it begins, and name another way where it is time to."""
        at, begins = reckoned(said.occurred_at, record.arrived_at), conversation.opened_by == record.key
        is_told = conversation.told_at == at
        if not (begins or is_told):
            return
        number = self._name(conversation.number_id)
        step = self._step(number)
        fact = GateFact(
            conversation_id=conversation.id,
            number_id=conversation.number_id,
            at=at,
            why=Why.NOT_IN,
            step=step.name if step else "",
            text=self._wording.divert(self._country_of(said.customer)) if is_told else "",
        )
        if not begins:
            self._tell(later_diversion(fact, record.key.pk, record.expires_at), number)
        elif self._tell(gate_fact(ROLLOUT_DIVERTED, fact, record.key, record.expires_at), number):
            force = self._ports.rollouts.read()
            self._count(number, force.since(number) if force else 0, Tally(diverted=1))

    def _count(self, number: str, since: int, tally: Tally) -> None:
        self._counted[number, since] = self._counted.get((number, since), Tally()) + tally

    def _name(self, number_id: str) -> str:
        force, name = self._ports.rollouts.read(), self._number_name(number_id)
        return force.name_of(number_id, name) if force else name

    def _step(self, number: str) -> Step | None:
        force = self._ports.rollouts.read()
        return step_of(force, number) if force else None

    def _tell(self, kept: LogRecord, number: str) -> bool:
        """Keep a fact unless that was done; whether it is new. A second try could have other words."""
        if self._ports.log.read([kept.key]):
            return False
        self._ports.log.append([kept])
        self._ports.telemetry.count(kept.kind, number=number)
        return True


def _place(
    number: str, record: LogRecord, conversation: Conversation, expected: int | None, now: int
) -> Place:
    return Place(
        number=number,
        number_id=conversation.number_id,
        order=conversation.place,
        conversation_id=conversation.id,
        contact_id=conversation.contact_id,
        opened_by=conversation.opened_by,
        since=now,
        expected_at=expected,
        expires_at=record.expires_at,
    )
