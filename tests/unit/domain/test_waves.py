"""Waves: together what may be, one after another what must be."""

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.waves import chunks, waves

lanes = st.lists(st.sampled_from("abcd"), max_size=12)


@given(lanes)
def test_waves_keep_the_order_of_each_lane(order: list[str]) -> None:
    """No wave has a lane twice, each lane's items come in order, and none is lost."""
    items = list(enumerate(order))
    found = waves(items, lambda item: item[1])
    assert all(max(Counter(lane for _, lane in wave).values()) == 1 for wave in found)
    for lane in "abcd":
        wanted = [item for item in items if item[1] == lane]
        assert [item for wave in found for item in wave if item[1] == lane] == wanted


@given(lanes)
def test_no_more_waves_than_needed(order: list[str]) -> None:
    """The longest lane decides how many there are."""
    assert len(waves(order, lambda lane: lane)) == max(Counter(order).values(), default=0)


@given(lanes, st.integers(1, 5))
def test_chunks(items: list[str], size: int) -> None:
    """Runs of at most the size, which together are the items."""
    found = list(chunks(items, size))
    assert [item for chunk in found for item in chunk] == items
    assert all(1 <= len(chunk) <= size for chunk in found)
