"""Where counts of prices are kept; the contract is kept as in `ports.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from appcare.domain.prices import Counted, PriceCount


class Prices(Protocol):
    """How many messages had which price, for each number and day."""

    def count(self, messages: Sequence[Counted]) -> None:
        """Count each message that was never counted before, once, whoever else counts meanwhile.

        A message is known by its number and id: the price and day that were told first stay.
        It is known for 35 days at least, which is longer than the channel tells of it.
        """
        ...

    def numbers(self) -> Sequence[str]:
        """Return the ids of the numbers that have counts, in their order."""
        ...

    def counts(self, number_id: str, first: date, last: date) -> Sequence[PriceCount]:
        """Return a number's counts of these days, both included, in order of day and price."""
        ...
