"""Puts a sequence into waves: one after another where order counts, together where it does not."""

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from typing import TypeVar

T = TypeVar("T")


def waves(items: Iterable[T], lane: Callable[[T], Hashable]) -> list[list[T]]:
    """Split so that a wave holds at most one item of each lane, and a lane's items keep their order."""
    seen: Counter[Hashable] = Counter()
    result: list[list[T]] = []
    for item in items:
        turn = seen[lane(item)]
        seen[lane(item)] += 1
        if turn == len(result):
            result.append([])
        result[turn].append(item)
    return result


def chunks(items: Sequence[T], size: int) -> Iterator[Sequence[T]]:
    """Yield the items in runs of at most `size`."""
    for start in range(0, len(items), size):
        yield items[start : start + size]
