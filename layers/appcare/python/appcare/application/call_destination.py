"""Makes the calls for one event: at its slot, within its time, once more after a moment.

Says what became of it: finished (delivered, given up, or gone), or the lane it has to wait in.
"""

import math
from dataclasses import dataclass
from random import Random

from appcare.application.delivery_ports import Attempt, Courier, FailedAttempt, FailedDeliveries, Throttle
from appcare.application.destination_watch import DestinationWatch
from appcare.application.ports import Clock, EventLog, Telemetry
from appcare.domain.decisions import delivery_parked
from appcare.domain.delivery import (
    IN_PROCESS_ATTEMPTS,
    Delivered,
    DeliveryResult,
    Refusal,
    Rejected,
    RetryLater,
    Scope,
    next_wait_ms,
)
from appcare.domain.errors import AppCareError
from appcare.domain.lanes import EventRef, Lane, LaneId, WaitReason
from appcare.domain.log import LogRecord

HORIZON_MS = 30_000
"""How far ahead a slot may lie; the function waits for it, so its timeout covers this."""

UNASKED_REST_S = 60.0
"""How long a destination rests that said "later" for everybody, but not how much later."""

MARGIN_MS = 3_000
"""Time kept for writing down what came of a call."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast and how long a destination may be called."""

    rate_per_second: float
    timeout_seconds: float

    @property
    def interval_ms(self) -> float:
        """Milliseconds between two slots."""
        return 1000 / self.rate_per_second


@dataclass(frozen=True, slots=True, kw_only=True)
class CallPorts:
    """What calling needs from outside."""

    log: EventLog
    courier: Courier
    throttle: Throttle
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
        pace: Pace,
        deadline: int,
        random: Random,
    ) -> None:
        self._ports = ports
        self._watch = watch
        self._pace = pace
        self._deadline = deadline
        self._random = random

    def reserve(self, lane: LaneId, slots: int) -> float:
        """Take slots; return the first one's time."""
        now = self._ports.clock.now()
        return self._ports.throttle.reserve(lane.destination, slots, now, self._pace.interval_ms)

    def attempt(
        self, lane: LaneId, ref: EventRef, record: LogRecord, *, failed: int, slot: float | None
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
            if not self._wait_for_slot(lane, slot):
                return self._lane(lane, WaitReason.OUT_OF_TIME, failed, self._ports.clock.now())
            probing = not self._watch.takes_calls
            if probing and not self._watch.may_probe:
                return self._closed_lane(lane, failed)
            result = self._call(ref, record, failed + 1)
            slot = None
            if isinstance(result, Delivered):
                self._delivered(lane, ref, failed)
                return None
            self._note_failure(lane, ref, failed + 1, result.reason)
            if isinstance(result, Rejected) and result.code in (Refusal.INVALID, Refusal.UNSUPPORTED):
                self._watch.works()
                self.park(lane, ref, record, result.reason)
                return None
            if self._concerns_destination(result, probing=probing):
                return self._closed_lane(lane, failed)
            failed += 1
            if failed >= IN_PROCESS_ATTEMPTS:
                return self._later(lane, ref, record, failed, result)
            self._ports.clock.sleep(1 + self._random.random())

    def park(self, lane: LaneId, ref: EventRef, record: LogRecord, reason: str) -> None:
        """Give an event up for this destination, where everybody can see it."""
        self._ports.failed.park(lane.destination, ref, reason, self._ports.clock.now())
        self._ports.log.append([delivery_parked(lane.destination, ref, record, reason)])
        self._ports.telemetry.count("delivery.parked", destination=lane.destination)
        self._ports.telemetry.line(
            "event parked", event_id=ref.event_id, destination=lane.destination, reason=reason
        )

    def _wait_for_slot(self, lane: LaneId, slot: float | None) -> bool:
        """Wait until the call may be made; False: it would come too late for this invocation."""
        clock = self._ports.clock
        while True:
            if slot is None:
                slot = self.reserve(lane, 1)
            start = max(slot, clock.now())
            needed = self._pace.timeout_seconds * 1000 + MARGIN_MS
            if slot - clock.now() > HORIZON_MS or start + needed > self._deadline:
                return False
            clock.sleep(max(0.0, slot - clock.now()) / 1000)
            if clock.now() - slot <= max(self._pace.interval_ms, 1):
                return True
            slot = None

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

    def _concerns_destination(self, result: RetryLater | Rejected, *, probing: bool) -> bool:
        """Close the destination if the answer is about all of it; say whether it was."""
        if isinstance(result, Rejected):
            if result.code is Refusal.GONE:
                self._watch.disable(result.reason)
            else:
                self._watch.close(result.reason)
            return True
        if result.scope is Scope.DESTINATION:
            self._watch.rest(UNASKED_REST_S if result.after is None else result.after, result.reason)
            return True
        if probing:
            self._watch.close(result.reason)
        return probing

    def _later(
        self, lane: LaneId, ref: EventRef, record: LogRecord, failed: int, result: DeliveryResult
    ) -> Lane | None:
        wait = next_wait_ms(failed, self._random.random())
        if wait is None:
            self.park(lane, ref, record, "attempts used up")
            return None
        wished = result.after if isinstance(result, RetryLater) and result.after else 0
        due_at = self._ports.clock.now() + max(wait, math.ceil(wished * 1000))
        return self._lane(lane, WaitReason.TRY_LATER, failed, due_at)

    def _closed_lane(self, lane: LaneId, failed: int) -> Lane:
        return self._lane(lane, WaitReason.DESTINATION_CLOSED, failed, self._watch.next_call_at)

    @staticmethod
    def _lane(lane: LaneId, reason: WaitReason, failed: int, due_at: int) -> Lane:
        return Lane(lane, reason, failed, due_at)

    def _delivered(self, lane: LaneId, ref: EventRef, failed: int) -> None:
        self._watch.works()
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
