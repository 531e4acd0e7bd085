"""Counts of prices in memory."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from threading import Lock

from appcare.domain.prices import Counted, Price, PriceCount


class MemoryPrices:
    """`Prices` in a counter, with the messages that were counted."""

    def __init__(self) -> None:
        """Start with nothing counted."""
        self._counts: Counter[tuple[str, date, Price]] = Counter()
        self._known: set[tuple[str, str]] = set()
        self._lock = Lock()

    def count(self, messages: Sequence[Counted]) -> None:
        """Count each message that was never counted before, once."""
        with self._lock:
            for one in messages:
                if (one.number_id, one.priced.message_id) not in self._known:
                    self._known.add((one.number_id, one.priced.message_id))
                    self._counts[one.number_id, one.day, one.priced.price] += 1

    def numbers(self) -> Sequence[str]:
        """Return the ids of the numbers that have counts, in their order."""
        return sorted({number_id for number_id, _, _ in self._counts})

    def counts(self, number_id: str, first: date, last: date) -> Sequence[PriceCount]:
        """Return a number's counts of these days, in order of day and price."""
        found = [
            PriceCount(day, number, price, messages)
            for (number, day, price), messages in self._counts.items()
            if number == number_id and first <= day <= last
        ]
        return sorted(found, key=lambda one: one.order)
