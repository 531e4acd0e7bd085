"""Does with a rollout what a person orders, at once, and keeps who ordered it and why."""

from __future__ import annotations

from appcare.application.rollout.ports import Rollouts
from appcare.application.rollout.settle import SettleStandings
from appcare.domain.errors import StorageError
from appcare.domain.rollout.orders import Order, OrderRefusedError, check_words, followed
from appcare.domain.rollout.plan import NumberPlan
from appcare.domain.rollout.progress import caught_up
from appcare.domain.rollout.standing import Standing

TRIES = 10
"""Each failed one means that the clock or somebody else changed the rollout at that moment."""


class OrderRollout:
    """Takes orders about the rollouts of the plan in force."""

    def __init__(self, rollouts: Rollouts, settle: SettleStandings) -> None:
        """Args: rollouts: the plan in force, and where numbers stand; settle: stores and tells."""
        self._rollouts = rollouts
        self._settle = settle

    def give(self, number: str, order: Order) -> tuple[NumberPlan, Standing]:
        """Follow an order; return the number's plan, and where it stands now.

        Raises:
            OrderRefusedError: it cannot be followed; nothing has changed.
            StorageError: it may have been followed; whoever looks sees it.
        """
        check_words(order)
        for _ in range(TRIES):
            plan, standing = self._read(number)
            now = self._settle.now()
            here = self._settle.settle(standing, lambda known: caught_up(number, plan, known, now))  # noqa: B023 - called at once
            if here is None:
                continue
            after = self._settle.settle(here, lambda known: followed(plan, known or here, order, now))  # noqa: B023 - called at once
            if after is not None:
                return plan, after
        message = "an order about a rollout: it changes all the time"
        raise StorageError(message)

    def _read(self, number: str) -> tuple[NumberPlan, Standing | None]:
        in_force = self._rollouts.read()
        if in_force is None:
            raise OrderRefusedError("no_plan", "There is no plan in force yet.")
        if number not in in_force.plan.numbers:
            names = ", ".join(sorted(in_force.plan.numbers)) or "none"
            message = f"The plan has no such number, so it is open to everybody; it has: {names}."
            raise OrderRefusedError("number_not_planned", message)
        return in_force.plan.numbers[number], in_force.standings.get(number)
