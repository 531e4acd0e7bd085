"""The clock's duty towards waiting rooms: whoever's turn has come is let in, and nobody waits in vain."""

import math
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass

from appcare.application.ports import Clock, Contacts, Conversations, EventLog, Telemetry
from appcare.application.rollout.gate import names_of, step_of, waiting_pace
from appcare.application.rollout.ports import InForce, KnownRollouts
from appcare.application.rollout.room_ports import Place, WaitingRoom
from appcare.application.rollout.tally_ports import Tallies, Tally
from appcare.application.rollout.usher import Wording
from appcare.domain.conversation import Conversation, Gate
from appcare.domain.errors import StorageError
from appcare.domain.identity import AliasKind
from appcare.domain.log import LogRecord
from appcare.domain.rollout.decision import Candidate, is_in
from appcare.domain.rollout.gate_facts import ROLLOUT_ADMITTED, GateFact, Why, gate_fact, later_diversion
from appcare.domain.rollout.pace import HOUR_MS
from appcare.domain.rollout.plan import Step

AT_ONCE = 500
"""Places looked at in one run and room: what is left, the next minute sees to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AdmitPorts:
    """What letting in needs from outside."""

    log: EventLog
    rollouts: KnownRollouts
    room: WaitingRoom
    contacts: Contacts
    conversations: Conversations
    tallies: Tallies
    clock: Clock
    telemetry: Telemetry


@dataclass(frozen=True, slots=True)
class _Here:
    """Whose room is seen to: the number, its current step (None: it is open), and when that began."""

    number: str
    step: Step | None
    since: int

    @property
    def step_name(self) -> str:
        return self.step.name if self.step else ""


class AdmitWaiting:
    """Lets in who waits, in order of arrival, as the pace allows; who waited too long is told another way.

    The fact comes first and the place is freed after. After a crash between the two the same people are
    taken again, and the same facts written.
    """

    def __init__(
        self,
        ports: AdmitPorts,
        *,
        numbers: Collection[str],
        country_in: Callable[[str], str],
        wording: Wording,
    ) -> None:
        """Set up.

        Args:
            ports: what it needs from outside.
            numbers: the configured names of all numbers, `unlisted` among them.
            country_in: a log partition -> where its customer is from, two letters; empty: not known.
            wording: what customers are told.
        """
        self._ports = ports
        self._numbers = tuple(numbers)
        self._country_in = country_in
        self._wording = wording

    def run(self) -> None:
        """See to every number's room.

        Raises:
            StorageError: one room was not seen to; the others were.
        """
        force = self._ports.rollouts.read()
        if force is None:
            return
        failures: list[StorageError] = []
        # The plan may still call a number as the settings did before.
        for number in dict.fromkeys((*self._numbers, *force.plan.numbers)):
            try:
                self._see_to(number, force)
            except StorageError as failure:
                failures.append(failure)
        if failures:
            raise failures[0]

    def _see_to(self, number: str, force: InForce) -> None:
        room = self._ports.room.read(number)
        if not room.waiting:
            return
        self._ports.telemetry.count("rollout.in_waiting_room", room.waiting, number=number)
        here, now = _Here(number, step_of(force, number), force.since(number)), self._ports.clock.now()
        waiting = self._who_waits(here)
        # Whoever was pulled forward counts by now, and so does what another run of the clock let in.
        room = self._ports.room.read(number)
        pace = waiting_pace(force, number)
        longest = pace.longest_wait_hours * HOUR_MS if pace else math.inf
        too_long = [place for place in waiting if now - place.since >= longest]
        turn = [place for place in waiting if now - place.since < longest]
        count = room.admissions.released(pace, now) if pace else len(turn)
        self._admit(turn[:count], Why.PACE if pace else Why.OPENED, here)
        self._divert(too_long, here, Why.WAITED_TOO_LONG, after_ms=longest)

    def _who_waits(self, here: _Here) -> Sequence[Place]:
        """Return the first places; those whose conversation waits no more are freed."""
        places = self._ports.room.first(here.number, AT_ONCE)
        pairs = [(place.contact_id, place.number_id) for place in places]
        now = self._ports.conversations.read(pairs)
        standing = {place.order: now.get(pair) for place, pair in zip(places, pairs, strict=True)}
        # Another conversation took its place: what was held of this one must not stay behind.
        replaced = [place for place in places if not _is_of(place, standing[place.order])]
        self._admit(replaced, Why.OPENED, here)
        by_gate: dict[Gate, list[Place]] = {gate: [] for gate in Gate}
        for place in places:
            one = standing[place.order]
            if one is not None and _is_of(place, one):
                by_gate[one.gate].append(place)
        # Who came in without the clock was pulled forward, and counts: there is room for fewer others.
        pulled = self._ports.room.leave(by_gate[Gate.OPEN], admitted_at=self._ports.clock.now())
        self._count(here, Tally(admitted=pulled))
        self._ports.room.leave(by_gate[Gate.DIVERTED], admitted_at=None)
        waiting = by_gate[Gate.WAITING]
        refused = [one for one in waiting if self._is_refused(one, standing[one.order], here.step)]
        self._divert(refused, here, Why.REFUSED, after_ms=0)
        return [one for one in waiting if one not in refused]

    def _is_refused(self, place: Place, conversation: Conversation | None, step: Step | None) -> bool:
        """Whether a step denies somebody, or does not let in who came when nobody knew a plan."""
        came_without_plan = place.expected_at is None
        if step is None or conversation is None or not (step.deny or came_without_plan):
            return False
        known = self._ports.contacts.read([place.contact_id]).get(place.contact_id)
        phones = known.today(AliasKind.PHONE) if known else ()
        who = Candidate(
            contact_id=place.contact_id,
            number_id=place.number_id,
            country=self._country_in(place.opened_by.pk),
            phone=phones[-1] if phones else "",
            topic=conversation.topic,
            is_known=not conversation.first_contact,
            was_in=conversation.admitted_at is not None or not came_without_plan,
            names=names_of(known) if known else frozenset(),
        )
        return not is_in(step, who)

    def _admit(self, places: Sequence[Place], why: Why, here: _Here) -> None:
        self._ports.log.append([_admitted(place, why, here.step_name) for place in places])
        left = self._ports.room.leave(places, admitted_at=self._ports.clock.now())
        self._count(here, Tally(admitted=left))

    def _divert(self, places: Sequence[Place], here: _Here, why: Why, after_ms: float) -> None:
        facts = []
        for place in places:
            fact = GateFact(
                conversation_id=place.conversation_id,
                number_id=place.number_id,
                at=place.since + round(after_ms),
                why=why,
                step=here.step_name,
                text=self._wording.divert(self._country_in(place.opened_by.pk)),
            )
            facts.append(later_diversion(fact, place.opened_by.pk, place.expires_at))
        self._ports.log.append(facts)
        self._count(here, Tally(diverted=self._ports.room.leave(places, admitted_at=None)))

    def _count(self, here: _Here, tally: Tally) -> None:
        counts = {"rollout.admitted": tally.admitted, "rollout.diverted": tally.diverted}
        for metric, value in counts.items():
            if value:
                self._ports.telemetry.count(metric, value, number=here.number)
                self._ports.tallies.add(here.number, here.since, tally)


def _is_of(place: Place, conversation: Conversation | None) -> bool:
    return conversation is not None and conversation.id == place.conversation_id


def _admitted(place: Place, why: Why, step_name: str) -> LogRecord:
    fact = GateFact(
        conversation_id=place.conversation_id,
        number_id=place.number_id,
        at=place.since,
        why=why,
        step=step_name,
    )
    return gate_fact(ROLLOUT_ADMITTED, fact, place.opened_by, place.expires_at)
