"""The rollout's part in routing, put together."""

from collections.abc import Collection
from dataclasses import dataclass

from appcare.application.rollout.gate import RolloutGate
from appcare.application.rollout.let_through import HoldPorts, LetThrough
from appcare.application.rollout.usher import Usher


@dataclass(frozen=True, slots=True)
class RolloutRouting:
    """Decides, sees to what was decided, and holds what waits.

    Attributes:
        gate: decides where a message opens a conversation.
        usher: gives places, and tells customers.
        hold: what holding needs from outside.
    """

    gate: RolloutGate
    usher: Usher
    hold: HoldPorts

    def batch(self, destinations: Collection[str]) -> LetThrough:
        """Return what holds and lets go for one batch; `destinations`: everything that can be told."""
        return LetThrough(self.hold, sorted(destinations), self.gate.lets_everybody_in)

    def finish(self, batch: LetThrough) -> None:
        """Finish a batch, after its events were queued.

        Raises:
            StorageError: not everything is done; routing the same batch again does it.
        """
        batch.settle()
        self.usher.write_down()
