"""One group of a batch, in order: what arrives, what is held, and what wakes.

The lane as it was read at the start of the batch, or as this run last wrote or removed it, decides;
nobody else works on a lane while its FIFO group is in flight.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from appcare.application.call_destination import DestinationCalls, Turn
from appcare.application.delivery_ports import DelayedWakeUps, DeliveryQueues, Lanes, WakeUp
from appcare.application.destination_watch import DestinationWatch
from appcare.application.ports import Clock, EventLog, Telemetry
from appcare.application.take_slots import Slot
from appcare.domain.destination import DestinationStatus
from appcare.domain.errors import StorageError
from appcare.domain.lanes import EventRef, Held, Lane, LaneId, WaitReason
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.progress import outrun

WAKE_WITHIN_MS = 60_000
"""A lane due sooner sends its own wake-up; the clock comes every minute for the others."""

HELD_AT_ONCE = 100
"""How far a drain looks ahead, for statuses that a later one makes needless."""

READ_AT_ONCE = 10
"""How many held events' records are read together."""

SKEW_MS = 1_000
"""Clocks differ: a wake-up that comes this much early counts, for it does not come again so soon."""


@dataclass(frozen=True, slots=True)
class Incoming:
    """A message of a destination's FIFO queue: an event, or (without `ref`) a wake-up.

    Attributes:
        again: whether it was handed out before, or is a replay: there may be a record of its failures.
    """

    id: str
    sequence: str
    lane: LaneId
    ref: EventRef | None
    again: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class LanePorts:
    """What waiting needs from outside."""

    log: EventLog
    lanes: Lanes
    queues: DeliveryQueues
    delayed: DelayedWakeUps
    clock: Clock
    telemetry: Telemetry


class LaneRun:
    """Takes one group's messages one after another; `acknowledged` are those that are done with."""

    def __init__(
        self,
        *,
        ports: LanePorts,
        calls: DestinationCalls,
        watch: DestinationWatch,
        messages: Sequence[Incoming],
        lane: Lane | None,
        records: Mapping[LogKey, LogRecord],
    ) -> None:
        self._ports = ports
        self._calls = calls
        self._watch = watch
        self._messages = messages
        self._id = messages[0].lane
        self._lane = lane
        self._records = records
        self.slot: Slot | None = None
        self.acknowledged: set[str] = set()

    @property
    def begins_with_call(self) -> bool:
        """Whether its first message leads to a call, as far as can be told beforehand."""
        if not (self._watch.takes_calls or self._watch.may_probe):
            return False
        first = self._messages[0].ref
        if first is not None:
            return self._lane is None and self._watch.takes_calls and not self._calls.goes_without(first)
        return self._lane is not None and self._lane.due_at <= self._ports.clock.now()

    def run(self) -> None:
        """Take all messages; stop at the first that meets trouble of ours, so that none overtakes it."""
        for message in self._messages:
            try:
                self._take(message)
            except Exception as error:  # noqa: BLE001 - whatever it is, the rest must stay behind it
                code = error.code if isinstance(error, StorageError) else type(error).__name__
                self._ports.telemetry.count("delivery.group_stopped")
                self._ports.telemetry.line("group stopped", destination=self._id.destination, code=code)
                return
            self.acknowledged.add(message.id)

    def _take(self, message: Incoming) -> None:
        if message.ref is None:
            self._wake()
        elif self._lane is not None:
            self._hold(message.sequence, message.ref)
        elif not self._watch.takes_calls and not self._goes_without_call(message.ref):
            closed = WaitReason.DESTINATION_CLOSED
            self._wait(Lane(self._id, closed, 0, self._watch.next_call_at), message)
        elif (record := self._records.get(message.ref.key)) is None:
            self._gone(message.ref)
        else:
            waiting = self._calls.attempt(self._turn(message.ref, may_have_failed=message.again), record)
            if waiting is not None:
                self._wait(waiting, message)

    def _turn(self, ref: EventRef, *, failed: int = 0, may_have_failed: bool) -> Turn:
        slot, self.slot = self.slot, None
        return Turn(lane=self._id, ref=ref, failed=failed, slot=slot, may_have_failed=may_have_failed)

    def _goes_without_call(self, ref: EventRef) -> bool:
        record = self._records.get(ref.key)
        return record is not None and (self._calls.goes_without(ref) or self._calls.is_over(record))

    def _wait(self, lane: Lane, message: Incoming) -> None:
        """Begin to wait: the lane first, the held event second, then whoever wakes it."""
        self._write(lane)
        if message.ref is not None:
            self._hold(message.sequence, message.ref)
        self._see_to_waking(lane)

    def _wake(self) -> None:
        """Go on with what is held, if it is due; a closed destination's lane waits on, undelivered."""
        if self._lane is not None and self._lane.due_at <= self._ports.clock.now() + SKEW_MS:
            self._drain()

    def _drain(self) -> None:
        while held := self._ports.lanes.held(self._id, HELD_AT_ONCE):
            needless = outrun(held)
            for start in range(0, len(held), READ_AT_ONCE):
                some = held[start : start + READ_AT_ONCE]
                wanted = {one.ref.key for one in some if one not in needless}
                records = self._ports.log.read(wanted) if wanted else {}
                for one in some:
                    # Whatever waited may have failed, whoever noted it: a crash leaves no trace.
                    turn = self._turn(one.ref, failed=self._failed, may_have_failed=True)
                    if one in needless:
                        self._calls.supersede(turn)
                    elif not self._deliver_held(turn, records.get(one.ref.key)):
                        return
                    self._done_with(one)
        self._ports.lanes.remove(self._id)
        self._lane = None

    @property
    def _failed(self) -> int:
        return self._lane.attempt if self._lane else 0

    def _deliver_held(self, turn: Turn, record: LogRecord | None) -> bool:
        """Deliver the lane's first event; False: it has to wait on."""
        if record is None:
            self._gone(turn.ref)
            return True
        waiting = self._calls.attempt(turn, record)
        if waiting is None:
            return True
        self._write(waiting)
        self._see_to_waking(waiting)
        return False

    def _done_with(self, held: Held) -> None:
        lane = self._lane
        if lane is not None and lane.attempt:
            # Before the release: a crash between the two gives a delivered event new attempts,
            # not the next one an old one's.
            self._write(replace(lane, attempt=0))
        self._ports.lanes.release(self._id, held.sequence)

    def _write(self, lane: Lane) -> None:
        self._ports.lanes.write(lane)
        self._lane = lane

    def _hold(self, sequence: str, ref: EventRef) -> None:
        self._ports.lanes.hold(self._id, Held(sequence, ref))

    def _see_to_waking(self, lane: Lane) -> None:
        """Send the lane's wake-up if it is due soon; the clock finds every other one."""
        if lane.reason is WaitReason.DESTINATION_CLOSED and self._watch.state.status in (
            DestinationStatus.CLOSED,
            DestinationStatus.DISABLED,
        ):
            return
        wait = lane.due_at - self._ports.clock.now()
        wake_up = WakeUp(lane.id, lane.due_at)
        if wait <= 0:
            self._ports.queues.wake([wake_up])
        elif wait <= WAKE_WITHIN_MS:
            self._ports.delayed.wake_later(wake_up, math.ceil(wait / 1000))

    def _gone(self, ref: EventRef) -> None:
        """Count an event whose record is gone from the log: expired, or erased on request."""
        self._ports.telemetry.count("delivery.gone", destination=self._id.destination)
        self._ports.telemetry.line("event gone", event_id=ref.event_id)
