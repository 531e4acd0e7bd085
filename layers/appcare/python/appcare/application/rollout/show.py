"""Shows where the rollouts of the plan in force stand."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from appcare.application.rollout.tally_ports import Tally
from appcare.domain.rollout.progress import next_step_at
from appcare.domain.rollout.standing import current_step

if TYPE_CHECKING:
    from collections.abc import Sequence

    from appcare.application.rollout.ports import InForce, KnownRollouts
    from appcare.application.rollout.room_ports import WaitingRoom
    from appcare.application.rollout.tally_ports import Tallies
    from appcare.domain.rollout.plan import NumberPlan, Step
    from appcare.domain.rollout.standing import Standing


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """Where one number stands.

    Attributes:
        standing: None: the clock has not begun it yet; it is at the first step.
        tally: how many the current step let in, and how many not.
        waiting: how many wait now.
    """

    number: str
    plan: NumberPlan
    standing: Standing | None
    tally: Tally = field(default_factory=Tally)
    waiting: int = 0

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

    def __init__(self, rollouts: KnownRollouts, room: WaitingRoom, tallies: Tallies) -> None:
        """Set up.

        Args:
            rollouts: the plan in force, and where numbers stand.
            room: who waits.
            tallies: whom steps let in.
        """
        self._rollouts = rollouts
        self._room = room
        self._tallies = tallies

    def all(self) -> Sequence[Shown] | None:
        """Return every number in order of its name; None: no plan is in force yet.

        Raises:
            StorageError: it cannot be read now.
            UndigestibleError: what is kept is no plan.
        """
        in_force = self._rollouts.read()
        if in_force is None:
            return None
        return [self._one(name, in_force) for name in sorted(in_force.plan.numbers)]

    def one(self, number: str) -> Shown | None:
        """Return one number; None: no plan in force names it.

        Raises:
            StorageError: it cannot be read now.
            UndigestibleError: what is kept is no plan.
        """
        in_force = self._rollouts.read()
        return self._one(number, in_force) if in_force and number in in_force.plan.numbers else None

    def _one(self, number: str, in_force: InForce) -> Shown:
        return Shown(
            number=number,
            plan=in_force.plan.numbers[number],
            standing=in_force.standings.get(number),
            tally=self._tallies.read(number, in_force.since(number)),
            waiting=self._room.read(number).waiting,
        )
