"""How many customers may be written to who did not write: so many different ones in any 24 hours.

Customers are counted in the hour of their latest start. Those of the last 24 whole hours and of this one
count, an hour more than is asked for at most: so no 24 hours ever hold more than the limit. Who is
counted already may be written to again, and is counted later from then on.
Source: Meta, "Messaging limits": unique customers outside the window, in a moving 24 hours.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field

HOUR_MS = 3_600_000
HOURS = 24

UNLIMITED = 0
"""The limit of who may write to any number of customers."""


@dataclass(frozen=True, slots=True)
class Starts:
    """How many customers were last written to in which hour, counted from 1970."""

    by_hour: Mapping[int, int] = field(default_factory=dict)

    def at(self, now: int) -> "Starts":
        """Return what counts at this moment, Unix milliseconds."""
        oldest = now // HOUR_MS - HOURS
        return Starts({hour: count for hour, count in self.by_hour.items() if hour >= oldest and count})

    def with_start(self, last_hour: int | None, now: int) -> "Starts":
        """Return what counts when a customer is written to at this moment; `last_hour`: theirs before."""
        counts = dict(self.at(now).by_hour)
        if last_hour in counts:
            counts[last_hour] -= 1
        hour = now // HOUR_MS
        counts[hour] = counts.get(hour, 0) + 1
        return Starts(counts).at(now)

    def free_at(self, last_hour: int | None, limit: int, now: int) -> int:
        """Return `now`, or the moment from which on there is room for a customer, Unix milliseconds.

        Args:
            last_hour: the hour of this customer's latest start; None: there was none.
            limit: most customers; `UNLIMITED` for any number.
            now: Unix milliseconds.
        """
        counts = dict(self.at(now).by_hour)
        if limit == UNLIMITED or last_hour in counts:
            return now
        left, until = sum(counts.values()), now
        for hour in sorted(counts):
            if left < limit:
                break
            left -= counts[hour]
            until = (hour + HOURS + 1) * HOUR_MS
        return until
