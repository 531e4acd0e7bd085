"""Which lanes the clock wakes while a destination is closed, and which are past any use."""

from collections.abc import Sequence

import pytest

from appcare.application.delivery_ports import WakeUp
from appcare.application.wake_due import WakeDue
from appcare.domain.destination import DestinationState, DestinationStatus
from appcare.domain.errors import StorageError
from appcare.domain.lanes import Lane, LaneId, WaitReason
from appcare.memory.clock import MovedClock
from appcare.memory.lanes import MemoryLanes
from appcare.memory.queues import MemoryDeliveryQueues
from appcare.memory.state import MemoryDestinationStates
from appcare.memory.telemetry import MemoryTelemetry

NOW, LIVES = 1_800_000_000_000, 1_000_000


def woken(status: DestinationStatus, *, lives: dict[str, int], until: int = 0, minute: int = 0) -> list[str]:
    """Return whose lanes are woken: `old-*` are due for longer than events live, `new-*` for less."""
    clock, lanes, states = MovedClock(NOW + minute * 60_000), MemoryLanes(), MemoryDestinationStates()
    queues = MemoryDeliveryQueues(clock)
    for place in range(3):
        for name, due_at in (("old", NOW - LIVES - place), ("new", NOW - place)):
            lanes.write(Lane(LaneId("media", f"{name}-{place}"), WaitReason.TRY_LATER, 1, due_at))
    states.change("media", states.read("media"), DestinationState(status, until))
    clock_duty = WakeDue(
        lanes=lanes, states=states, queues=queues, clock=clock, telemetry=MemoryTelemetry(), lives_ms=lives
    )
    clock_duty.run({"media": 1.0})
    return sorted(message.group for message in queues.waiting("media"))


ALL = ["new-0", "new-1", "new-2", "old-0", "old-1", "old-2"]
OLD = ["old-0", "old-1", "old-2"]


@pytest.mark.parametrize(
    ("status", "until", "expected"),
    [
        (DestinationStatus.OPEN, 0, ALL),
        (DestinationStatus.CLOSED, NOW + 1, OLD),
        (DestinationStatus.DISABLED, 0, OLD),
        (DestinationStatus.RESTING, NOW + 1, OLD),
    ],
)
def test_what_is_past_its_time_is_woken_whatever_the_destination_says(
    status: DestinationStatus, until: int, expected: list[str]
) -> None:
    """Lanes that are due for longer than their events live go on to be given up, each woken once."""
    assert woken(status, lives={"media": LIVES}, until=until) == expected


def test_without_a_limit_only_the_probe_is_woken() -> None:
    """A CRM's events never grow too old: while it is closed one lane probes, nothing else."""
    assert len(woken(DestinationStatus.CLOSED, lives={})) == 1
    assert woken(DestinationStatus.DISABLED, lives={}) == []


def test_probes_take_turns() -> None:
    """A lane that cannot be worked on, because its worker died, does not keep the destination closed."""
    probes = [woken(DestinationStatus.CLOSED, lives={}, minute=minute) for minute in range(6)]
    assert sorted(lane for (lane,) in probes) == ALL


class LockedQueues(MemoryDeliveryQueues):
    """Queues of which one takes nothing."""

    def wake(self, wake_ups: Sequence[WakeUp]) -> None:
        """Fail for `locked`."""
        if any(wake_up.lane.destination == "locked" for wake_up in wake_ups):
            raise StorageError
        super().wake(wake_ups)


def test_one_destinations_queue_does_not_keep_the_others_asleep() -> None:
    """The others' lanes are woken before it is told that not all were."""
    clock, lanes = MovedClock(NOW), MemoryLanes()
    queues = LockedQueues(clock)
    names = ("first", "locked", "last")
    for name in names:
        lanes.write(Lane(LaneId(name, "ctc_1"), WaitReason.TRY_LATER, 1, NOW))
    clock_duty = WakeDue(
        lanes=lanes, states=MemoryDestinationStates(), queues=queues, clock=clock, telemetry=MemoryTelemetry()
    )
    with pytest.raises(StorageError):
        clock_duty.run(dict.fromkeys(names, 1.0))
    assert [len(queues.waiting(name)) for name in names] == [1, 0, 1]
