"""Taking slots: within the horizon, at their time, and neither burnt nor missed for ever."""

from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.application.take_slots import HORIZON_MS, Pace, Slot, SlotTaker
from appcare.memory.clock import MovedClock
from appcare.memory.state import MemoryThrottle
from tests.unit.model.world import CRM, World

NOW = 1_795_000_000_000


class SlowThrottle(MemoryThrottle):
    """A throttle behind a State that takes its time."""

    def __init__(self, clock: MovedClock, latency_ms: float) -> None:
        """Take `latency_ms` for every write."""
        super().__init__()
        self._clock = clock
        self._latency_ms = latency_ms
        self.writes = 0

    def reserve(
        self, destination: str, slots: int, now: int, interval_ms: float, horizon_ms: float
    ) -> tuple[float, bool]:
        """Reserve, then let the time pass."""
        self.writes += 1
        reserved = super().reserve(destination, slots, now, interval_ms, horizon_ms)
        self._clock.advance(self._latency_ms)
        return reserved


def taker(clock: MovedClock, throttle: MemoryThrottle, rate: float) -> SlotTaker:
    """Return a taker with two minutes before it."""
    pace = Pace(rate, 1)
    return SlotTaker(CRM, throttle=throttle, clock=clock, pace=pace, deadline=NOW + 120_000, random=Random(1))


@given(rate=st.floats(0.01, 1000), latency=st.floats(0, 3000))
def test_an_idle_destination_is_called_after_one_write(rate: float, latency: float) -> None:
    """However fast the pace and however slow State, a slot of an idle destination is not missed."""
    clock = MovedClock(NOW)
    throttle = SlowThrottle(clock, latency)
    assert taker(clock, throttle, rate).wait(None) is None
    assert throttle.writes == 1


def test_a_slot_that_was_slept_through_is_taken_anew() -> None:
    """A call that would come much later than its slot takes another one."""
    clock = MovedClock(NOW)
    throttle = MemoryThrottle()
    slots = taker(clock, throttle, rate=10)
    old = Slot(NOW, NOW)
    clock.advance(5_000)
    assert slots.wait(old) is None
    assert throttle.reserve(CRM, 1, clock.now(), 100, HORIZON_MS)[0] == NOW + 5_100


def test_beyond_the_horizon_one_comes_back_later_not_at_once() -> None:
    """Where slots are free in a minute only, the lane is due when they come near, and none was burnt."""
    clock = MovedClock(NOW)
    throttle = MemoryThrottle()
    throttle.reserve(CRM, 60, NOW, 1_000, 10**9)
    come_back = taker(clock, throttle, rate=1).wait(None)
    assert come_back is not None
    assert NOW + 30_000 <= come_back <= NOW + 60_000
    assert throttle.reserve(CRM, 1, NOW, 1_000, 10**9) == (NOW + 60_000, True)


def test_several_calls_take_slots_one_interval_apart() -> None:
    """One write takes them all."""
    clock = MovedClock(NOW)
    throttle = SlowThrottle(clock, latency_ms=0)
    assert [slot.at for slot in taker(clock, throttle, rate=10).take(3)] == [NOW, NOW + 100, NOW + 200]
    assert throttle.writes == 1


def test_no_slot_is_burnt_for_which_there_is_no_time() -> None:
    """A slot within the horizon, but too late for this function, is left to another one."""
    clock = MovedClock(NOW)
    throttle = MemoryThrottle()
    throttle.reserve(CRM, 20, NOW, 1_000, 10**9)
    slots = SlotTaker(
        CRM, throttle=throttle, clock=clock, pace=Pace(1, 1), deadline=NOW + 15_000, random=Random(1)
    )
    assert slots.wait(None) == NOW
    assert throttle.reserve(CRM, 1, NOW, 1_000, 10**9) == (NOW + 20_000, True)


@pytest.mark.parametrize("rate", [0.05, 0.2, 1.0, 1000.0])
def test_at_any_pace_everybody_has_his_turn(rate: float) -> None:
    """Forty customers at one call in twenty seconds are as well served as at a thousand a second."""
    world = World(rate=rate)
    for number in range(40):
        world.arrive(f"3160000{number:04d}")
    world.route()
    started = world.clock.now()
    for _ in range(4000):
        world.work()
        world.pass_wake_ups_on()
        if not world.queues.waiting(CRM) and not world.lanes.due(CRM, 10**15, 1):
            break
        world.clock.advance(1_000)
        if world.random.random() < 1 / 60:
            world.tick()
    assert len(world.crm.accepted) == 40
    ideal_ms = 40 * 1000 / rate
    assert world.clock.now() - started < 2 * ideal_ms + 120_000
