"""How long partial answers are waited for."""

from itertools import pairwise

from appcare.aws.backoff import Backoff


def test_waits_double_up_to_the_longest() -> None:
    """The first try comes at once, then the waits double until they are long enough."""
    waits: list[float] = []
    backoff = Backoff(tries=6, first_s=0.1, longest_s=0.5, sleep=waits.append, fraction=lambda: 1.0)

    assert list(backoff) == [0, 1, 2, 3, 4, 5]
    assert waits == [0.1, 0.2, 0.4, 0.5, 0.5]


def test_jitter_takes_at_most_half() -> None:
    """Callers that fail together do not come back together, and none comes back at once."""
    waits: list[float] = []
    list(Backoff(tries=3, first_s=0.1, sleep=waits.append, fraction=lambda: 0.0))

    assert waits == [0.05, 0.1]


def test_it_can_be_walked_again() -> None:
    """One backoff serves many calls."""
    backoff = Backoff(tries=2, sleep=lambda _: None)

    assert [len(list(backoff)) for _ in pairwise("abc")] == [2, 2]
