"""Answers that come after somebody else has changed the destination's state."""

import pytest

from appcare.domain.destination import DestinationState, DestinationStatus
from tests.unit.model.crm_double import Mood
from tests.unit.model.world import CRM, World

ANNA, BERT = "31600000001", "31600000002"
LATER = 10**15


def change_while_calling(world: World, status: DestinationStatus) -> None:
    """Have another worker change the destination while the next call is under way."""

    def change(_call: int, name: str) -> None:
        if name == "courier.carry":
            world.interruptions.before = lambda _call, _name: None
            before = world.states.read(CRM)
            assert world.states.change(CRM, before, DestinationState(status, LATER))

    world.interruptions.before = change


@pytest.mark.parametrize("mood", [Mood.OVERLOADED, Mood.LOCKED, Mood.GOOD, Mood.DOWN])
def test_no_answer_in_flight_undoes_gone(mood: Mood) -> None:
    """After a 410 nobody calls until a person enables, whatever the calls under way are answered."""
    world = World()
    world.arrive(ANNA)
    world.route()
    world.crm.mood = mood
    change_while_calling(world, DestinationStatus.DISABLED)
    world.work()
    assert world.states.read(CRM).status is DestinationStatus.DISABLED
    calls = world.crm.calls
    world.arrive(BERT)
    world.route()
    for _ in range(3):
        world.clock.advance(3_600_000)
        world.pass_wake_ups_on()
        world.tick()
        world.work()
    assert world.crm.calls == calls


def test_a_success_in_flight_cuts_no_rest_short() -> None:
    """A call that began before the destination asked for time says nothing about that time."""
    world = World()
    world.arrive(ANNA)
    world.route()
    change_while_calling(world, DestinationStatus.RESTING)
    world.work()
    assert len(world.crm.accepted) == 1
    assert world.states.read(CRM).status is DestinationStatus.RESTING


def test_a_success_in_flight_opens_nothing() -> None:
    """Only a call that began after the closing, the probe, can open the destination."""
    world = World()
    world.arrive(ANNA)
    world.route()
    change_while_calling(world, DestinationStatus.CLOSED)
    world.work()
    assert world.states.read(CRM).status is DestinationStatus.CLOSED


@pytest.mark.parametrize(
    ("status", "counted"), [(DestinationStatus.CLOSED, 0), (DestinationStatus.RESTING, 1)]
)
def test_a_failure_in_flight_of_what_closed_meanwhile_counts_no_attempt(
    status: DestinationStatus, counted: int
) -> None:
    """It waits until the destination opens; one that only rests is told apart from a failure."""
    world = World()
    world.arrive(ANNA)
    world.route()
    world.crm.mood = Mood.DOWN
    change_while_calling(world, status)
    world.work()
    (lane,) = world.lanes.lanes.values()
    assert (lane.attempt, world.crm.calls) == (counted, 1)


def test_a_shorter_rest_in_flight_does_not_replace_a_longer_one() -> None:
    """Of two wishes for time the first stands until it is over."""
    world = World()
    world.arrive(ANNA)
    world.route()
    world.crm.mood = Mood.OVERLOADED
    change_while_calling(world, DestinationStatus.RESTING)
    world.work()
    assert world.states.read(CRM).until == LATER
