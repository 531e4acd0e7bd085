"""One eventful story, told again with a crash at each port call in turn: before it, and after it."""

import pytest

from appcare.domain.errors import StorageError
from tests.unit.model.crm_double import Mood
from tests.unit.model.interruptions import Crash
from tests.unit.model.judgement import check
from tests.unit.model.world import World


def story(world: World) -> None:
    """Live through arrivals, a refusal, an outage, waking, draining, closing and enabling."""
    for customer in ("31600000001", "31600000002"):
        for turn in range(2):
            world.arrive(customer, refused=turn == 1 and customer.endswith("2"))
    world.route()
    world.crm.mood = Mood.DOWN
    world.work(3)
    world.arrive("31600000001")
    world.route()
    world.work()
    world.hasten()
    world.crm.mood = Mood.GOOD
    world.work()
    world.clock.advance(61_000)
    world.pass_wake_ups_on()
    world.tick()
    world.work()
    world.crm.mood = Mood.LOCKED
    world.arrive("31600000002")
    world.route()
    world.work()
    world.clock.advance(61_000)
    world.crm.mood = Mood.GOOD
    world.tick()
    world.work()
    world.crm.mood = Mood.GONE
    world.arrive("31600000001")
    world.route()
    world.work()
    world.enable()
    world.tick()
    world.work()


def trouble_at(world: World, wanted: int, moment: str, trouble: type[BaseException]) -> None:
    """Have something break once, at the port call numbered `wanted`."""

    def break_(number: int, _name: str) -> None:
        if number == wanted:
            raise trouble

    setattr(world.interruptions, moment, break_)


def test_the_story_without_a_crash_delivers_each_event_exactly_once() -> None:
    """Where nothing breaks on our side, a CRM that fails openly gets every event once."""
    world = World()
    story(world)
    world.heal()
    check(world)
    assert world.duplicates == 0
    assert len(world.crm.accepted) == sum(map(len, world.arrivals.names.values())) - len(world.crm.refused)


@pytest.mark.parametrize("trouble", [Crash, StorageError])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_trouble_at_any_port_call_loses_nothing_and_keeps_the_order(
    moment: str, trouble: type[BaseException]
) -> None:
    """Whichever port call the process dies at, or storage fails at, every event arrives, in order."""
    counting = World()
    story(counting)
    calls = counting.interruptions.calls
    assert calls > 100
    for wanted in range(1, calls + 1):
        world = World()
        trouble_at(world, wanted, moment, trouble)
        story(world)
        assert world.interruptions.calls >= wanted
        world.heal()
        check(world)
