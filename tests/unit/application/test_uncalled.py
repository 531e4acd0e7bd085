"""What a destination has no place for says nothing about whether it works, and waits for nothing."""

from dataclasses import replace

import pytest

from appcare.application.adapter_ports import MessageStatus
from appcare.domain.delivery import Delivered, DeliveryResult, Refusal, Rejected
from appcare.domain.destination import DestinationStatus
from tests.unit.model.crm_double import Mood
from tests.unit.model.world import CRM, World

MINUTES = 30


def world_without_statuses(mood: Mood) -> World:
    """Return a world whose CRM shows failures only, and is in this mood."""
    world = World()
    world.crm.capabilities = replace(world.crm.capabilities, message_status=MessageStatus.FAILED_ONLY)  # type: ignore[misc]  # this CRM's own
    world.crm.mood = mood
    return world


def live(world: World, minute: int) -> None:
    """Let a minute pass in which four customers write and four others get something."""
    for place in range(4):
        world.arrive(f"3160000000{place}")
        world.progress(f"316{minute:04d}000{place}")
    world.route()
    for _ in range(4):
        world.work(100)
        world.pass_wake_ups_on()
    world.clock.advance(60_000)
    world.tick()


@pytest.mark.parametrize("mood", [Mood.DOWN, Mood.LOCKED])
def test_no_status_opens_what_is_down(mood: Mood) -> None:
    """However many statuses are done without a call, a CRM that takes nothing closes, and stays closed."""
    world = world_without_statuses(mood)
    for minute in range(MINUTES):
        live(world, minute)
    assert world.states.read(CRM).status is DestinationStatus.CLOSED
    assert world.telemetry.counts["destination.opened"] == 0


def test_a_status_without_a_place_waits_for_nothing() -> None:
    """While the CRM is closed such a status is done at once, takes no slot, and is nobody's probe."""
    world = world_without_statuses(Mood.LOCKED)
    for minute in range(MINUTES):
        live(world, minute)
    assert len(world.lanes.lanes) == 4
    # Whoever was called when it closed; then one probe a minute.
    assert MINUTES - 2 <= world.crm.calls <= MINUTES + 4
    assert world.throttle.granted <= MINUTES + 4
    world.crm.mood = Mood.GOOD
    live(world, MINUTES)
    assert world.states.read(CRM).status is DestinationStatus.OPEN


@pytest.mark.parametrize(
    "result", [Delivered(called=False), Rejected(Refusal.UNSUPPORTED, "larger than it takes")]
)
def test_a_probe_that_called_nobody_opens_nothing(result: DeliveryResult) -> None:
    """An adapter that is done without a call, or cannot make one, has not found out anything."""
    world = World()
    world.crm.mood = Mood.LOCKED
    world.arrive("31600000001")
    world.route()
    world.work()
    world.crm.answers = lambda _: result
    world.clock.advance(61_000)
    world.tick()
    world.work()
    assert not world.lanes.lanes
    assert world.states.read(CRM).status is DestinationStatus.CLOSED
