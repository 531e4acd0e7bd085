"""A destination's standing during one batch, shared by the groups that run side by side."""

from appcare.application.delivery_ports import DestinationStates
from appcare.application.ports import Clock, Telemetry
from appcare.domain.destination import PROBE_AFTER_MS, DestinationState, DestinationStatus

LONGEST_REST_MS = 3_600_000
"""A Retry-After beyond an hour is looked at again after an hour."""

SHORTEST_REST_MS = 1_000


class DestinationWatch:
    """Knows whether the destination takes calls, and tells everybody when that changes."""

    def __init__(
        self, destination: str, states: DestinationStates, clock: Clock, telemetry: Telemetry
    ) -> None:
        self._destination = destination
        self._states = states
        self._clock = clock
        self._telemetry = telemetry
        self.state = states.read(destination)

    @property
    def takes_calls(self) -> bool:
        """Whether any lane may call now."""
        return self.state.takes_calls(self._clock.now())

    @property
    def may_probe(self) -> bool:
        """Whether one lane may find out if it works again."""
        return self.state.may_probe(self._clock.now())

    @property
    def next_call_at(self) -> int:
        """When a lane that is refused now should come back, in Unix milliseconds.

        A disabled destination has no such time: its lanes are due at once when somebody enables it.
        """
        now = self._clock.now()
        if self.state.status is DestinationStatus.DISABLED:
            return now
        return max(self.state.until, now)

    def rest(self, seconds: float, reason: str) -> None:
        """Let it alone for as long as it asked; it opens by itself."""
        wait = min(max(int(seconds * 1000), SHORTEST_REST_MS), LONGEST_REST_MS)
        self._change(DestinationStatus.RESTING, self._clock.now() + wait, reason)

    def close(self, reason: str) -> None:
        """Stop calling it; one lane probes it from time to time."""
        self._change(DestinationStatus.CLOSED, self._clock.now() + PROBE_AFTER_MS, reason)

    def disable(self, reason: str) -> None:
        """Stop calling it until somebody enables it."""
        self._change(DestinationStatus.DISABLED, 0, reason)

    def works(self) -> None:
        """Note that a call came through: a closed destination opens."""
        if self.state.status in (DestinationStatus.CLOSED, DestinationStatus.RESTING):
            self._change(DestinationStatus.OPEN, 0, "")

    def _change(self, status: DestinationStatus, until: int, reason: str) -> None:
        """Change it if nobody did since the state was read; learn the new state either way."""
        before = self.state
        after = DestinationState(status, until, before.generation + 1, reason)
        if not self._states.change(self._destination, before, after):
            self.state = self._states.read(self._destination)
            return
        self.state = after
        if status is not before.status and status is not DestinationStatus.RESTING:
            word = "opened" if status is DestinationStatus.OPEN else "closed"
            self._telemetry.count(f"destination.{word}", destination=self._destination)
            self._telemetry.line(
                f"destination {word}", destination=self._destination, status=status, reason=reason
            )
