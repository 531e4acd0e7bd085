"""Decides, where a message opens a conversation, whether the rollout lets it in; asked for nothing else."""

from collections.abc import Callable
from dataclasses import dataclass, replace

from appcare.application.ports import Clock, Contacts, Conversations, Translated
from appcare.application.rollout.ports import InForce, KnownRollouts
from appcare.application.rollout.room_ports import WaitingRoom
from appcare.domain.conversation import Conversation, Gate, after_diversion
from appcare.domain.errors import StorageError
from appcare.domain.identity import AliasKind, ContactRecord, Customer
from appcare.domain.log import LogRecord
from appcare.domain.rollout.decision import Candidate, is_in
from appcare.domain.rollout.pace import expected_at
from appcare.domain.rollout.plan import Pace, Step, spelled
from appcare.domain.rollout.standing import current_step

TRIES = 20
"""Each failed one means that somebody else was let in at that moment."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GatePorts:
    """What deciding needs from outside."""

    rollouts: KnownRollouts
    room: WaitingRoom
    contacts: Contacts
    conversations: Conversations
    clock: Clock


@dataclass(frozen=True, slots=True)
class Begun:
    """A conversation that a message opens.

    Attributes:
        conversation: as it would be without any rollout.
        record: the message.
        said: what it means.
        before: the contact's conversation before on this number; None: there was none.
    """

    conversation: Conversation
    record: LogRecord
    said: Translated
    before: Conversation | None


class RolloutGate:
    """The rollout of every number, for one batch of the router after the other."""

    def __init__(
        self,
        ports: GatePorts,
        *,
        number_name: Callable[[str], str],
        country_of: Callable[[Customer], str],
        divert_again_hours: float,
    ) -> None:
        """Set up.

        Args:
            ports: what deciding needs from outside.
            number_name: the configured name of a number.
            country_of: where a customer is from, two letters; empty: not known.
            divert_again_hours: after which somebody who is not in is told another way once more.
        """
        self._ports = ports
        self._number_name = number_name
        self._country_of = country_of
        self._divert_again_ms = round(divert_again_hours * 3_600_000)
        self._entered = ""
        self._turn = 0

    def opened(self, begun: Begun) -> Conversation:
        """Return the conversation with its gate; deciding again, after a crash, may decide otherwise.

        So nothing may have been told or queued by what was decided before the conversation is stored.

        Raises:
            StorageError: neither the plan nor the room can be read now.
        """
        conversation = _taking_along(begun)
        force = self._ports.rollouts.read()
        if force is None:
            return self._waiting(conversation, begun.record)
        number = self._name(force, conversation.number_id)
        step = step_of(force, number)
        if step is None:
            return conversation
        if not self._is_in(step, begun):
            return self._diverted(conversation)
        if step.pace is None or self._enters(number, step.pace, conversation.id):
            first = conversation.admitted_at
            return replace(conversation, admitted_at=conversation.opened_at if first is None else first)
        if self._expected(number, step.pace) is None:
            return self._diverted(conversation)
        return self._waiting(conversation, begun.record)

    def governs(self, number_id: str) -> bool:
        """Whether the plan in force names the number; without a plan every number is governed."""
        force = self._ports.rollouts.read()
        return force is None or self._name(force, number_id) in force.plan.numbers

    def lets_everybody_in(self, number_id: str) -> bool:
        """Whether whoever writes to the number is in at once."""
        force = self._ports.rollouts.read()
        step = step_of(force, self._name(force, number_id)) if force else None
        return force is not None and (step is None or step.is_open)

    def opens_anew(self, diverted: Conversation, record: LogRecord, said: Translated) -> bool:
        """Whether a message in a conversation that is not let in would be let in, and so opens another."""
        force = self._ports.rollouts.read()
        if force is None:
            return False
        number = self._name(force, diverted.number_id)
        step = step_of(force, number)
        if step is None:
            return True
        again = replace(diverted, topic=said.topic or diverted.topic)
        has_room = step.pace is None or self._expected(number, step.pace) is not None
        return has_room and self._is_in(step, Begun(again, record, said, diverted))

    def reminded(self, diverted: Conversation, at: int) -> Conversation:
        """Return a conversation that is not let in after another message, told again where it is time."""
        return after_diversion(diverted, at) if self._is_time(diverted.told_at, at) else diverted

    def _is_in(self, step: Step, begun: Begun) -> bool:
        one, customer = begun.conversation, begun.said.customer
        who = Candidate(
            contact_id=one.contact_id,
            number_id=one.number_id,
            country=self._country_of(customer) if step.countries else "",
            phone=customer.phone or "",
            bsuid=customer.bsuid or "",
            topic=one.topic,
            is_known=not one.first_contact,
            was_in=one.admitted_at is not None or bool(begun.before and begun.before.admitted_at is not None),
            # A message may tell one name only; the lists may have another.
            names=self._names(one.contact_id) if step.allow or step.deny else frozenset(),
        )
        return is_in(step, who) or (not who.was_in and self._was_in_as_another(step, who))

    def _name(self, force: InForce, number_id: str) -> str:
        return force.name_of(number_id, self._number_name(number_id))

    def _names(self, contact_id: str) -> frozenset[str]:
        known = self._ports.contacts.read([contact_id]).get(contact_id)
        return names_of(known) if known else frozenset()

    def _was_in_as_another(self, step: Step, who: Candidate) -> bool:
        """Whether this person was in as somebody they were merged with; asked only of who is not in."""
        known = self._ports.contacts.read([who.contact_id]).get(who.contact_id)
        pairs = [(one, who.number_id) for one in known.absorbed] if known else []
        before = self._ports.conversations.read(pairs) if pairs else {}
        # Whoever waited had been chosen, and only the pace kept them.
        was_in = any(one.admitted_at is not None or one.gate is Gate.WAITING for one in before.values())
        return was_in and is_in(step, replace(who, was_in=True))

    def _enters(self, number: str, pace: Pace, conversation_id: str) -> bool:
        """Count a conversation in if there is room and nobody waits."""
        if conversation_id == self._entered:
            return True
        for _ in range(TRIES):
            room, now = self._ports.room.read(number), self._ports.clock.now()
            if room.waiting or not room.admissions.free(pace, now):
                return False
            if self._ports.room.enter(number, room, 1, now):
                self._entered = conversation_id
                return True
        message = "letting a conversation in: others were first at every try"
        raise StorageError(message)

    def _expected(self, number: str, pace: Pace) -> int | None:
        room = self._ports.room.read(number)
        return expected_at(room.admissions, pace, ahead=room.waiting, now=self._ports.clock.now())

    def _waiting(self, conversation: Conversation, record: LogRecord) -> Conversation:
        """Return it with its place: by arrival, and within a second in the order in which the router sees it.

        Stored with the conversation it stays, so a second try need not find the same.
        """
        self._turn += 1
        arrived = record.arrived_at if record.arrived_at is not None else conversation.opened_at
        seen = f"{self._ports.clock.now():013d}.{self._turn:08d}"
        return replace(conversation, gate=Gate.WAITING, place=f"{arrived:013d}#{seen}#{record.id}")

    def _diverted(self, conversation: Conversation) -> Conversation:
        """Return it as not let in; who was told lately is not told again."""
        at, told_at = conversation.opened_at, conversation.told_at
        return after_diversion(conversation, at if self._is_time(told_at, at) else told_at)

    def _is_time(self, told_at: int | None, at: int) -> bool:
        return told_at is None or at - told_at >= self._divert_again_ms


def waiting_pace(force: InForce, number: str) -> Pace | None:
    """Return at which pace those who wait are let in; None: all of them, by the next minute.

    A step without a pace that keeps customers out may be one that the rollout was taken back to: whoever
    waits is let in at the pace of the step behind it, which they came by, and not all at once.
    """
    plan = force.plan.numbers.get(number)
    if plan is None:
        return None
    index = current_step(plan, force.standings.get(number))
    if plan.steps[index].is_open:
        return None
    return next((step.pace for step in plan.steps[index:] if step.pace), None)


def names_of(known: ContactRecord) -> frozenset[str]:
    """Return by which names a plan's lists can have a contact: ids, today's numbers and user ids."""
    phones = {spelled(f"+{phone}") for phone in known.today(AliasKind.PHONE)}
    return frozenset({known.id, *known.absorbed, *phones, *known.today(AliasKind.BSUID)})


def step_of(force: InForce, number: str) -> Step | None:
    """Return the current step of a number; None: the plan does not name it, and it is open."""
    plan = force.plan.numbers.get(number)
    return plan.steps[current_step(plan, force.standings.get(number))] if plan else None


def _taking_along(begun: Begun) -> Conversation:
    """Return the conversation with what the one before knew of the customer."""
    before = begun.before
    if before is None:
        return begun.conversation
    return replace(begun.conversation, admitted_at=before.admitted_at, told_at=before.told_at)
