"""Time that is moved, and time as it is."""

import random
import time
from threading import Barrier

import pytest

from appcare.memory.clock import MovedClock
from appcare.system_clock import SystemClock


def test_a_moved_clock_stands_still_by_itself() -> None:
    """Only sleeping and advancing move it."""
    clock = MovedClock(1_000)
    clock.sleep(1.5)
    clock.advance(0.5)
    clock.sleep(-3)

    assert clock.now() == 2_500


def test_fractions_of_a_millisecond_are_not_lost() -> None:
    """Many short sleeps add up."""
    clock = MovedClock()
    for _ in range(10):
        clock.sleep(0.00025)

    assert clock.now() == 2


def test_side_by_side_in_turn() -> None:
    """Without a shuffle the calls run in the given order, with one in an order of its own."""
    given_order: list[int] = []
    shuffled: list[int] = []
    numbers = range(20)
    MovedClock().side_by_side([lambda n=n: given_order.append(n) for n in numbers])  # type: ignore[misc]  # the default binds n
    MovedClock(shuffle=random.Random(1)).side_by_side(
        [lambda n=n: shuffled.append(n) for n in numbers]  # type: ignore[misc]  # the default binds n
    )

    assert given_order == list(numbers)
    assert shuffled != given_order
    assert sorted(shuffled) == given_order


def test_the_system_clock_runs_side_by_side() -> None:
    """Eight calls are under way together: each waits there for the other seven."""
    together = Barrier(8, timeout=60)
    seen: list[int] = []
    SystemClock().side_by_side([lambda: seen.append(together.wait())] * 8)
    SystemClock().side_by_side([])
    assert sorted(seen) == list(range(8))


def test_a_bug_in_one_call_shows_when_all_have_ended() -> None:
    """The others run to their end first."""
    ended: list[int] = []

    def broken() -> None:
        raise AssertionError

    with pytest.raises(AssertionError):
        SystemClock().side_by_side([broken, lambda: ended.append(1)])
    assert ended == [1]


def test_the_system_clock_tells_milliseconds() -> None:
    """Unix time in milliseconds."""
    assert abs(SystemClock().now() - time.time() * 1000) < 1_000
