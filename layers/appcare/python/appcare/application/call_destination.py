"""Makes the calls for one event: at its slot, within its time, once more after a moment.

Says what became of it: finished (delivered, given up, or gone), or the lane it has to wait in.
"""

import math
from dataclasses import dataclass
from random import Random

from appcare.application.adapter_ports import Attempt
from appcare.application.delivery_ports import Courier, FailedAttempt, FailedDeliveries, Patience
from appcare.application.destination_watch import LONGEST_REST_MS, DestinationWatch
from appcare.application.ports import Clock, Telemetry
from appcare.application.take_slots import Slot, SlotTaker
from appcare.domain.delivery import (
    IN_PROCESS_ATTEMPTS,
    Delivered,
    DeliveryResult,
    Postponed,
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


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One event's turn.

    Attributes:
        failed: attempts that failed before.
        slot: a slot that was taken for it already.
        may_have_failed: whether there may be a record of it that has to be brought up to date.
    """

    lane: LaneId
    ref: EventRef
    failed: int = 0
    slot: Slot | None = None
    may_have_failed: bool = False


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

    def attempt(self, turn: Turn, record: LogRecord) -> Lane | None:
        """Try to deliver an event; return None when it is finished, else the lane it waits in.

        Args:
            turn: whose turn it is, and what is known of it.
            record: the log record the event is read from.
        """
        if self.goes_without(turn.ref):
            self._delivered(turn, recorded=turn.may_have_failed)
            return None
        return self._tried(turn, record)

    def _tried(self, turn: Turn, record: LogRecord) -> Lane | None:
        lane, ref, failed, slot = turn.lane, turn.ref, turn.failed, turn.slot
        while True:
            if self.is_over(record):
                self._give_up(lane, ref, record, TIME_OVER)
                return None
            before = self._ready(lane, failed, slot)
            if isinstance(before, Lane):
                return before
            attempt = Attempt(failed + 1, self._ports.clock.now())
            result = self._call(ref, record, attempt)
            slot = None
            if isinstance(result, Postponed):
                return Lane(lane, WaitReason.POSTPONED, failed, result.until)
            trouble = self._trouble(turn, record, before, attempt, result)
            if trouble is None:
                return None
            if self._concerns_destination(trouble, turn, before):
                return self._closed_lane(lane, failed)
            failed += 1
            if failed >= IN_PROCESS_ATTEMPTS or not _is_momentary(trouble):
                return self._later(lane, ref, record, failed, trouble)
            self._ports.clock.sleep(1 + self._random.random())

    def _trouble(
        self,
        turn: Turn,
        record: LogRecord,
        before: DestinationState,
        attempt: Attempt,
        result: DeliveryResult,
    ) -> RetryLater | Rejected | None:
        """Return what something has to be done about; None: the event is finished, one way or the other."""
        if isinstance(result, Delivered):
            self._learn_from(turn, before, result)
            self._delivered(turn, recorded=turn.may_have_failed or attempt.number > 1)
            return None
        self._note_failure(turn.lane, turn.ref, attempt, result)
        if isinstance(result, Rejected) and result.code in (Refusal.INVALID, Refusal.UNSUPPORTED):
            self._refused(turn, record, before, result)
            return None
        return result

    def _learn_from(self, turn: Turn, before: DestinationState, result: Delivered) -> None:
        """Note whether the destination works, as far as a finished event tells."""
        if result.called:
            self._watch.works(before)
        elif result.trouble and before.takes_calls(self._ports.clock.now()):
            self._watch.fails(turn.lane.contact_id, result.trouble)
        elif result.trouble:
            self._watch.close(before, result.trouble)

    def goes_without(self, ref: EventRef) -> bool:
        """Whether the destination has no place for an event, which is then done without a call."""
        return not self._ports.courier.calls_for(ref)

    def is_over(self, record: LogRecord) -> bool:
        """Whether an event is given up without a call."""
        return self._ports.patience.is_over(record, self._ports.clock.now())

    def _refused(self, turn: Turn, record: LogRecord, before: DestinationState, result: Rejected) -> None:
        if result.code is Refusal.INVALID:
            self._watch.works(before)
        self._give_up(turn.lane, turn.ref, record, result.reason)

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
        # Others may have closed the destination while this one waited.
        self._watch.look_again()
        before = self._watch.state
        return before if self._may_call else self._closed_lane(lane, failed)

    @property
    def _may_call(self) -> bool:
        return self._watch.takes_calls or self._watch.may_probe

    def supersede(self, turn: Turn) -> None:
        """Leave an event out for which a later status of its message goes."""
        destination = turn.lane.destination
        self._ports.failed.supersede(destination, turn.ref, self._ports.clock.now())
        self._ports.telemetry.count("delivery.superseded", destination=destination)
        self._ports.telemetry.line("event superseded", event_id=turn.ref.event_id, destination=destination)

    def _call(self, ref: EventRef, record: LogRecord, attempt: Attempt) -> DeliveryResult | Postponed:
        """Make one call. A fault of ours in it is this event's alone: its neighbours go on."""
        try:
            return self._ports.courier.carry(ref, record, attempt)
        except AppCareError as error:
            if error.retryable:
                raise
            return Rejected(Refusal.UNSUPPORTED, f"internal: {error.code}")
        except Exception as error:  # noqa: BLE001 - a poison head must not take its lane along
            self._ports.telemetry.count("delivery.internal_error")
            return Rejected(Refusal.UNSUPPORTED, f"internal: {type(error).__name__}")

    def _concerns_destination(
        self, result: RetryLater | Rejected, turn: Turn, before: DestinationState
    ) -> bool:
        """Close the destination if the answer is about all of it; say whether it was."""
        probing = not before.takes_calls(self._ports.clock.now())
        if isinstance(result, Rejected):
            if result.code is Refusal.GONE:
                self._watch.disable(before, result.reason)
            elif not probing and turn.ref.event_id in before.culprits:
                # It works for others and refuses this event again: the event is the trouble.
                return False
            else:
                self._watch.close(before, result.reason, "" if probing else turn.ref.event_id)
            return True
        if result.scope is Scope.DESTINATION:
            rest = UNASKED_REST_S if result.after is None else result.after
            self._watch.rest(before, rest, result.reason, "" if probing else turn.ref.event_id)
            # It worked for others since it asked for time for this event: the event is the trouble.
            return probing or bool(before.failing_since) or turn.ref.event_id not in before.culprits
        if probing:
            self._watch.close(before, result.reason)
            return True
        return self._watch.fails(turn.lane.contact_id, result.reason)

    def _later(
        self, lane: LaneId, ref: EventRef, record: LogRecord, failed: int, result: DeliveryResult
    ) -> Lane | None:
        now = self._ports.clock.now()
        wait = self._ports.patience.next_wait_ms(record, failed, now, self._random.random())
        if wait is None:
            self._give_up(lane, ref, record, USED_UP)
            return None
        wished = result.after if isinstance(result, RetryLater) and result.after else 0
        due_at = now + max(wait, math.ceil(min(wished * 1000, LONGEST_REST_MS)))
        return Lane(lane, WaitReason.TRY_LATER, failed, due_at)

    def _closed_lane(self, lane: LaneId, failed: int) -> Lane:
        return Lane(lane, WaitReason.DESTINATION_CLOSED, failed, self._watch.next_call_at)

    def _delivered(self, turn: Turn, *, recorded: bool) -> None:
        now, destination = self._ports.clock.now(), turn.lane.destination
        if recorded:
            self._ports.failed.settle(destination, turn.ref, now)
        self._ports.telemetry.count("delivery.delivered", destination=destination)
        self._ports.telemetry.line(
            "event delivered", event_id=turn.ref.event_id, destination=destination, delivered_at=now
        )

    def _note_failure(
        self, lane: LaneId, ref: EventRef, attempt: Attempt, result: RetryLater | Rejected
    ) -> None:
        failed = FailedAttempt(
            at=attempt.at,
            attempt=attempt.number,
            reason=result.reason,
            took_ms=self._ports.clock.now() - attempt.at,
            status=result.said.status if result.said else None,
            answer=result.said.start if result.said else "",
        )
        self._ports.failed.add(lane.destination, ref, failed)
        self._ports.telemetry.count("delivery.failed_attempt", destination=lane.destination)


def _is_momentary(result: RetryLater | Rejected) -> bool:
    """Whether trouble may be over in a second: nobody asked for more time than that."""
    return isinstance(result, RetryLater) and result.scope is Scope.LANE and not result.after
