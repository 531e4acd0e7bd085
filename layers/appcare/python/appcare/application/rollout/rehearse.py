"""Rehearses one step of a plan: conversations that were begin once more, before the gate that ships."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

from appcare.application.operator_ports import Told
from appcare.application.ports import Clock, Contacts, Conversations, Telemetry, Translated
from appcare.application.rollout.admit_waiting import AdmitPorts, AdmitWaiting
from appcare.application.rollout.gate import Begun, GatePorts, RolloutGate
from appcare.application.rollout.ports import Rollouts
from appcare.application.rollout.room_ports import WaitingRoom
from appcare.application.rollout.tally_ports import Tallies
from appcare.application.rollout.usher import Usher, UsherPorts
from appcare.domain.conversation import Conversation, Gate, opened
from appcare.domain.identity import Customer
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.rollout.gate_facts import (
    ROLLOUT_ADMITTED,
    ROLLOUT_DIVERTED,
    Admission,
    Diversion,
    gate_fact_of,
)
from appcare.domain.rollout.pace import HOUR_MS, MINUTE_MS
from appcare.domain.rollout.plan import NumberPlan, Plan, Step
from appcare.domain.rollout.rehearsal import Arrival, Rehearsed


class SetClock(Clock, Protocol):
    """A clock that is moved by hand."""

    def advance(self, milliseconds: float) -> None:
        """Move it on."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Stage:
    """What a rehearsal happens on: empty; its clock is not later than the first arrival."""

    rollouts: Rollouts
    room: WaitingRoom
    contacts: Contacts
    conversations: Conversations
    tallies: Tallies
    clock: SetClock
    telemetry: Telemetry


def rehearse(
    number: str, step: Step, arrivals: Iterable[Arrival], stage: Stage, told: Told = lambda _: None
) -> Rehearsed:
    """Let conversations begin at their times, with the step in force all the time.

    Args:
        number: the configured name of the number that all of them began on.
        step: of the plan.
        arrivals: in any order.
        stage: where it happens.
        told: learns how many have come.
    """
    rehearsal = _Rehearsal(number, step, stage)
    for count, arrival in enumerate(sorted(arrivals, key=lambda one: (one.at, one.contact_id)), 1):
        rehearsal.arrive(arrival, count)
        told(count)
    return rehearsal.end()


class _Silent:
    """Says nothing to nobody."""

    def waiting(self, country: str, *, now: int, expected_at: int, position: int) -> str:
        """Return no text."""
        del country, now, expected_at, position
        return ""

    def divert(self, country: str) -> str:
        """Return no text."""
        del country
        return ""


