"""Counts what messages cost, and reads it back."""

from collections.abc import Sequence
from datetime import date

from appcare.application.learn import Heard
from appcare.application.price_ports import Prices
from appcare.domain.conversation import reckoned
from appcare.domain.prices import Counted, PriceCount, day_of

MOST_DAYS = 366
"""Days that are read at once."""


class CountPrices:
    """`Learner`: each message of ours whose price was told counts once, on the day of that status."""

    def __init__(self, prices: Prices) -> None:
        self._prices = prices

    def learn(self, heard: Sequence[Heard]) -> None:
        """Count what a batch says; see `Learner`."""
        told = [counted for one in heard if (counted := _counted(one))]
        if told:
            self._prices.count(told)


class ReadPrices:
    """The counts of one number, or of all."""

    def __init__(self, prices: Prices) -> None:
        self._prices = prices

    def between(self, first: date, last: date, number_id: str | None = None) -> Sequence[PriceCount]:
        """Return the counts of these days, both included, in order of day, number and price.

        Args:
            first: the first day, in UTC.
            last: the last one.
            number_id: of which number; None: of all that there are.

        Raises:
            StorageError: they cannot be read now.
        """
        numbers = self._prices.numbers() if number_id is None else [number_id]
        found = (one for number in numbers for one in self._prices.counts(number, first, last))
        return sorted(found, key=lambda one: one.order)


def _counted(one: Heard) -> Counted | None:
    priced = one.said.priced
    if priced is None:
        return None
    # A status whose time cannot be is of the day on which it came, which the stream says alike every time.
    at = reckoned(one.said.occurred_at, one.record.arrived_at)
    return Counted(one.said.number_id, day_of(at), priced)
