"""What a rehearsal of a step is made of, and what comes of it."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from appcare.domain.rollout.pace import HOUR_MS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from appcare.domain.identity import Customer
    from appcare.domain.rollout.plan import Step


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrival:
    """A conversation that a customer began.

    Attributes:
        at: Unix milliseconds.
        customer: by the names that are known.
        country: two letters; empty: not known.
        topic: what it was about; empty: not known.
        is_known: whether the customer had a conversation with the company before.
    """

    at: int
    contact_id: str
    number_id: str
    customer: Customer
    country: str = ""
    topic: str = ""
    is_known: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Rehearsed:
    """What a step would have made of the conversations.

    Attributes:
        came: all of them.
        at_once: let in when they came.
        waits: milliseconds that each one waited who was let in later, the shortest first.
        diverted: not let in.
        gave_up: of those, who had waited as long as anybody may.
        let_in: hour since 1970 -> how many were let in in it.
    """

    step: Step
    came: int
    at_once: int
    waits: Sequence[int]
    diverted: int
    gave_up: int
    let_in: Mapping[int, int]

    def wait(self, share: float) -> int | None:
        """Return how long so large a share of those who waited did at most; None: nobody waited."""
        return self.waits[max(0, math.ceil(share * len(self.waits)) - 1)] if self.waits else None

    @property
    def busiest(self) -> tuple[int, int] | None:
        """Return when the hour began in which most were let in, Unix milliseconds, and how many."""
        if not self.let_in:
            return None
        hour = min(self.let_in, key=lambda one: (-self.let_in[one], one))
        return hour * HOUR_MS, self.let_in[hour]
