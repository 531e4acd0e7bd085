"""The rollout's plan and standings in memory."""

from threading import Lock

from appcare.application.rollout.ports import InForce
from appcare.domain.rollout.plan import Plan
from appcare.domain.rollout.standing import Standing


class MemoryRollouts:
    """`Rollouts` in two attributes."""

    def __init__(self) -> None:
        """Start without any plan."""
        self._plan: tuple[Plan, int] | None = None
        self._standings: dict[str, Standing] = {}
        self._lock = Lock()

    def read(self) -> InForce | None:
        """Return the plan and the standings; None: no plan was ever taken over."""
        if self._plan is None:
            return None
        plan, taken_at = self._plan
        return InForce(plan=plan, taken_at=taken_at, standings=dict(self._standings))

    def take(self, plan: Plan, at: int) -> None:
        """Make it the plan in force; the same again changes nothing."""
        with self._lock:
            if self._plan is None or self._plan[0].digest != plan.digest:
                self._plan = (plan, at)

    def change(self, standing: Standing, before: Standing | None) -> bool:
        """Store it if what is stored has the version of `before`; False: it has not."""
        with self._lock:
            stored = self._standings.get(standing.number)
            if (stored.version if stored else None) != (before.version if before else None):
                return False
            self._standings[standing.number] = standing
            return True
