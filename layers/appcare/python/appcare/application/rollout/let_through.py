"""What the rollout lets through to CRMs: at once, after a wait, or not at all."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from appcare.application.delivery_ports import DeliveryQueues, Lanes, Outgoing
from appcare.application.ports import Clock, Conversations, Telemetry
from appcare.domain.conversation import Conversation, Gate
from appcare.domain.lanes import EventRef, Held, LaneId
from appcare.domain.log import LogRecord
from appcare.domain.rollout.gate_facts import (
    ROLLOUT_ADMITTED,
    ROLLOUT_DIVERTED,
    ROLLOUT_WAITING,
    Why,
    gate_fact_of,
)

BEFORE_WRITING = frozenset({"customer.chat_opened", "message.reacted", "message.edited", "message.revoked"})
"""What a customer can do before the first message, on which the rollout decides."""

AT_ONCE = 100
"""Held events read in one go."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldPorts:
    """What holding needs from outside."""

    lanes: Lanes
    conversations: Conversations
    queues: DeliveryQueues
    clock: Clock
    telemetry: Telemetry


class LetThrough:
    """One batch: holds events of conversations that wait, one lane for each destination, and lets them go.

    Such a lane has no record and is never due: `rollout.admitted` is what it waits for. An event is held
    first and the conversation looked at again after; the router that takes `rollout.admitted` stores that
    the conversation is in first and looks for held events after. So one of the two sees the other's work.
    """

    def __init__(
        self, ports: HoldPorts, destinations: Sequence[str], lets_everybody_in: Callable[[str], bool]
    ) -> None:
        """Set up.

        Args:
            ports: what holding needs from outside.
            destinations: everything that can be told.
            lets_everybody_in: whether whoever writes to a number, by its id, is in at once.
        """
        self._ports = ports
        self._lets_everybody_in = lets_everybody_in
        self._destinations = tuple(destinations)
        self._let_go: list[tuple[LaneId, Held]] = []
        self._held: dict[tuple[str, str], str] = {}
        self._turn = 0

    def of(
        self,
        record: LogRecord,
        number_id: str,
        conversation: Conversation | None,
        outgoing: list[Outgoing],
    ) -> list[Outgoing]:
        """Return what of a record, and of what waited for it, may be queued now.

        Args:
            record: what is routed.
            number_id: the business number; empty: none.
            conversation: the customer's, as the record left it.
            outgoing: whom it would be told.
        """
        if record.kind == ROLLOUT_ADMITTED:
            return self._all_of(gate_fact_of(record).conversation_id)
        if record.kind == ROLLOUT_DIVERTED:
            waited = gate_fact_of(record).why in (Why.WAITED_TOO_LONG, Why.REFUSED)
            if waited and conversation and conversation.gate is Gate.DIVERTED:
                self._forget(conversation.id)
            return []
        if conversation is None:
            return self._before_any(number_id, outgoing)
        if conversation.gate is Gate.OPEN:
            return outgoing
        if conversation.gate is Gate.DIVERTED:
            self._count("event.diverted", len(outgoing))
            return []
        for one in outgoing:
            self._hold(conversation, record, one)
        return []

    def settle(self) -> None:
        """Finish a batch, after its events were queued: forget what was let go, look again at what was held.

        Raises:
            StorageError: not everything is done; the batch will come again, and does it.
        """
        for lane, held in self._let_go:
            self._ports.lanes.release(lane, held.sequence)
        self._let_go = []
        waited, self._held = self._held, {}
        now = self._ports.conversations.read(waited) if waited else {}
        late: list[Outgoing] = []
        for pair, one in now.items():
            if one.id != waited[pair] or one.gate is Gate.OPEN:
                late += self._all_of(waited[pair])
            elif one.gate is Gate.DIVERTED:
                self._forget(one.id)
        if late:
            self._ports.queues.send(late)
            self.settle()

    def _before_any(self, number_id: str, outgoing: list[Outgoing]) -> list[Outgoing]:
        """Return what is told of somebody who never wrote: what they did by themselves waits for that."""
        if self._lets_everybody_in(number_id):
            return outgoing
        told = [one for one in outgoing if one.ref.type not in BEFORE_WRITING]
        self._count("event.diverted", len(outgoing) - len(told))
        return told

    def _hold(self, conversation: Conversation, record: LogRecord, one: Outgoing) -> None:
        self._turn += 1
        sequence = _sequence(record, one.ref, self._ports.clock.now(), self._turn)
        self._ports.lanes.hold(_lane(one.destination, conversation.id), Held(sequence, one.ref))
        self._held[conversation.contact_id, conversation.number_id] = conversation.id
        self._count("event.held", 1)

    def _all_of(self, conversation_id: str) -> list[Outgoing]:
        """Return what is held of a conversation, in order for each destination, each event once."""
        found: dict[tuple[str, str], Outgoing] = {}
        for destination in self._destinations:
            lane = _lane(destination, conversation_id)
            for held in self._behind(lane):
                self._let_go.append((lane, held))
                found.setdefault((destination, held.ref.event_id), Outgoing(destination, held.ref))
        return list(found.values())

    def _behind(self, lane: LaneId) -> Sequence[Held]:
        limit = AT_ONCE
        while len(behind := self._ports.lanes.held(lane, limit)) == limit:
            limit *= 2
        return behind

    def _forget(self, conversation_id: str) -> None:
        for destination in self._destinations:
            lane = _lane(destination, conversation_id)
            for held in self._behind(lane):
                self._ports.lanes.release(lane, held.sequence)

    def _count(self, metric: str, events: int) -> None:
        if events:
            self._ports.telemetry.count(metric, events)


def may_say(record: LogRecord, conversation: Conversation | None) -> bool:
    """Whether what the rollout would tell a customer is true still: they wait, or are not let in.

    Somebody who is pulled forward in the minute in which their wait is over is told nothing any more.
    """
    said_of = {ROLLOUT_WAITING: Gate.WAITING, ROLLOUT_DIVERTED: Gate.DIVERTED}.get(record.kind)
    return said_of is None or (conversation is not None and conversation.gate is said_of)


def _sequence(record: LogRecord, ref: EventRef, now: int, turn: int) -> str:
    """Return what held events sort by: arrival, and within its second the channel's clock, as in every batch.

    The event's own digits come last, so that two never share a sequence, whatever the clocks say: the second
    would be taken for the first one held again.
    """
    moment = record.key.sk.partition("#")[0]
    return f"{record.arrived_at or 0:013d}{int(moment):013d}{now:013d}{turn:05d}{_digits(ref.event_id)}"


def _digits(event_id: str) -> str:
    return f"{int.from_bytes(hashlib.sha256(event_id.encode()).digest()[:8]):020d}"


def _lane(destination: str, conversation_id: str) -> LaneId:
    """Return where events of a waiting conversation are held; no destination's own name has a dot."""
    return LaneId(f"held.{destination}", conversation_id)
