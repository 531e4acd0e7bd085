"""The delivery engine, one rule of lanes at a time."""

from appcare.domain.destination import DestinationStatus
from appcare.domain.events import CrmEvent
from appcare.domain.lanes import WaitReason
from tests.unit.model.arrivals import name_of
from tests.unit.model.crm_double import Mood
from tests.unit.model.world import CRM, FAR, World

ANNA, BERT = "31600000001", "31600000002"


def delivered(world: World) -> list[str]:
    """Return Meta's ids of what the CRM accepted, in its order."""
    return [name_of(event) for event in world.crm.accepted]


def lane_of(world: World, place: int = 0) -> tuple[WaitReason, int, int]:
    """Return reason, attempt and wait in milliseconds of a waiting lane."""
    lane = world.lanes.due(CRM, FAR, 10)[place]
    return lane.reason, lane.attempt, lane.due_at - world.clock.now()


def test_a_healthy_event_costs_no_write() -> None:
    """Delivering what the CRM takes at once reads State, but writes nothing except the slot."""
    world = World()
    written: list[str] = []
    world.interruptions.before = lambda _call, name: written.append(name)
    world.arrive(ANNA)
    world.route()
    written.clear()
    world.work()
    assert delivered(world) == ["wamid.1"]
    asked = [name for name in written if name != "courier.calls_for"]  # which costs nothing
    assert asked == ["states.read", "lanes.read", "log.read", "throttle.reserve", "courier.carry"]


def test_an_event_that_fails_waits_a_minute_after_a_second_try_in_process() -> None:
    """Try later: once more after a moment, then the lane waits, due within a minute."""
    world = World()
    world.crm.mood = Mood.DOWN
    world.arrive(ANNA)
    world.route()
    world.work()
    first, second = world.crm.called_at
    assert 1_000 <= second - first <= 2_000
    reason, attempt, wait = lane_of(world)
    assert (reason, attempt) == (WaitReason.TRY_LATER, 2)
    assert 48_000 <= wait <= 60_000


def test_what_arrives_behind_a_waiting_lane_is_held_and_others_go_on() -> None:
    """A customer's next event waits behind the first; another customer's does not."""
    world = World()
    world.crm.mood = Mood.DOWN
    world.arrive(ANNA)
    world.route()
    world.work()
    world.crm.mood = Mood.GOOD
    world.arrive(ANNA)
    world.arrive(BERT)
    world.route()
    world.work()
    assert delivered(world) == ["wamid.3"]
    world.clock.advance(61_000)
    world.pass_wake_ups_on()
    world.work()
    assert delivered(world) == ["wamid.3", "wamid.1", "wamid.2"]
    assert not world.lanes.due(CRM, FAR, 10)


def test_an_event_that_is_refused_for_good_is_parked_with_its_reason_and_the_next_goes_on() -> None:
    """400 parks one event; the customer's next one is delivered in the same batch."""
    world = World()
    world.arrive(ANNA, refused=True)
    world.arrive(ANNA)
    world.route()
    world.work()
    assert delivered(world) == ["wamid.2"]
    (parked,) = world.failed.deliveries.values()
    assert (parked.status, parked.reason) == ("parked", "HTTP 400")
    assert any(record.kind == "delivery.parked" for record in world.log.records.values())


def test_a_destination_in_trouble_is_closed_probed_by_one_lane_and_opened_by_its_success() -> None:
    """401 closes for everybody without counting attempts; a minute later a single call tries it."""
    world = World()
    world.crm.mood = Mood.LOCKED
    world.arrive(ANNA)
    world.route()
    world.work()
    world.arrive(BERT)
    world.route()
    world.work()
    assert world.crm.calls == 1
    assert world.states.read(CRM).status is DestinationStatus.CLOSED
    assert [lane_of(world, place)[:2] for place in (0, 1)] == [(WaitReason.DESTINATION_CLOSED, 0)] * 2
    world.clock.advance(61_000)
    world.tick()
    world.work()
    assert world.crm.calls == 2
    world.crm.mood = Mood.GOOD
    world.clock.advance(61_000)
    world.tick()
    world.work()
    assert world.states.read(CRM).status is DestinationStatus.OPEN
    world.tick()
    world.work()
    assert sorted(delivered(world)) == ["wamid.1", "wamid.2"]


