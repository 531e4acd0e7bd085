"""What the delivery engine needs from outside; the contracts are kept as in `ports.py`.

Unless a method says otherwise it raises `StorageError` when the outside fails, and then the caller
must assume neither that the call took effect nor that it did not.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from appcare.application.adapter_ports import Attempt
    from appcare.domain.delivery import DeliveryResult, Postponed
    from appcare.domain.destination import DestinationState
    from appcare.domain.lanes import EventRef, Held, Lane, LaneId
    from appcare.domain.log import LogRecord


@dataclass(frozen=True, slots=True)
class Outgoing:
    """An event on its way into a destination's queue."""

    destination: str
    ref: EventRef


@dataclass(frozen=True, slots=True)
class WakeUp:
    """Asks a lane to go on."""

    lane: LaneId
    due_at: int


class DeliveryQueues(Protocol):
    """The FIFO queues, one for each destination; a lane is a group."""

    def send(self, outgoing: Sequence[Outgoing]) -> None:
        """Queue all, each lane's in the given order, deduplicated by event (and replay) for 5 minutes.

        A lane's next entry is sent only after the one before was accepted.
        """
        ...

    def wake(self, wake_ups: Sequence[WakeUp]) -> None:
        """Queue wake-ups into their lanes' groups, deduplicated by lane and `due_at`."""
        ...


class DelayedWakeUps(Protocol):
    """Wake-ups that come after a delay of seconds."""

    def wake_later(self, wake_up: WakeUp, delay_s: int) -> None:
        """Have `wake_up` sent into its group after `delay_s` seconds (0 to 900), at least once."""
        ...


class Lanes(Protocol):
    """The lanes that wait, and what is held behind them. Reads are strongly consistent."""

    def read(self, ids: Iterable[LaneId]) -> Mapping[LaneId, Lane]:
        """Return the lanes that wait; one that is left out does not wait."""
        ...

    def write(self, lane: Lane) -> None:
        """Create the lane or replace its reason, attempt and `due_at`."""
        ...

    def remove(self, lane: LaneId) -> None:
        """Remove the lane's own record; what is held behind it is not touched."""
        ...

    def hasten(self, lane: LaneId, due_at: int) -> bool:
        """Set `due_at` if the lane waits; False: it does not."""
        ...

    def hold(self, lane: LaneId, held: Held) -> None:
        """Keep an event behind the lane; the same sequence again changes nothing."""
        ...

    def held(self, lane: LaneId, limit: int) -> Sequence[Held]:
        """Return the first held events in order of their sequence, at most `limit`."""
        ...

    def release(self, lane: LaneId, sequence: str) -> None:
        """Forget one held event; one that is gone already is fine."""
        ...

    def due(self, destination: str, now: int, limit: int) -> Sequence[Lane]:
        """Return lanes with `due_at` <= now, the longest due first, at most `limit`.

        May be behind by seconds. Only id and `due_at` are to be relied upon.
        """
        ...


class DestinationStates(Protocol):
    """Whether destinations take calls."""

    def read(self, destination: str) -> DestinationState:
        """Return its state, strongly consistent; one never written is open, generation 0."""
        ...

    def change(self, destination: str, before: DestinationState, after: DestinationState) -> bool:
        """Store `after` with generation `before.generation` + 1, if that generation still stands.

        False: somebody changed it meanwhile, and nothing was stored. So an old answer in flight
        cannot close what was enabled since, nor a late success open what was disabled.
        """
        ...

    def open(self, destination: str) -> DestinationState:
        """Make it take calls whatever it was (a person says so); return the new state."""
        ...


class Throttle(Protocol):
    """Slots in time at which a destination may be called."""

    def reserve(
        self, destination: str, slots: int, now: int, interval_ms: float, horizon_ms: float
    ) -> tuple[float, bool]:
        """Take `slots` slots, each `interval_ms` after the one before, none before `now`.

        All of them or none: they are taken if the last one lies no later than `now` + `horizon_ms`.
        Returns the first one's time in Unix milliseconds (where none was taken: about the time
        from which slots are free) and whether they were taken. No slot is ever given twice.
        """
        ...


@dataclass(frozen=True, slots=True)
class FailedAttempt:
    """One attempt that did not deliver.

    Attributes:
        at: when it began, Unix milliseconds.
        attempt: which one it was, from 1.
        reason: a few words.
        took_ms: how long the call took, in milliseconds.
        status: the HTTP status that was answered; None: there was no answer, or no HTTP.
        answer: the beginning of the answer, redacted, at most 2,048 characters.
    """

    at: int
    attempt: int
    reason: str
    took_ms: int = 0
    status: int | None = None
    answer: str = ""


@dataclass(frozen=True, slots=True)
class FailedDelivery:
    """What is known of a delivery that failed at least once.

    Attributes:
        status: one of `FailedState`.
        attempts: failed attempts, oldest first; at least the newest 20.
        reason: why it is parked; empty: it is not.
        failed_at: when it failed first, Unix milliseconds.
    """

    destination: str
    ref: EventRef
    status: str
    attempts: tuple[FailedAttempt, ...] = ()
    reason: str = ""
    failed_at: int = 0


class FailedDeliveries(Protocol):
    """A record for each delivery that failed at least once.

    It stays for 30 days after the delivery is done with, and else as long as the event itself.
    """

    def add(self, destination: str, ref: EventRef, failed: FailedAttempt) -> None:
        """Add an attempt to the record, made by the first one; a parked delivery is retrying again."""
        ...

    def park(self, destination: str, ref: EventRef, reason: str, at: int) -> None:
        """Mark the delivery as given up, with the reason; the record is made if there is none."""
        ...

    def settle(self, destination: str, ref: EventRef, at: int) -> None:
        """Mark a delivery that has a record as delivered after all."""
        ...

    def supersede(self, destination: str, ref: EventRef, at: int) -> None:
        """Mark a delivery as needless: a later status of its message goes instead.

        The record is made if there is none: a replay must not tell what was never told.
        """
        ...

    def read(self, destination: str, ref: EventRef) -> FailedDelivery | None:
        """Return the delivery's record, strongly consistent; None: it never failed."""
        ...


class Courier(Protocol):
    """What the delivery engine carries things with: one call to a destination for one event."""

    def calls_for(self, ref: EventRef) -> bool:
        """Whether the destination has a place for such an event; without one it is done, uncalled.

        It is asked of a closed destination's events, too: they wait for nothing, and probe nothing.
        """
        ...

    def carry(self, ref: EventRef, record: LogRecord, attempt: Attempt) -> DeliveryResult | Postponed:
        """Make one call, or say until when none may be made.

        What the destination does is a `DeliveryResult`, never an exception.

        Raises:
            UndigestibleError: the record cannot be turned into what the destination takes.
        """
        ...


class Patience(Protocol):
    """How long one kind of delivery is tried, and what becomes of an event that is given up."""

    def is_over(self, record: LogRecord, now: int) -> bool:
        """Whether its time is over, whatever the destination says; asked before every call.

        It is asked of a closed destination's lanes, too: such an event is given up without a call.
        """
        ...

    def next_wait_ms(self, record: LogRecord, failed: int, now: int, fraction: float) -> int | None:
        """Return how long to wait after `failed` attempts, None when they are used up.

        Args:
            record: what is delivered.
            failed: failed attempts so far, 1 or more.
            now: Unix milliseconds.
            fraction: 0 to 1; spreads the wait.
        """
        ...

    def give_up(self, destination: str, ref: EventRef, record: LogRecord, reason: str) -> None:
        """Make known that it is given up; the same again, after a crash, changes nothing."""
        ...