class _Rehearsal:
    """Gate, usher and clock as they ship; itself it is the log, and does with a fact what the router does."""

    def __init__(self, number: str, step: Step, stage: Stage) -> None:
        self._number, self._step, self._stage = number, step, stage
        self._countries: dict[Customer, str] = {}
        self._facts: dict[LogKey, LogRecord] = {}
        self._began: dict[str, Conversation] = {}
        self._gates: Counter[Gate] = Counter()
        self._waits: list[int] = []
        self._let_in: Counter[int] = Counter()
        self._gave_up = 0
        stage.rollouts.take(Plan(numbers={number: NumberPlan(steps=(step,))}), stage.clock.now())
        self._gate = RolloutGate(
            GatePorts(
                rollouts=stage.rollouts,
                room=stage.room,
                contacts=stage.contacts,
                conversations=stage.conversations,
                clock=stage.clock,
            ),
            number_name=self._name,
            country_of=self._country,
            divert_again_hours=1,
        )
        self._usher = Usher(
            UsherPorts(
                log=self,
                rollouts=stage.rollouts,
                room=stage.room,
                tallies=stage.tallies,
                clock=stage.clock,
                telemetry=stage.telemetry,
            ),
            number_name=self._name,
            country_of=self._country,
            wording=_Silent(),
        )
        self._clock = AdmitWaiting(
            AdmitPorts(
                log=self,
                rollouts=stage.rollouts,
                room=stage.room,
                contacts=stage.contacts,
                conversations=stage.conversations,
                tallies=stage.tallies,
                clock=stage.clock,
                telemetry=stage.telemetry,
            ),
            numbers=[number],
            country_in=lambda _partition: "",
            wording=_Silent(),
        )

    def arrive(self, arrival: Arrival, count: int) -> None:
        """Let a conversation begin, after everything that the clock had to do before."""
        while self._waiting and self._next_minute <= arrival.at:
            self._tick()
        self._stage.clock.advance(arrival.at - self._stage.clock.now())
        self._countries[arrival.customer] = arrival.country
        key = LogKey(arrival.customer.partition, f"{arrival.at:013d}#{count}#message")
        record = LogRecord(key, "message", b"", arrived_at=arrival.at)
        said = Translated(
            customer=arrival.customer,
            number_id=arrival.number_id,
            occurred_at=arrival.at,
            types=(),
            inbound=True,
            topic=arrival.topic,
        )
        pair = (arrival.contact_id, arrival.number_id)
        before = self._stage.conversations.read([pair]).get(pair)
        begun = replace(
            opened(*pair, key, arrival.at), topic=arrival.topic, first_contact=not arrival.is_known
        )
        conversation = self._gate.opened(Begun(begun, record, said, before))
        self._stage.conversations.write(conversation, before)
        self._began[conversation.id] = conversation
        self._gates[conversation.gate] += 1
        if conversation.gate is Gate.OPEN:
            self._let_in[arrival.at // HOUR_MS] += 1
        self._usher.settle(record, said, conversation)

    def end(self) -> Rehearsed:
        """Let the clock see to everybody who still waits."""
        while self._waiting:
            self._tick()
        return Rehearsed(
            step=self._step,
            came=self._gates.total(),
            at_once=self._gates[Gate.OPEN],
            waits=sorted(self._waits),
            diverted=self._gates[Gate.DIVERTED] + self._gave_up,
            gave_up=self._gave_up,
            let_in=dict(self._let_in),
        )

    def append(self, records: Sequence[LogRecord]) -> None:
        """Keep decisions about conversations, and do what follows from them."""
        for record in records:
            if self._facts.setdefault(record.key, record) is record:
                self._follow(record)

    def read(self, keys: Iterable[LogKey]) -> Mapping[LogKey, LogRecord]:
        """Return the decisions that were kept."""
        return {key: self._facts[key] for key in keys if key in self._facts}

    def _follow(self, record: LogRecord) -> None:
        fact, now = gate_fact_of(record), self._stage.clock.now()
        conversation = self._began[fact.conversation_id]
        change: Admission | Diversion
        if record.kind == ROLLOUT_ADMITTED:
            self._waits.append(now - conversation.opened_at)
            self._let_in[now // HOUR_MS] += 1
            change = Admission(fact.conversation_id, fact.at)
        elif record.kind == ROLLOUT_DIVERTED and conversation.gate is Gate.WAITING:
            self._gave_up += 1
            change = Diversion(fact.conversation_id, fact.at)
        else:
            return
        pair = (conversation.contact_id, conversation.number_id)
        before = self._stage.conversations.read([pair])[pair]
        if before.id == conversation.id:
            self._stage.conversations.write(change.applied_to(before), before)

    def _name(self, number_id: str) -> str:
        del number_id
        return self._number

    def _country(self, customer: Customer) -> str:
        return self._countries.get(customer, "")

    @property
    def _waiting(self) -> int:
        return self._stage.room.read(self._number).waiting

    @property
    def _next_minute(self) -> int:
        return (self._stage.clock.now() // MINUTE_MS + 1) * MINUTE_MS

    def _tick(self) -> None:
        self._stage.clock.advance(self._next_minute - self._stage.clock.now())
        self._clock.run()
