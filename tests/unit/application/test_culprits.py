"""One event that a destination refuses as if it refused everybody."""

from appcare.domain.delivery import SCHEDULE_S, DeliveryResult, Refusal, Rejected, RetryLater, Scope
from appcare.domain.destination import DestinationStatus
from tests.unit.model.arrivals import name_of
from tests.unit.model.world import CRM, World

POISON, HEALTHY = "31600000001", "31600000002"


def always(world: World, wamid: str, answer: DeliveryResult) -> None:
    """Have something in front of the CRM answer so to one message, always."""
    world.crm.answers = lambda event: answer if name_of(event) == wamid else None


def test_an_event_that_is_always_forbidden_does_not_close_the_destination_again_and_again() -> None:
    """It closes once; having worked for others meanwhile, the destination stays open, and it is parked."""
    world = World()
    world.arrive(POISON)
    always(world, "wamid.1", Rejected(Refusal.AUTH, "HTTP 403"))
    closings = 0
    for minute in range(6000):
        if minute < 60:
            world.arrive(HEALTHY)
        world.route()
        for _ in range(3):
            before = world.telemetry.counts["destination.closed"]
            world.work()
            closings += world.telemetry.counts["destination.closed"] - before
        world.pass_wake_ups_on()
        world.tick()
        if not world.waiting():
            break
        world.clock.advance(61_000)
    assert 1 <= closings <= 3
    assert len(world.crm.accepted) == 60
    (parked,) = [one for one in world.failed.deliveries.values() if one.status == "parked"]
    assert parked.reason == "attempts used up"
    assert world.states.read(CRM).status is DestinationStatus.OPEN


def test_an_event_that_always_asks_for_time_does_not_hold_up_everybody_for_ever() -> None:
    """Having worked for others since, it counts its attempts, and the destination rests a few times only."""
    world = World()
    world.arrive(POISON)
    always(world, "wamid.1", RetryLater("HTTP 429", 600, Scope.DESTINATION))
    for _ in range(6_000):
        world.arrive(HEALTHY)
        world.route()
        for _ in range(3):
            world.work()
        world.pass_wake_ups_on()
        world.tick()
        world.clock.advance(61_000)
    (given_up,) = [one for one in world.failed.deliveries.values() if one.ref.contact_id != HEALTHY]
    assert (given_up.status, given_up.reason) == ("parked", "attempts used up")
    # Where the others come back at the same moment as this event, it cannot be told from them yet.
    assert len(given_up.attempts) <= 3 * len(SCHEDULE_S)
    assert len(world.crm.accepted) == 6_000


def test_who_asks_for_time_gets_no_second_call_within_seconds() -> None:
    """A wish that concerns one customer alone is kept, too; a wild one for an hour."""
    for wish, waits_ms in ((20, 20_000), (1e9, 3_600_000)):
        world = World()
        world.arrive(POISON)
        world.route()
        always(world, "wamid.1", RetryLater("busy", wish))
        world.work()
        (lane,) = world.lanes.lanes.values()
        assert (lane.attempt, lane.due_at - world.clock.now()) == (1, waits_ms)


def test_a_destination_that_forbids_everything_stays_closed() -> None:
    """Real trouble is not blamed on an event: no attempt is used up, however long it takes."""
    world = World()
    for customer in (POISON, HEALTHY):
        world.arrive(customer)
    world.route()
    world.crm.answers = lambda _: Rejected(Refusal.AUTH, "HTTP 401")
    for _ in range(3000):
        world.work()
        world.pass_wake_ups_on()
        world.tick()
        world.clock.advance(61_000)
    assert not [one for one in world.failed.deliveries.values() if one.status == "parked"]
    assert world.states.read(CRM).status is DestinationStatus.CLOSED
