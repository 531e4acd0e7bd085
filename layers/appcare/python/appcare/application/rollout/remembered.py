"""The rollout as it was a moment ago: State is not asked for every customer who writes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.domain.errors import StorageError, UndigestibleError

if TYPE_CHECKING:
    from appcare.application.ports import Clock
    from appcare.application.rollout.ports import InForce, Rollouts

CACHE_MS = 10_000
"""How old what is told may be: so much later than the clock's minute a plan counts everywhere."""


class RememberedRollouts:
    """What is in force, asked for at most every ten seconds.

    What cannot be read does not close a number: what was read last counts on.
    """

    def __init__(self, rollouts: Rollouts, clock: Clock) -> None:
        """Remember what `rollouts` tell."""
        self._rollouts = rollouts
        self._clock = clock
        self._kept: InForce | None = None
        self._looked_at = 0

    def read(self) -> InForce | None:
        """Return what is in force; None: no plan was ever taken over, which is asked for each time.

        Raises:
            StorageError: it cannot be read, and nothing ever was in this process.
        """
        now = self._clock.now()
        if self._kept and now < self._looked_at + CACHE_MS:
            return self._kept
        try:
            self._kept = self._rollouts.read()
        except (StorageError, UndigestibleError) as error:
            if self._kept is None:
                message = f"the rollout's plan cannot be had: {error}"
                raise StorageError(message) from error
        self._looked_at = now
        return self._kept
