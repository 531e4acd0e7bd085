"""How long a destination rests that asked for it."""

import pytest

from appcare.application.adapter_ports import Attempt
from appcare.application.call_destination import UNASKED_REST_S
from appcare.application.crm_patience import CrmPatience
from appcare.application.deliver import DeliveryEngine, DeliveryPorts
from appcare.application.destination_watch import SHORTEST_REST_MS
from appcare.application.lane_run import Incoming
from appcare.application.take_slots import Pace
from appcare.domain.delivery import DeliveryResult, RetryLater, Scope
from appcare.domain.destination import DestinationStatus
from appcare.domain.lanes import EventRef, LaneId
from appcare.domain.log import LogKey, LogRecord
from appcare.memory.clock import MovedClock
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.lanes import MemoryLanes
from appcare.memory.queues import MemoryDelayedWakeUps, MemoryDeliveryQueues
from appcare.memory.state import MemoryDestinationStates, MemoryFailedDeliveries, MemoryThrottle
from appcare.memory.telemetry import MemoryTelemetry
from tests.unit.model.world import World

START = 1_800_000_000_000
REF = EventRef(LogKey("wa#1#316", "1799999000000#wamid.1#message"), "message.received", "ctc_1")


class AskingCourier:
    """A destination that asks everybody to wait."""

    def __init__(self, after: float | None) -> None:
        """Ask for `after` seconds."""
        self._after = after

    def calls_for(self, ref: EventRef) -> bool:
        """Every event is worth a call."""
        del ref
        return True

    def carry(self, ref: EventRef, record: LogRecord, attempt: Attempt) -> DeliveryResult:
        """Ask."""
        del ref, record, attempt
        return RetryLater("HTTP 429", self._after, Scope.DESTINATION)


@pytest.mark.parametrize(
    ("after", "rest_ms"),
    [(None, UNASKED_REST_S * 1000), (0.0, SHORTEST_REST_MS), (7.0, 7_000), (1e9, 3_600_000)],
)
def test_a_destination_rests_as_long_as_it_asked(after: float | None, rest_ms: float) -> None:
    """No time at all is a wish, too; only who names no time rests for the usual one."""
    clock, states, log = MovedClock(START), MemoryDestinationStates(), MemoryEventLog()
    log.append([LogRecord(REF.key, "message", b"{}")])
    ports = DeliveryPorts(
        log=log,
        lanes=MemoryLanes(),
        states=states,
        throttle=MemoryThrottle(),
        queues=MemoryDeliveryQueues(clock),
        delayed=MemoryDelayedWakeUps(clock),
        failed=MemoryFailedDeliveries(),
        courier=AskingCourier(after),
        patience=CrmPatience(log, MemoryTelemetry()),
        clock=clock,
        telemetry=MemoryTelemetry(),
    )
    lane = LaneId("crm", "ctc_1")
    left = DeliveryEngine("crm", Pace(10, 1), ports).deliver([Incoming("m", "1", lane, REF)], START + 60_000)
    state = states.read("crm")
    assert (left, state.status, state.until) == ([], DestinationStatus.RESTING, START + rest_ms)


def test_whoever_enables_a_resting_destination_waits_minutes_and_not_the_rest() -> None:
    """A rest of an hour that a person cuts short is over for the lanes, too; until then none calls."""
    world = World()
    world.arrive("31600000001")
    world.route()
    world.crm.answers = lambda _: RetryLater("HTTP 429", 3_600, Scope.DESTINATION)
    world.work()
    world.crm.answers = lambda _: None
    for _ in range(10):
        minute(world)
    assert world.crm.calls == 1
    world.enable()
    for _ in range(2):
        minute(world)
    assert len(world.crm.accepted) == 1


def minute(world: World) -> None:
    """Let a minute pass."""
    world.clock.advance(60_000)
    world.tick()
    world.pass_wake_ups_on()
    world.work()
