"""A destination that answers nothing but errors, for long, counts as down."""

from appcare.domain.destination import BREAKER_AFTER_MS, BREAKER_LANES, DestinationState, DestinationStatus
from tests.unit.model.crm_double import Mood
from tests.unit.model.judgement import check
from tests.unit.model.world import CRM, World

CUSTOMERS = [f"3160000000{number}" for number in range(BREAKER_LANES)]


def live(world: World, minutes: int, every: int = 1) -> None:
    """Let time pass and everything run, every minute or so many."""
    for _ in range(0, minutes, every):
        world.route()
        for _ in range(3):
            world.work(100)
            world.pass_wake_ups_on()
        world.tick()
        world.clock.advance(every * 60_000)


def down(customers: list[str]) -> World:
    """Return a world whose CRM has answered 503 to these customers' messages for ten minutes."""
    world = World()
    for customer in customers:
        world.arrive(customer)
    world.crm.mood = Mood.DOWN
    live(world, 10)
    return world


def test_nothing_but_failures_close_the_destination() -> None:
    """After some minutes it is closed, says so once, and gets one call a minute instead of everybody's."""
    world = down(CUSTOMERS)
    assert world.states.read(CRM).status is DestinationStatus.CLOSED
    told = [fields["reason"] for word, fields in world.telemetry.lines if word == "destination closed"]
    assert told == ["nothing but failures: HTTP 503"]
    calls = world.crm.calls
    for customer in CUSTOMERS * 20:
        world.arrive(customer)
    live(world, 60)
    assert 20 <= world.crm.calls - calls <= 60


def test_what_fails_while_it_is_closed_counts_no_attempt() -> None:
    """A week of an outage parks nobody's event, and afterwards everything arrives in order."""
    world = down(CUSTOMERS)
    live(world, 7 * 24 * 60, every=10)
    assert not [one for one in world.failed.deliveries.values() if one.status == "parked"]
    world.crm.mood = Mood.GOOD
    live(world, 10)
    assert world.states.read(CRM).status is DestinationStatus.OPEN
    assert len(world.crm.accepted) == len(CUSTOMERS)
    check(world)


def test_one_customers_trouble_is_not_everybodys() -> None:
    """However long one lane fails, with nobody else calling, the destination stays open for the others."""
    world = down(CUSTOMERS[:1])
    live(world, 24 * 60)
    assert world.states.read(CRM).status is DestinationStatus.OPEN


def test_a_success_in_between_is_proof_of_life() -> None:
    """Failures that successes interrupt never add up."""
    world = World()
    world.crm.mood = Mood.SHAKY
    for _ in range(60):
        for number in range(20):
            world.arrive(f"316000000{number:02d}")
        live(world, 1)
    assert world.telemetry.counts["destination.closed"] == 0


def test_asking_for_time_for_ever_is_being_down() -> None:
    """Who says `Retry-After` for an hour and takes nothing in between is closed, with an alarm."""
    world = World()
    world.arrive(CUSTOMERS[0])
    world.crm.mood = Mood.OVERLOADED
    live(world, 90)
    assert world.states.read(CRM).status is DestinationStatus.CLOSED
    assert world.telemetry.counts["destination.closed"] == 1


def test_many_failures_of_what_works_cost_few_writes() -> None:
    """The first failure of each of three customers is noted and the success after them, nothing else."""
    world = World()
    written: list[str] = []
    world.interruptions.before = lambda _call, name: written.append(name)
    for number in range(10):
        world.arrive(f"316000000{number:02d}")
    world.crm.mood = Mood.DOWN
    live(world, 3)
    assert world.crm.calls > 20
    assert written.count("states.change") == BREAKER_LANES
    world.crm.mood = Mood.GOOD
    live(world, 10)
    assert len(world.crm.accepted) == 10
    assert written.count("states.change") == BREAKER_LANES + 1


def test_since_when_it_is_closed() -> None:
    """Failures that close nothing and probes that open nothing leave the moment as it was."""
    world = World()
    world.enable()
    opened = world.states.read(CRM).since
    world.clock.advance(60_000)
    for customer in CUSTOMERS:
        world.arrive(customer)
    world.crm.mood = Mood.DOWN
    live(world, 3)
    open_ = world.states.read(CRM)
    assert (open_.status, open_.since, len(open_.failing_lanes)) == (DestinationStatus.OPEN, opened, 3)
    live(world, 7)
    closed = world.states.read(CRM)
    live(world, 10)
    still_closed = world.states.read(CRM)
    assert still_closed.generation > closed.generation
    assert 0 < closed.since == still_closed.since < world.clock.now() - 10 * 60_000


def test_how_long_and_from_how_many_failures_must_come() -> None:
    """Three lanes' failures are remembered, and close it when five minutes are full."""
    now = 1_000_000
    state = DestinationState()
    for turn, lane in enumerate(("a", "b", "c")):
        state = state.failing(lane, now + turn)
    assert state.failing("d", now + 3) is state
    assert not state.is_down(now + BREAKER_AFTER_MS - 1)
    assert state.is_down(now + BREAKER_AFTER_MS)


def test_a_failed_attempt_is_on_record() -> None:
    """When it began, how long it took and what was answered stand with the delivery."""
    world = World()
    world.arrive(CUSTOMERS[0])
    world.crm.mood = Mood.DOWN
    world.crm.takes_s = 0.25
    world.route()
    began = world.clock.now()
    world.work()
    (delivery,) = world.failed.deliveries.values()
    first = delivery.attempts[0]
    assert (first.at, first.attempt, first.took_ms) == (began, 1, 250)
    assert (first.status, first.reason, first.answer) == (503, "HTTP 503", "busy")
