"""What the rollout needs from outside; the contracts are kept as in `application/ports.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Mapping

    from appcare.domain.rollout.plan import Plan
    from appcare.domain.rollout.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class InForce:
    """The plan that counts, and where each number stands in it.

    Attributes:
        taken_at: when the plan was taken over, Unix milliseconds.
        standings: by the number's name; a number that is left out is at its first step.
    """

    plan: Plan
    taken_at: int
    standings: Mapping[str, Standing] = field(default_factory=dict)

    def name_of(self, number_id: str, name: str) -> str:
        """Return the name under which the plan has a number that the settings call `name`.

        A number that was given another name must not be open to everybody for that.
        """
        if name in self.plan.numbers or not number_id:
            return name
        known = (one.number for one in self.standings.values() if one.number_id == number_id)
        return next((one for one in known if one in self.plan.numbers), name)

    def since(self, number: str) -> int:
        """Return when a number's current step began, Unix milliseconds."""
        standing = self.standings.get(number)
        return standing.since if standing else self.taken_at


class KnownRollouts(Protocol):
    """The plan in force and the numbers' standings, for whoever only looks."""

    def read(self) -> InForce | None:
        """Return them, seconds old at most; None: no plan was ever taken over.

        Raises:
            StorageError: it cannot be read now.
            UndigestibleError: what is kept is no plan.
        """
        ...


class Rollouts(Protocol):
    """The plan in force and the numbers' standings."""

    def read(self) -> InForce | None:
        """Return them, strongly consistent; None: no plan was ever taken over.

        Raises:
            StorageError: it cannot be read now.
            UndigestibleError: what is kept is no plan.
        """
        ...

    def take(self, plan: Plan, at: int) -> None:
        """Make it the plan in force; the same again changes nothing, not even `taken_at`."""
        ...

    def change(self, standing: Standing, before: Standing | None) -> bool:
        """Store it if what is stored has the version of `before` (None: nothing); False: it has not."""
        ...
