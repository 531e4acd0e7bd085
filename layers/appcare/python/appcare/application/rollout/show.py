"""Shows where the rollouts of the plan in force stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from appcare.domain.rollout.progress import next_step_at
from appcare.domain.rollout.standing import current_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from appcare.application.rollout.ports import KnownRollouts
    from appcare.domain.rollout.plan import NumberPlan, Step
    from appcare.domain.rollout.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Where one number stands.

    Attributes:
        standing: None: the clock has not begun it yet; it is at the first step.
    """

    number: str
    plan: NumberPlan
    standing: Standing | None

    @property
    def index(self) -> int:
        """The current step's, from 0."""
        return current_step(self.plan, self.standing)

    @property
    def step(self) -> Step:
        """The current one."""
        return self.plan.steps[self.index]

    @property
    def next_step(self) -> Step | None:
        """The one after it; None: it is the last one."""
        return self.plan.steps[self.index + 1] if self.index + 1 < len(self.plan.steps) else None

    @property
    def next_at(self) -> int | None:
        """When that comes at the earliest, Unix milliseconds; None: not by itself, as things stand."""
        return next_step_at(self.plan, self.standing) if self.standing else None


class ShowRollouts:
    """The numbers of the plan in force."""

    def __init__(self, rollouts: KnownRollouts) -> None:
        """Args: rollouts: the plan in force, and where numbers stand."""
        self._rollouts = rollouts

    def all(self) -> Sequence[Shown] | None:
        """Return every number in order of its name; None: no plan is in force yet.

        Raises:
            StorageError: it cannot be read now.
            UndigestibleError: what is kept is no plan.
        """
        in_force = self._rollouts.read()
        if in_force is None:
            return None
        return [
            Shown(number=name, plan=plan, standing=in_force.standings.get(name))
            for name, plan in sorted(in_force.plan.numbers.items())
        ]
