"""What every store of lanes does."""

import uuid
from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appcare.application.delivery_ports import Lanes
from appcare.domain.lanes import EventRef, Held, Lane, LaneId, WaitReason
from appcare.domain.log import LogKey

ID = LaneId("crm", "ctc_1")
LANE = Lane(ID, WaitReason.TRY_LATER, attempt=2, due_at=1_700_000_000_123)


def held(sequence: str, event: str = "message.received") -> Held:
    """Return an event held at a place in the order."""
    ref = EventRef(LogKey("wa#1#2", f"sk-{sequence}"), event, "ctc_1", "cnv_1", f"rpl_{sequence}")
    return Held(sequence, ref)


def test_a_lane_comes_back_as_it_was(lanes: Lanes) -> None:
    """A lane that waits is read, one that does not is left out."""
    lanes.write(LANE)

    assert lanes.read([ID, LaneId("crm", "ctc_2"), LaneId("desk", "ctc_1")]) == {ID: LANE}


def test_no_lanes_to_read(lanes: Lanes) -> None:
    """No ids, no lanes, no trouble."""
    assert lanes.read([]) == {}


def test_writing_replaces(lanes: Lanes) -> None:
    """The last write counts, in every field."""
    later = Lane(ID, WaitReason.DESTINATION_CLOSED, attempt=0, due_at=5)
    lanes.write(LANE)
    lanes.write(later)

    assert lanes.read([ID]) == {ID: later}


def test_removing_leaves_what_is_held(lanes: Lanes) -> None:
    """Only the lane's own record goes, and removing it again is fine."""
    lanes.write(LANE)
    lanes.hold(ID, held("1"))

    lanes.remove(ID)
    lanes.remove(ID)

    assert lanes.read([ID]) == {}
    assert lanes.held(ID, 10) == [held("1")]


def test_what_is_held_does_not_make_a_lane(lanes: Lanes) -> None:
    """Held events alone are no lane: its own record decides."""
    lanes.hold(ID, held("1"))

    assert lanes.read([ID]) == {}
    assert lanes.due("crm", now=10**15, limit=10) == []


def test_only_a_waiting_lane_is_hastened(lanes: Lanes) -> None:
    """Hastening never makes a lane: it would wait with nothing behind it."""
    assert not lanes.hasten(ID, 5)
    assert lanes.read([ID]) == {}

    lanes.write(LANE)

    assert lanes.hasten(ID, 5)
    assert lanes.read([ID]) == {ID: replace(LANE, due_at=5)}


def test_a_write_after_hastening_counts(lanes: Lanes) -> None:
    """The engine's own word about a lane is the last."""
    lanes.write(LANE)
    lanes.hasten(ID, 5)
    lanes.write(replace(LANE, attempt=3))

    assert lanes.read([ID]) == {ID: replace(LANE, attempt=3)}


def test_a_removed_lane_is_not_hastened(lanes: Lanes) -> None:
    """A lane that was drained meanwhile stays away."""
    lanes.write(LANE)
    lanes.remove(ID)

    assert not lanes.hasten(ID, 5)


def test_holding_twice_changes_nothing(lanes: Lanes) -> None:
    """A redelivered message is held once, at its place."""
    lanes.hold(ID, held("7"))
    lanes.hold(ID, held("7"))

    assert lanes.held(ID, 10) == [held("7")]


def test_releasing_what_is_gone_is_fine(lanes: Lanes) -> None:
    """Releasing is idempotent and touches no other."""
    lanes.hold(ID, held("7"))
    lanes.hold(ID, held("8"))

    lanes.release(ID, "7")
    lanes.release(ID, "7")
    lanes.release(ID, "9")

    assert lanes.held(ID, 10) == [held("8")]


def test_held_events_stay_behind_their_lane(lanes: Lanes) -> None:
    """Another contact's lane, or another destination's, has its own."""
    lanes.hold(ID, held("1"))

    assert lanes.held(LaneId("crm", "ctc_2"), 10) == []
    assert lanes.held(LaneId("desk", "ctc_1"), 10) == []


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    numbers=st.lists(st.integers(0, 10**20), unique=True, max_size=12),
    limit=st.integers(1, 14),
)
def test_held_events_come_in_order_of_their_number(lanes: Lanes, numbers: list[int], limit: int) -> None:
    """Sequences sort as numbers, whatever their length and in whatever order they were held."""
    lane = LaneId("crm", f"ctc_{uuid.uuid4()}")
    for number in numbers:
        lanes.hold(lane, held(str(number)))

    found = [one.sequence for one in lanes.held(lane, limit)]

    assert found == [str(number) for number in sorted(numbers)][:limit]


def test_more_held_than_a_page(lanes: Lanes) -> None:
    """A long outage's events come back whole."""
    for number in range(130):
        lanes.hold(ID, held(str(number)))

    assert [one.sequence for one in lanes.held(ID, 1_000)] == [str(n) for n in range(130)]


def test_due_lanes_come_the_longest_due_first(lanes: Lanes) -> None:
    """Over all contacts of a destination, in order, up to now, no more than asked for."""
    for number in range(60):
        contact = f"ctc_{number * 7919 % 61}"
        lanes.write(Lane(LaneId("crm", contact), WaitReason.TRY_LATER, 1, due_at=1_000 + number))
    lanes.write(Lane(LaneId("desk", "ctc_0"), WaitReason.TRY_LATER, 1, due_at=0))

    assert [lane.due_at for lane in lanes.due("crm", 1_049, 100)] == list(range(1_000, 1_050))
    assert [lane.due_at for lane in lanes.due("crm", 9_999, 7)] == list(range(1_000, 1_007))
    assert [lane.id for lane in lanes.due("desk", 0, 1)] == [LaneId("desk", "ctc_0")]


def test_a_due_lane_has_its_id(lanes: Lanes) -> None:
    """The id survives the index, whatever characters the contact's id has."""
    odd = LaneId("crm", "media#12#3")
    lanes.write(Lane(odd, WaitReason.OUT_OF_TIME, 0, due_at=10))

    assert [(lane.id, lane.due_at) for lane in lanes.due("crm", 10, 5)] == [(odd, 10)]


def test_a_hastened_lane_is_due(lanes: Lanes) -> None:
    """Hastening and removing reach the index."""
    lanes.write(LANE)
    assert lanes.due("crm", 100, 5) == []

    lanes.hasten(ID, 50)
    assert [lane.id for lane in lanes.due("crm", 100, 5)] == [ID]

    lanes.remove(ID)
    assert lanes.due("crm", 100, 5) == []