def test_retry_after_rests_the_whole_destination_and_counts_no_attempt() -> None:
    """429 with Retry-After: nobody calls until then, and the wait wears out no attempts."""
    world = World()
    world.crm.mood = Mood.OVERLOADED
    world.arrive(ANNA)
    world.route()
    world.work()
    world.arrive(BERT)
    world.route()
    world.work()
    assert world.crm.calls == 1
    reason, attempt, wait = lane_of(world)
    assert (reason, attempt) == (WaitReason.DESTINATION_CLOSED, 0)
    assert 6_000 <= wait <= 7_000
    world.crm.mood = Mood.GOOD
    world.clock.advance(8_000)
    world.pass_wake_ups_on()
    world.work()
    assert sorted(delivered(world)) == ["wamid.1", "wamid.2"]


def test_gone_disables_until_a_person_enables() -> None:
    """410: no call is made, however long it takes, until somebody enables the destination."""
    world = World()
    world.crm.mood = Mood.GONE
    world.arrive(ANNA)
    world.route()
    world.work()
    world.crm.mood = Mood.GOOD
    for _ in range(5):
        world.clock.advance(3_600_000)
        world.tick()
        world.work()
    assert world.crm.calls == 1
    world.enable()
    world.tick()
    world.work()
    assert delivered(world) == ["wamid.1"]


def test_an_answer_in_flight_cannot_close_what_was_enabled_meanwhile() -> None:
    """A 410 to a call that began before a person enabled the destination does not disable it again."""
    world = World()
    world.crm.mood = Mood.GONE
    world.arrive(ANNA)
    world.route()

    def enable_meanwhile(_call: int, name: str) -> None:
        if name == "courier.carry":
            world.interruptions.after = lambda _call, _name: None
            world.enable()

    world.interruptions.after = enable_meanwhile
    world.work()
    assert world.states.read(CRM).status is DestinationStatus.OPEN
    assert world.crm.calls == 1


def test_attempts_that_are_used_up_park_the_event() -> None:
    """After the last wait of the schedule the event is parked, and the customer's next one has its turn."""
    world = World()
    world.crm.mood = Mood.DOWN
    world.arrive(ANNA)
    world.route()
    for _ in range(5000):
        world.work()
        world.pass_wake_ups_on()
        world.tick()
        if not world.waiting():
            break
        world.clock.advance(61_000)
    (parked,) = world.failed.deliveries.values()
    assert (parked.status, parked.reason, len(parked.attempts)) == ("parked", "attempts used up", 11)
    assert world.clock.now() - parked.attempts[0].at > 3 * 86_400_000 * 0.8


def test_a_group_out_of_time_holds_the_rest_and_wakes_itself() -> None:
    """With too little time left for a call, everything is held, and delivered by the next invocation."""
    world = World()
    for _ in range(3):
        world.arrive(ANNA)
    world.route()
    world.timeout_s = 12
    world.work()
    assert lane_of(world)[0] is WaitReason.OUT_OF_TIME
    assert delivered(world) == []
    world.timeout_s = 120
    world.work()
    assert delivered(world) == ["wamid.1", "wamid.2", "wamid.3"]
    assert not world.lanes.due(CRM, FAR, 10)


def test_an_event_whose_record_is_gone_is_acknowledged_and_counted() -> None:
    """What expired or was erased from the log is not delivered, holds nobody up, and is counted."""
    world = World()
    world.arrive(ANNA)
    world.arrive(ANNA)
    world.route()
    first = next(key for key in world.log.records if "wamid.1" in key.sk)
    del world.log.records[first]
    world.work()
    assert delivered(world) == ["wamid.2"]
    assert world.telemetry.counts["delivery.gone"] == 1


def test_a_fault_of_ours_in_one_event_parks_it_alone() -> None:
    """A bug that one event brings out takes neither its customer's next event nor its neighbours along."""
    world = World()
    for customer in (ANNA, ANNA, BERT):
        world.arrive(customer)
    world.route()

    def buggy(event: CrmEvent) -> None:
        if name_of(event) == "wamid.1":
            raise ZeroDivisionError

    world.crm.answers = buggy
    world.work()
    assert sorted(delivered(world)) == ["wamid.2", "wamid.3"]
    (parked,) = world.failed.deliveries.values()
    assert parked.reason == "internal: ZeroDivisionError"
