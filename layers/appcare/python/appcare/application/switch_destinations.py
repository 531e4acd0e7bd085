"""Shows where destinations stand, and lets a person disable and enable them, without a deploy."""

from collections.abc import Sequence
from dataclasses import dataclass

from appcare.application.delivery_ports import DestinationStates, Lanes
from appcare.application.ports import Clock, Telemetry
from appcare.domain.destination import DestinationState, DestinationStatus
from appcare.domain.errors import StorageError

LANES_COUNTED = 1_000
"""Waiting lanes are counted up to here: more would cost more than they tell."""

FAR = 10**14
"""Later than everything that is due, in milliseconds."""

TRIES = 20
"""Each failed one means that somebody else changed the state at that moment."""

BY_A_PERSON = "disabled by a person"


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a destination stands.

    Attributes:
        waiting: how many customers' lanes wait, counted up to `LANES_COUNTED`.
    """

    name: str
    state: DestinationState
    waiting: int


class SwitchDestinations:
    """The destinations of this deployment."""

    def __init__(
        self,
        names: Sequence[str],
        *,
        states: DestinationStates,
        lanes: Lanes,
        clock: Clock,
        telemetry: Telemetry,
    ) -> None:
        """Args: names: those that there are."""
        self.names = tuple(names)
        self._states = states
        self._lanes = lanes
        self._clock = clock
        self._telemetry = telemetry

    def all(self) -> list[Standing]:
        """Return where every destination stands.

        Raises:
            StorageError: it cannot be read now.
        """
        return [self.one(name) for name in self.names]

    def one(self, name: str) -> Standing:
        """Return where a destination stands; a rest that is over is none."""
        state = self._states.read(name)
        if state.status is DestinationStatus.RESTING and state.takes_calls(self._clock.now()):
            state = DestinationState(generation=state.generation, since=state.until)
        return Standing(name, state, len(self._lanes.due(name, FAR, LANES_COUNTED)))

    def disable(self, name: str, reason: str = "") -> Standing:
        """Let a destination take no calls until somebody enables it; everything for it waits in lanes.

        Raises:
            StorageError: it is not known whether it is disabled; disabling it again does no harm.
        """
        for _ in range(TRIES):
            before = self._states.read(name)
            after = DestinationState(
                DestinationStatus.DISABLED, reason=reason or BY_A_PERSON, culprits=before.culprits
            )
            if self._states.change(name, before, after):
                self._tell("destination disabled", name)
                return self.one(name)
        message = "disabling a destination: its state changes all the time"
        raise StorageError(message)

    def enable(self, name: str) -> Standing:
        """Let a destination take calls, whatever it was; the clock wakes what waits within a minute.

        Raises:
            StorageError: it is not known whether it is enabled; enabling it again does no harm.
        """
        self._states.open(name)
        self._tell("destination enabled", name)
        return self.one(name)

    def _tell(self, message: str, name: str) -> None:
        self._telemetry.line(message, destination=name)
