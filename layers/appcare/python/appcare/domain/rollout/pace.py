"""How many new conversations may be let in now, and when who waits will be."""

from __future__ import annotations

import math
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

    from appcare.domain.rollout.plan import Pace

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS
MINUTES, HOURS = 60, 24
"""How many whole minutes of the clock stand for an hour, how many of its hours for a day."""

MANY = 10**9
"""More than ever come."""


@dataclass(frozen=True, slots=True)
class Admissions:
    """Who was let in lately: minute (and hour) of the clock, since 1970 -> how many."""

    by_minute: Mapping[int, int] = field(default_factory=dict)
    by_hour: Mapping[int, int] = field(default_factory=dict)

    def after(self, count: int, now: int) -> Admissions:
        """Return them with so many more, and without those that count no more."""
        minute, hour = now // MINUTE_MS, now // HOUR_MS
        minutes = {one: n for one, n in self.by_minute.items() if one > minute - MINUTES}
        hours = {one: n for one, n in self.by_hour.items() if one > hour - HOURS}
        return Admissions(
            {**minutes, minute: minutes.get(minute, 0) + count}, {**hours, hour: hours.get(hour, 0) + count}
        )

    def free(self, pace: Pace, now: int) -> int:
        """Return how many more may come in now.

        No 60 whole minutes of the clock, and no 24 whole hours of it, have more than the pace.
        """
        minute, hour = now // MINUTE_MS, now // HOUR_MS
        last_hour = sum(n for one, n in self.by_minute.items() if minute - MINUTES < one <= minute)
        last_day = sum(n for one, n in self.by_hour.items() if hour - HOURS < one <= hour)
        return int(max(0, min(_left(pace.per_hour, last_hour), _left(pace.per_day, last_day), MANY)))

    def released(self, pace: Pace, now: int) -> int:
        """Return how many of those who wait may come in within this minute: evenly, not all at once."""
        already = self.by_minute.get(now // MINUTE_MS, 0)
        return max(0, min(self.free(pace, now), evenly(pace) - already))


def next_minute(now: int) -> int:
    """Return when the clock comes next, Unix milliseconds, seconds aside."""
    return (now // MINUTE_MS + 1) * MINUTE_MS


def evenly(pace: Pace) -> int:
    """Return how many of those who wait are let in in one minute at most."""
    return math.ceil(min(_left(pace.per_hour, 0) / MINUTES, _left(pace.per_day, 0) / (HOURS * MINUTES), MANY))


def expected_at(admissions: Admissions, pace: Pace, *, ahead: int, now: int) -> int | None:
    """Return when somebody will be let in whom so many are ahead of, Unix milliseconds.

    It goes through the coming minutes as the clock will, so it is as honest as the pace is kept.
    None: not within the longest wait.
    """
    minute, walk = now // MINUTE_MS, _Walk(admissions, pace, now // MINUTE_MS)
    # The clock comes within its minute, and whose wait is over by then is not let in.
    last = (now + round(pace.longest_wait_hours * HOUR_MS)) // MINUTE_MS - 1
    left = ahead + 1
    for coming in range(minute + 1, last + 1):
        left -= walk.step(coming, left)
        if left <= 0:
            return coming * MINUTE_MS
    return None


class _Walk:
    """Lets in as many as the clock will, minute by minute; both sums are carried along."""

    def __init__(self, admissions: Admissions, pace: Pace, minute: int) -> None:
        self._pace = pace
        self._evenly = evenly(pace)
        self._hour = minute // MINUTES
        by_minute, by_hour = admissions.by_minute, admissions.by_hour
        self._minutes = deque(by_minute.get(one, 0) for one in range(minute - MINUTES + 1, minute + 1))
        self._hours = deque(by_hour.get(one, 0) for one in range(self._hour - HOURS + 1, self._hour + 1))
        self._in_hour, self._in_day = sum(self._minutes), sum(self._hours)

    def step(self, minute: int, wanted: int) -> int:
        """Return how many of those who wait come in in the next minute."""
        self._in_hour -= self._minutes.popleft()
        if minute // MINUTES > self._hour:
            self._hour = minute // MINUTES
            self._in_day -= self._hours.popleft()
            self._hours.append(0)
        room = min(_left(self._pace.per_hour, self._in_hour), _left(self._pace.per_day, self._in_day))
        count = int(max(0, min(room, self._evenly, wanted)))
        self._minutes.append(count)
        self._hours[-1] += count
        self._in_hour += count
        self._in_day += count
        return count


def _left(most: int | None, had: int) -> float:
    return math.inf if most is None else most - had
