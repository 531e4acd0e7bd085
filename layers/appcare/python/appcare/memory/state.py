"""State in memory: conversations, progress, destination states, throttles, failed deliveries."""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import replace
from decimal import Decimal
from threading import Lock

from appcare.application.delivery_ports import FailedAttempt, FailedDelivery
from appcare.domain.conversation import Conversation
from appcare.domain.destination import DestinationState, DestinationStatus
from appcare.domain.failed_delivery import FailedState
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey
from appcare.domain.progress import Progress, Stage


class MemoryConversations:
    """`Conversations` in a dictionary."""

    def __init__(self) -> None:
        """Start without any."""
        self.conversations: dict[tuple[str, str], Conversation] = {}
        self._lock = Lock()

    def read(self, pairs: Iterable[tuple[str, str]]) -> Mapping[tuple[str, str], Conversation]:
        """Return the latest conversation for each (contact id, number id) that has one."""
        return {pair: self.conversations[pair] for pair in set(pairs) if pair in self.conversations}

    def of(self, contact_id: str) -> Sequence[Conversation]:
        """Return the latest conversation of a contact on each number, in order of the number's id."""
        pairs = sorted(pair for pair in tuple(self.conversations) if pair[0] == contact_id)
        return [self.conversations[pair] for pair in pairs]

    def write(self, conversation: Conversation, before: Conversation | None) -> bool:
        """Store it if what is stored still equals `before` (None: nothing); False: it does not."""
        pair = (conversation.contact_id, conversation.number_id)
        with self._lock:
            if self.conversations.get(pair) != before:
                return False
            self.conversations[pair] = conversation
            return True


class MemoryProgresses:
    """`Progresses` in a dictionary: which record made each step of a message first."""

    def __init__(self) -> None:
        """Start without any."""
        self.steps: dict[str, dict[Stage, LogKey]] = {}
        self._lock = Lock()

    def advance(self, step: Progress, cause: LogKey, beside: Collection[LogKey] = ()) -> bool:
        """Remember a step of a message; False: the message is as far or further without it."""
        with self._lock:
            made = self.steps.setdefault(step.message_id, {})
            if step.stage > max(made, default=0):
                made[step.stage] = cause
            further = [made[stage] for stage in made if stage > step.stage]
            return made.get(step.stage) == cause and all(one in beside for one in further)

    def behind(self, steps: Iterable[tuple[Progress, LogKey]]) -> frozenset[LogKey]:
        """Return the causes whose step was none when it came."""
        with self._lock:
            return frozenset(
                cause
                for step, cause in steps
                if step.message_id in self.steps and self.steps[step.message_id].get(step.stage) != cause
            )

    def reached(self, our_ids: Iterable[str]) -> Mapping[str, Stage]:
        """Return the furthest stage of each message that a status was seen of."""
        with self._lock:
            return {one: max(self.steps[one]) for one in our_ids if self.steps.get(one)}


class MemoryDestinationStates:
    """`DestinationStates` in a dictionary."""

    def __init__(self, now: Callable[[], int] = lambda: 0) -> None:
        """Start with every destination open; `now` gives Unix milliseconds."""
        self.states: dict[str, DestinationState] = {}
        self._now = now
        self._lock = Lock()

    def read(self, destination: str) -> DestinationState:
        """Return its state; one never written is open, generation 0."""
        return self.states.get(destination, DestinationState())

    def change(self, destination: str, before: DestinationState, after: DestinationState) -> bool:
        """Store `after` with the next generation if that of `before` still stands."""
        with self._lock:
            if self.read(destination).generation != before.generation:
                return False
            since = after.noted_since(before, self._now())
            self.states[destination] = replace(after, generation=before.generation + 1, since=since)
            return True

    def open(self, destination: str) -> DestinationState:
        """Make it take calls whatever it was (a person says so); return the new state."""
        with self._lock:
            generation = self.read(destination).generation + 1
            opened = DestinationState(DestinationStatus.OPEN, generation=generation, since=self._now())
            self.states[destination] = opened
            return opened


class MemoryThrottle:
    """`Throttle` as one number for each destination: the first moment that nobody has taken."""

    def __init__(self) -> None:
        """Start with nothing taken."""
        self._free_from: dict[str, Decimal] = {}
        self._lock = Lock()

    def reserve(
        self, destination: str, slots: int, now: int, interval_ms: float, horizon_ms: float
    ) -> tuple[float, bool]:
        """Take `slots` slots if they all lie within the horizon."""
        with self._lock:
            first = max(Decimal(now), self._free_from.get(destination, Decimal(0)))
            if first + (slots - 1) * Decimal(interval_ms) > now + Decimal(horizon_ms):
                return float(first), False
            self._free_from[destination] = first + slots * Decimal(interval_ms)
            return float(first), True


class MemoryFailedDeliveries:
    """`FailedDeliveries` in a dictionary by destination and event id; keeps every attempt."""

    def __init__(self) -> None:
        """Start without any."""
        self.deliveries: dict[tuple[str, str], FailedDelivery] = {}

    def add(self, destination: str, ref: EventRef, failed: FailedAttempt) -> None:
        """Add an attempt to the record, made by the first one; a parked delivery is retrying again."""
        before = self._record(destination, ref, failed.at)
        attempts = (*before.attempts, failed)
        self._store(replace(before, status=FailedState.RETRYING, attempts=attempts, reason=""))

    def park(self, destination: str, ref: EventRef, reason: str, at: int) -> None:
        """Mark the delivery as given up, with the reason; the record is made if there is none."""
        before = self._record(destination, ref, at)
        self._store(replace(before, status=FailedState.PARKED, reason=reason))

    def settle(self, destination: str, ref: EventRef, at: int) -> None:  # noqa: ARG002 - nothing expires in memory
        """Mark a delivery that has a record as delivered after all."""
        record = self.read(destination, ref)
        if record:
            self._store(replace(record, status=FailedState.DELIVERED, reason=""))

    def supersede(self, destination: str, ref: EventRef, at: int) -> None:
        """Mark a delivery as needless; the record is made if there is none."""
        before = self._record(destination, ref, at)
        self._store(replace(before, status=FailedState.SUPERSEDED, reason=""))

    def read(self, destination: str, ref: EventRef) -> FailedDelivery | None:
        """Return the delivery's record; None: it never failed."""
        return self.deliveries.get((destination, ref.event_id))

    def _record(self, destination: str, ref: EventRef, at: int) -> FailedDelivery:
        """Return the record as it is to be changed: the event is named as it was last attempted."""
        made = FailedDelivery(destination, ref, FailedState.RETRYING, failed_at=at)
        return replace(self.read(destination, ref) or made, ref=replace(ref, replay=""))

    def _store(self, record: FailedDelivery) -> None:
        self.deliveries[record.destination, record.ref.event_id] = record
