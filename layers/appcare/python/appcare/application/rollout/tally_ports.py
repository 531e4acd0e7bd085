"""How many a step has let in, and how many not; the contract is kept as in `application/ports.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What one step decided about new conversations, about: after a crash one may be counted twice."""

    admitted: int = 0
    diverted: int = 0

    def __add__(self, other: Tally) -> Tally:
        """Return both together."""
        return Tally(admitted=self.admitted + other.admitted, diverted=self.diverted + other.diverted)


class Tallies(Protocol):
    """Counts by number and by the moment at which its step began."""

    def add(self, number: str, since: int, tally: Tally) -> None:
        """Add to a step's tally.

        Args:
            number: the number's configured name.
            since: when the step began, Unix milliseconds.
            tally: how many more.
        """
        ...

    def read(self, number: str, since: int) -> Tally:
        """Return a step's tally, strongly consistent; one never added to is zero."""
        ...
