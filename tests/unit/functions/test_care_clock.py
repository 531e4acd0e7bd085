"""The minute's tick, and wake-ups between the minutes."""

from collections.abc import Callable, Sequence

import pytest

from appcare.application.delivery_ports import WakeUp
from appcare.application.rollout.note_alarm import NoteAlarm
from appcare.application.wake_due import WakeDue
from appcare.aws.messages import encode_delayed
from appcare.domain.errors import StorageError
from appcare.domain.lanes import Lane, LaneId, WaitReason
from appcare.memory.clock import MovedClock
from appcare.memory.lanes import MemoryLanes
from appcare.memory.queues import MemoryDeliveryQueues
from appcare.memory.rollout_signals import MemorySignals
from appcare.memory.state import MemoryDestinationStates
from functions.care_clock import handler
from tests.unit.functions.samples import FlushedTelemetry

LANE, OTHER = LaneId("inbox", "ctc_1"), LaneId("inbox", "ctc_2")
TICK = {"source": "aws.scheduler"}


class BrokenQueues(MemoryDeliveryQueues):
    """Queues that take nothing."""

    def wake(self, wake_ups: Sequence[WakeUp]) -> None:
        """Fail."""
        del wake_ups
        raise StorageError("throttled")


class World:
    """A clock over memory, at the moment 10,000."""

    def __init__(self, queues: type[MemoryDeliveryQueues] = MemoryDeliveryQueues) -> None:
        """Put it together."""
        clock = MovedClock(10_000)
        self.lanes = MemoryLanes()
        self.queues = queues(clock)
        self.telemetry = FlushedTelemetry()
        self.signals = MemorySignals()
        self.note_alarm = NoteAlarm(self.signals, self.telemetry, prefix="appcare-prod-monitoring-")
        self.wake_due = WakeDue(
            lanes=self.lanes,
            states=MemoryDestinationStates(),
            queues=self.queues,
            clock=clock,
            telemetry=self.telemetry,
        )

    def install(self, monkeypatch: pytest.MonkeyPatch) -> "World":
        """Let the handler work in it."""
        monkeypatch.setattr(handler, "queues", lambda: self.queues)
        monkeypatch.setattr(handler, "duties", self.duties)
        monkeypatch.setattr(handler, "rates", lambda: {"inbox": 1.0})
        monkeypatch.setattr(handler, "telemetry", lambda: self.telemetry)
        monkeypatch.setattr(handler, "note_alarm", lambda: self.note_alarm)
        return self

    def duties(self) -> dict[str, Callable[[], object]]:
        """Return two duties, of which the second only counts."""
        return {
            "wake": lambda: self.wake_due.run({"inbox": 1.0}),
            "count": lambda: self.telemetry.count("done"),
        }

    def woken(self) -> list[object]:
        """Return the wake-ups in the destination's queue."""
        return [one.content for one in self.queues.waiting("inbox")]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a world that the handler works in."""
    return World().install(monkeypatch)


def test_a_tick_wakes_what_is_due(world: World) -> None:
    """The lane whose time has come is woken, the other waits on."""
    world.lanes.write(Lane(LANE, WaitReason.TRY_LATER, 1, due_at=10_000))
    world.lanes.write(Lane(OTHER, WaitReason.TRY_LATER, 1, due_at=10_001))
    handler.lambda_handler(TICK, None)
    assert world.woken() == [WakeUp(LANE, 10_000)]
    assert world.telemetry.flushed == 1


def test_an_alarm_is_noted(world: World) -> None:
    """It wakes nothing: the next tick sees it."""
    world.lanes.write(Lane(LANE, WaitReason.TRY_LATER, 1, due_at=0))
    state = {"value": "ALARM", "timestamp": "2026-11-22T17:04:40.989+0000"}
    detail = {"alarmName": "appcare-prod-monitoring-stream-age", "state": state}
    event = {"source": "aws.cloudwatch", "detail-type": "CloudWatch Alarm State Change", "detail": detail}
    handler.lambda_handler(event, None)
    assert [signal.subject for signal in world.signals.known()] == ["appcare-prod-monitoring-stream-age"]
    assert not world.woken()
    assert world.telemetry.flushed == 1


def test_delayed_wake_ups_are_passed_on(world: World) -> None:
    """Each goes into its lane's group; one that cannot be read is told and dropped."""
    bodies = [encode_delayed(WakeUp(LANE, 5)), "{", '{"wake": 1}', encode_delayed(WakeUp(OTHER, 6))]
    records = [{"messageId": f"m{place}", "body": body} for place, body in enumerate(bodies)]
    handler.lambda_handler({"Records": records}, None)
    assert world.woken() == [WakeUp(LANE, 5), WakeUp(OTHER, 6)]
    assert [fields["message_id"] for _, fields in world.telemetry.lines] == ["m1", "m2"]
    assert world.telemetry.flushed == 1


def test_a_destination_that_is_gone(world: World) -> None:
    """A wake-up for a destination that is no longer configured does not keep the others waiting."""
    wake_ups = [WakeUp(LaneId("outbox", "ctc_1"), 5), WakeUp(LANE, 5)]
    records = [{"messageId": "m", "body": encode_delayed(wake_up)} for wake_up in wake_ups]
    handler.lambda_handler({"Records": records}, None)
    assert world.woken() == [WakeUp(LANE, 5)]
    assert not world.queues.waiting("outbox")


@pytest.mark.parametrize("records", [None, [{"messageId": "m", "body": encode_delayed(WakeUp(LANE, 5))}]])
def test_trouble_of_ours_is_raised(
    monkeypatch: pytest.MonkeyPatch, records: list[dict[str, str]] | None
) -> None:
    """The next tick, or the queue, tries again; what was counted is written."""
    world = World(BrokenQueues).install(monkeypatch)
    world.lanes.write(Lane(LANE, WaitReason.TRY_LATER, 1, due_at=0))
    with pytest.raises(StorageError):
        handler.lambda_handler(TICK if records is None else {"Records": records}, None)
    assert world.telemetry.flushed == 1


def test_a_duty_that_fails_keeps_no_other_from_being_done(monkeypatch: pytest.MonkeyPatch) -> None:
    """What comes after it is done, the log says which it was, and the tick fails in the end."""
    world = World(BrokenQueues).install(monkeypatch)
    world.lanes.write(Lane(LANE, WaitReason.TRY_LATER, 1, due_at=0))
    with pytest.raises(StorageError):
        handler.lambda_handler(TICK, None)
    assert world.telemetry.counts["done"] == 1
    assert world.telemetry.lines[-1:] == [("duty failed", {"duty": "wake", "error": "StorageError"})]
