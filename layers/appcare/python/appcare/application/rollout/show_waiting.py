"""Shows who waits to be let in, in order, and when each will be as things stand now."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from appcare.application.rollout.gate import waiting_pace
from appcare.domain.rollout.pace import expected_at, next_minute

if TYPE_CHECKING:
    from collections.abc import Sequence

    from appcare.application.ports import Clock
    from appcare.application.rollout.ports import KnownRollouts
    from appcare.application.rollout.room_ports import Place, WaitingRoom


@dataclass(frozen=True, slots=True)
class Waiter:
    """One who waits.

    Attributes:
        place: theirs.
        expected_at: when they will be let in, Unix milliseconds; None: not within the longest wait, or
            nobody knows a pace.
    """

    place: Place
    expected_at: int | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Who waits for one number: how many, and the first of them."""

    count: int
    first: Sequence[Waiter]


class ShowWaiting:
    """The waiting rooms of all numbers."""

    def __init__(self, rollouts: KnownRollouts, room: WaitingRoom, clock: Clock) -> None:
        """Args: rollouts: the plan in force; room: who waits; clock: the time."""
        self._rollouts = rollouts
        self._room = room
        self._clock = clock

    def of(self, number: str, limit: int) -> Waiting:
        """Return who waits for a number, the first `limit` of them in order.

        Raises:
            StorageError: it cannot be read now.
            UndigestibleError: what is kept is no plan.
        """
        force, room, now = self._rollouts.read(), self._room.read(number), self._clock.now()
        pace = waiting_pace(force, number) if force else None
        places = self._room.first(number, limit)
        # Without a plan nobody knows; without a pace the clock lets all of them in.
        at_once = next_minute(now) if force else None
        return Waiting(
            room.waiting,
            [
                Waiter(place, expected_at(room.admissions, pace, ahead=ahead, now=now) if pace else at_once)
                for ahead, place in enumerate(places)
            ],
        )
