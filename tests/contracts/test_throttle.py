"""What every throttle does."""

import uuid
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from appcare.application.delivery_ports import Throttle

FAR = 1e12
"""A horizon beyond everything, in milliseconds."""

NOW = 1_790_000_000_000
EXACT_TO_MS = 0.001


def taken(throttle: Throttle, destination: str, slots: int, now: int, interval_ms: float) -> float:
    """Take slots however far ahead they lie; return the first one's time."""
    first, taken_ = throttle.reserve(destination, slots, now, interval_ms, FAR)
    assert taken_
    return first


def test_an_idle_destination_is_called_at_once(throttle: Throttle) -> None:
    """The first slot is now."""
    assert taken(throttle, "crm", 1, NOW, 100) == NOW


def test_slots_follow_one_another(throttle: Throttle) -> None:
    """The next reservation begins where the one before ended."""
    taken(throttle, "crm", 3, NOW, 100)

    assert taken(throttle, "crm", 1, NOW + 10, 100) == NOW + 300
    assert taken(throttle, "crm", 1, NOW + 20, 100) == NOW + 400


def test_time_that_nobody_used_is_gone(throttle: Throttle) -> None:
    """After a pause the slots begin now: no burst makes up for it."""
    taken(throttle, "crm", 1, NOW, 100)

    assert taken(throttle, "crm", 2, NOW + 60_000, 100) == NOW + 60_000
    assert taken(throttle, "crm", 1, NOW + 60_000, 100) == NOW + 60_200


def test_a_slot_that_begins_just_now_is_free(throttle: Throttle) -> None:
    """The end of one reservation is the beginning of the next."""
    taken(throttle, "crm", 1, NOW, 100)

    assert taken(throttle, "crm", 1, NOW + 100, 100) == NOW + 100


def test_destinations_have_slots_of_their_own(throttle: Throttle) -> None:
    """A busy destination does not slow another one down."""
    taken(throttle, "crm", 50, NOW, 100)

    assert taken(throttle, "desk", 1, NOW, 100) == NOW


@pytest.mark.parametrize("interval_ms", [1000 / 3, 0.1, 1000 / 7])
def test_fractions_of_a_millisecond_add_up(throttle: Throttle, interval_ms: float) -> None:
    """A rate that does not divide a second evenly is kept over many slots."""
    for _ in range(30):
        last = taken(throttle, "crm", 1, NOW, interval_ms)

    assert last == pytest.approx(NOW + 29 * interval_ms, abs=EXACT_TO_MS)


reservations = st.tuples(st.integers(1, 10), st.integers(0, 400), st.floats(0.1, 5_000, allow_nan=False))


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wanted=st.lists(reservations, min_size=1, max_size=12))
def test_no_slot_is_given_twice_nor_before_now(
    throttle: Throttle, wanted: list[tuple[int, int, float]]
) -> None:
    """Whatever is asked for and whenever, the reservations do not overlap."""
    destination, now, taken_until = uuid.uuid4().hex, NOW, 0.0
    for slots, passes, interval_ms in wanted:
        now += passes
        first = taken(throttle, destination, slots, now, interval_ms)

        assert first >= now
        assert first >= taken_until - EXACT_TO_MS
        taken_until = first + slots * interval_ms


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(clocks=st.lists(st.integers(-300, 300), min_size=2, max_size=12))
def test_clocks_that_differ_do_no_harm(throttle: Throttle, clocks: list[int]) -> None:
    """Callers whose clocks run apart get different slots, none before their own now."""
    destination = uuid.uuid4().hex
    firsts = []
    for drift in clocks:
        first = taken(throttle, destination, 1, NOW + drift, 100)
        assert first >= NOW + drift
        firsts.append(first)

    assert all(later - earlier >= 100 for earlier, later in pairwise(firsts))


def test_callers_at_once_get_different_slots(throttle: Throttle, at_once: ThreadPoolExecutor) -> None:
    """Threads that reserve at the same moment share out the slots without gap or overlap."""
    firsts = sorted(at_once.map(lambda _: taken(throttle, "crm", 2, NOW, 50), range(24)))

    assert firsts == [NOW + 100 * place for place in range(24)]


def test_slots_beyond_the_horizon_are_not_taken(throttle: Throttle) -> None:
    """All of them or none: what lies too far ahead stays free for whoever comes then."""
    assert throttle.reserve("crm", 4, NOW, 10_000, 30_000) == (NOW, True)
    assert throttle.reserve("crm", 1, NOW, 10_000, 30_000) == (NOW + 40_000, False)
    assert throttle.reserve("crm", 1, NOW, 10_000, 30_000) == (NOW + 40_000, False)
    assert throttle.reserve("crm", 1, NOW + 10_000, 10_000, 30_000) == (NOW + 40_000, True)


def test_more_slots_than_the_horizon_holds_are_refused_at_once(throttle: Throttle) -> None:
    """Ten calls at one in ten seconds do not fit into half a minute, though the destination is idle."""
    assert throttle.reserve("crm", 10, NOW, 10_000, 30_000) == (NOW, False)
    assert throttle.reserve("crm", 1, NOW, 10_000, 30_000) == (NOW, True)


def test_asking_again_and_again_pushes_nothing_away(throttle: Throttle) -> None:
    """However often somebody is refused, the next free slot stays where it was."""
    throttle.reserve("crm", 7, NOW, 5_000, 30_000)
    refusals = {throttle.reserve("crm", 1, NOW, 5_000, 30_000) for _ in range(20)}
    assert refusals == {(NOW + 35_000, False)}
