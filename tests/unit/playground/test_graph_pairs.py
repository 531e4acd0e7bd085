"""The pair limit is Meta's: a burst is borrowed from the time after it."""

from hypothesis import given
from hypothesis import strategies as st

from playground.graph_pairs import BURST, MESSAGE_S, PairLimit


class Hand:
    """A clock that is moved by hand; seconds."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        """Return the time."""
        return self.now


def test_a_burst_is_paid_for() -> None:
    """Twenty at once are followed by two minutes without any."""
    clock = Hand()
    limit = PairLimit(clock)
    assert all(limit.takes("1", "a") for _ in range(20))
    clock.now = 20 * MESSAGE_S - 0.1
    assert not limit.takes("1", "a")
    assert limit.takes("2", "a")
    clock.now += 0.1
    assert limit.takes("1", "a")


@given(st.lists(st.floats(min_value=0, max_value=20), max_size=200))
def test_in_the_long_run_one_in_six_seconds(pauses: list[float]) -> None:
    """However messages come, no more than a burst is ahead of one message in six seconds."""
    clock, taken = Hand(), 0
    limit = PairLimit(clock)
    for pause in pauses:
        clock.now += pause
        taken += limit.takes("1", "a")
        assert taken <= clock.now / MESSAGE_S + BURST
