"""How a plan comes to be in force: people deploy it, the clock fetches it.

The contracts are kept as in `application/ports.py`.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol


class PlanSource(Protocol):
    """Where people put the plan that shall be in force."""

    def fetch(self) -> bytes | None:
        """Return what is deployed there now, changed or not; None: nothing ever was.

        Each time all of it, so that a plan which was refused, or could not be kept, is looked at again.

        Raises:
            StorageError: it cannot be asked.
        """
        ...


class DeployState(StrEnum):
    """How far the deployment of a plan is."""

    DEPLOYING = "deploying"
    """It does not count yet."""
    BAKING = "baking"
    """It counts, and an alarm that goes off now brings back the one before."""
    COMPLETE = "complete"
    ROLLED_BACK = "rolled_back"
    """The plan before counts again, or still."""

    @property
    def counts(self) -> bool:
        """Whether the clock gets this plan."""
        return self in (DeployState.BAKING, DeployState.COMPLETE)

    @property
    def over(self) -> bool:
        """Whether nothing changes any more."""
        return self in (DeployState.COMPLETE, DeployState.ROLLED_BACK)


@dataclass(frozen=True, slots=True, kw_only=True)
class PlanDeployment:
    """A plan on its way.

    Attributes:
        number: which deployment of this environment it is.
        state: how far it is.
        why: what the source says of its state, such as the alarm that rolled it back; may be empty.
    """

    number: int
    state: DeployState
    why: str = ""


class PlanDeployments(Protocol):
    """Puts plans where the clock fetches them."""

    def start(self, plan: bytes) -> int:
        """Begin to deploy a plan that was checked; return the number of the deployment.

        Raises:
            BusyError: another deployment is not over.
            InvalidRequestError: the plan is refused there, too.
            StorageError: it cannot be asked; nothing was deployed, as far as is known.
        """
        ...

    def look(self, number: int) -> PlanDeployment:
        """Return how far a deployment is.

        Raises:
            StorageError: it cannot be asked.
        """
        ...
