"""Makes the calls for one event: at its slot, within its time, once more after a moment.

Says what became of it: finished (delivered, given up, or gone), or the lane it has to wait in.
"""

import math
from dataclasses import dataclass
from random import Random

from appcare.application.adapter_ports import Attempt
from appcare.application.delivery_ports import Courier, FailedAttempt, FailedDeliveries, Patience
from appcare.application.destination_watch import DestinationWatch
from appcare.application.ports import Clock, Telemetry
from appcare.application.take_slots import Slot, SlotTaker
from appcare.domain.delivery import (
    IN_PROCESS_ATTEMPTS,
    Delivered,
    DeliveryResult,
    Refusal,
    Rejected,
    RetryLater,
    Scope,
)
from appcare.domain.destination import DestinationState
from appcare.domain.errors import AppCareError
from appcare.domain.lanes import EventRef, Lane, LaneId, WaitReason
from appcare.domain.log import LogRecord

UNASKED_REST_S = 60.0
"""How long a destination rests that said "later" for everybody, but not how much later."""

TIME_OVER = "time is over"
USED_UP = "attempts used up"


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPorts:
    """What calling needs from outside."""

    courier: Courier
    patience: Patience
    failed: FailedDeliveries
    clock: Clock
    telemetry: Telemetry


class DestinationCalls:
    """Calls one destination during one batch."""

    def __init__(
        self,
        *,
        ports: CallPorts,
        watch: DestinationWatch,
        slots: SlotTaker,
        random: Random,
    ) -> None:
        self._ports = ports
        self._watch = watch
        self._slots = slots
        self._random = random

    def attempt(
        self, lane: LaneId, ref: EventRef, record: LogRecord, *, failed: int, slot: Slot | None
    ) -> Lane | None:
        """Try to deliver an event; return None when it is finished, else the lane it waits in.

        Args:
            lane: whose turn it is.
            ref: the event.
            record: the log record it is read from.
            failed: attempts that failed before.
            slot: a slot taken for it already.
        """
        while True:
            if self.is_over(record):
                self._give_up(lane, ref, record, TIME_OVER)
                return None
            before = self._ready(lane, failed, slot)
            if isinstance(before, Lane):
                return before
            result = self._call(ref, record, failed + 1)
            slot = None
            if isinstance(result, Delivered):
                self._delivered(lane, ref, failed, before)
                return None
            self._note_failure(lane, ref, failed + 1, result.reason)
            if isinstance(result, Rejected) and result.code in (Refusal.INVALID, Refusal.UNSUPPORTED):
                self._watch.works(before)
                self._give_up(lane, ref, record, result.reason)
                return None
            if self._concerns_destination(result, ref, before):
                return self._closed_lane(lane, failed)
            failed += 1
            if failed >= IN_PROCESS_ATTEMPTS or isinstance(result, Rejected):
                return self._later(lane, ref, record, failed, result)
            self._ports.clock.sleep(1 + self._random.random())

    def is_over(self, record: LogRecord) -> bool:
        """Whether an event is given up without a call."""
        return self._ports.patience.is_over(record, self._ports.clock.now())

    def _give_up(self, lane: LaneId, ref: EventRef, record: LogRecord, reason: str) -> None:
        """Give an event up for this destination, where everybody can see it."""
        self._ports.failed.park(lane.destination, ref, reason, self._ports.clock.now())
        self._ports.patience.give_up(lane.destination, ref, record, reason)

    def _ready(self, lane: LaneId, failed: int, slot: Slot | None) -> DestinationState | Lane:
        """Wait until the call may be made; return the state it is made in, or the lane that waits instead."""
        if not self._may_call:
            return self._closed_lane(lane, failed)
        come_back = self._slots.wait(slot)
        if come_back is not None:
            return Lane(lane, WaitReason.OUT_OF_TIME, failed, come_back)
        before = self._watch.state
        # Others may have closed the destination while this one waited.
        return before if self._may_call else self._closed_lane(lane, failed)

    @property
    def _may_call(self) -> bool:
        return self._watch.takes_calls or self._watch.may_probe

    def _call(self, ref: EventRef, record: LogRecord, number: int) -> DeliveryResult:
        """Make one call. A fault of ours in it is this event's alone: its neighbours go on."""
        try:
            return self._ports.courier.carry(ref, record, Attempt(number, self._ports.clock.now()))
        except AppCareError as error:
            if error.retryable:
                raise
            return Rejected(Refusal.UNSUPPORTED, f"internal: {error.code}")
        except Exception as error:  # noqa: BLE001 - a poison head must not take its lane along
            self._ports.telemetry.count("delivery.internal_error")
            return Rejected(Refusal.UNSUPPORTED, f"internal: {type(error).__name__}")

    def _concerns_destination(
        self, result: RetryLater | Rejected, ref: EventRef, before: DestinationState
    ) -> bool:
        """Close the destination if the answer is about all of it; say whether it was."""
        probing = not before.takes_calls(self._ports.clock.now())
        if isinstance(result, Rejected):
            if result.code is Refusal.GONE:
                self._watch.disable(before, result.reason)
            elif not probing and ref.event_id in before.culprits:
                # It works for others and refuses this event again: the event is the trouble.
                return False
            else:
                self._watch.close(before, result.reason, "" if probing else ref.event_id)
            return True
        if result.scope is Scope.DESTINATION:
            rest = UNASKED_REST_S if result.after is None else result.after
            self._watch.rest(before, rest, result.reason)
            return True
        if probing:
            self._watch.close(before, result.reason)
        return probing

    def _later(
        self, lane: LaneId, ref: EventRef, record: LogRecord, failed: int, result: DeliveryResult
    ) -> Lane | None:
        now = self._ports.clock.now()
        wait = self._ports.patience.next_wait_ms(record, failed, now, self._random.random())
        if wait is None:
            self._give_up(lane, ref, record, USED_UP)
            return None
        wished = result.after if isinstance(result, RetryLater) and result.after else 0
        due_at = now + max(wait, math.ceil(wished * 1000))
        return Lane(lane, WaitReason.TRY_LATER, failed, due_at)

    def _closed_lane(self, lane: LaneId, failed: int) -> Lane:
        return Lane(lane, WaitReason.DESTINATION_CLOSED, failed, self._watch.next_call_at)

    def _delivered(self, lane: LaneId, ref: EventRef, failed: int, before: DestinationState) -> None:
        self._watch.works(before)
        now = self._ports.clock.now()
        if failed:
            self._ports.failed.settle(lane.destination, ref, now)
        self._ports.telemetry.count("delivery.delivered", destination=lane.destination)
        self._ports.telemetry.line(
            "event delivered", event_id=ref.event_id, destination=lane.destination, delivered_at=now
        )

    def _note_failure(self, lane: LaneId, ref: EventRef, number: int, reason: str) -> None:
        failed = FailedAttempt(self._ports.clock.now(), number, reason)
        self._ports.failed.add(lane.destination, ref, failed)
        self._ports.telemetry.count("delivery.failed_attempt", destination=lane.destination)
