"""Takes over the plan that people have deployed, if it may be; each minute."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.domain.errors import StorageError, UndigestibleError
from appcare.domain.rollout.flaws import PlanError
from appcare.domain.rollout.plan_check import checked_plan

if TYPE_CHECKING:
    from appcare.application.ports import Clock, Telemetry
    from appcare.application.rollout.plan_ports import PlanSource
    from appcare.application.rollout.ports import InForce, Rollouts
    from appcare.domain.rollout.plan import Plan
    from appcare.domain.rollout.plan_check import Surroundings

MOST_TOLD = 20
"""Flaws of one plan that get a log line each; whoever mends it has `appcare rollout plan check`."""


class TakePlan:
    """What is in force is always the last plan that was good: nothing that goes wrong here changes it."""

    def __init__(
        self,
        source: PlanSource,
        rollouts: Rollouts,
        known: Surroundings,
        clock: Clock,
        telemetry: Telemetry,
    ) -> None:
        """Take over from `source` what may be deployed with the settings `known`."""
        self._source = source
        self._rollouts = rollouts
        self._known = known
        self._clock = clock
        self._telemetry = telemetry

    def run(self) -> None:
        """Look at the source, and keep what is new and good.

        Raises:
            StorageError: what is in force cannot be read or changed; the next minute tries again.
        """
        kept = self._kept()
        plan = self._offered()
        if plan and (kept is None or plan.digest != kept.plan.digest):
            self._rollouts.take(plan, self._clock.now())
            self._telemetry.line("plan taken over", plan=plan.digest, numbers=len(plan.numbers))
        elif plan is None and kept is None:
            self._telemetry.count("rollout.plan_missing")

    def _kept(self) -> InForce | None:
        try:
            return self._rollouts.read()
        except UndigestibleError as error:
            self._telemetry.line("kept plan not read", code=error.code)
            return None

    def _offered(self) -> Plan | None:
        """Return the plan of the source; None: there is none that may be taken over."""
        try:
            text = self._source.fetch()
        except StorageError as error:
            self._telemetry.count("rollout.plan_unreachable")
            self._telemetry.line("plan not fetched", reason=str(error))
            return None
        return self._good(text) if text is not None else None

    def _good(self, text: bytes) -> Plan | None:
        try:
            return checked_plan(text, self._known)
        except PlanError as error:
            self._telemetry.count("rollout.plan_rejected")
            for flaw in error.flaws[:MOST_TOLD]:
                self._telemetry.line("plan rejected", number=flaw.number, step=flaw.step, reason=flaw.reason)
            return None
