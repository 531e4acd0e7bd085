"""A destination's standing during one batch, shared by the groups that run side by side."""

from dataclasses import replace

from appcare.application.delivery_ports import DestinationStates
from appcare.application.ports import Clock, Telemetry
from appcare.domain.destination import PROBE_AFTER_MS, DestinationState, DestinationStatus

LONGEST_REST_MS = 3_600_000
"""A Retry-After beyond an hour is looked at again after an hour."""

SHORTEST_REST_MS = 1_000

KNOWN_FOR_MS = 1_000
"""How long a worker goes by what it read: so soon all workers know of what one of them was told."""

LONGEST_PAUSE_MS = 61_000
"""How far ahead a lane is due that waits for its destination.

Beyond a minute the clock alone wakes it, and looks at the destination first: so it may be due before the
destination takes calls, and is there as soon as somebody enables it.
"""


class DestinationWatch:
    """Knows whether the destination takes calls, and tells everybody when that changes."""

    def __init__(
        self, destination: str, states: DestinationStates, clock: Clock, telemetry: Telemetry
    ) -> None:
        self._destination = destination
        self._states = states
        self._clock = clock
        self._telemetry = telemetry
        self.look()

    def look(self) -> None:
        """Read how it stands.

        Raises:
            StorageError: it cannot be read now.
        """
        self.state = self._states.read(self._destination)
        self._looked_at = self._clock.now()

    def look_again(self) -> None:
        """Read how it stands if that was last done a while ago: others close it, or rest it, too.

        Raises:
            StorageError: it cannot be read now.
        """
        if self._clock.now() - self._looked_at >= KNOWN_FOR_MS:
            self.look()

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
        return min(max(self.state.until, now), now + LONGEST_PAUSE_MS)

    def rest(self, before: DestinationState, seconds: float, reason: str, culprit: str = "") -> None:
        """Let it alone for as long as it asked; it opens by itself.

        Args:
            before: the state in which the call began that was answered so; see `_change`.
            seconds: how long.
            reason: what it said.
            culprit: the event it said so to.
        """
        now = self._clock.now()
        wait = min(max(int(seconds * 1000), SHORTEST_REST_MS), LONGEST_REST_MS)
        since = before.failing_since or now
        if before.status is DestinationStatus.CLOSED or now - since >= LONGEST_REST_MS:
            # Whoever asks for time again and again, and takes nothing in between, is down.
            closed = DestinationStatus.CLOSED
            self._change(before, DestinationState(closed, now + max(wait, PROBE_AFTER_MS), reason=reason))
            return
        resting = DestinationState(
            DestinationStatus.RESTING,
            now + wait,
            reason=reason,
            failing_since=since,
            failing_lanes=before.failing_lanes,
        )
        self._change(before, resting, culprit)

    def close(self, before: DestinationState, reason: str, culprit: str = "") -> None:
        """Stop calling it; one lane probes it from time to time."""
        until = self._clock.now() + PROBE_AFTER_MS
        self._change(before, DestinationState(DestinationStatus.CLOSED, until, reason=reason), culprit)

    def disable(self, before: DestinationState, reason: str) -> None:
        """Stop calling it until somebody enables it."""
        self._change(before, DestinationState(DestinationStatus.DISABLED, reason=reason))

    def fails(self, lane: str, reason: str) -> bool:
        """Note that a call for a lane failed; say whether the destination is closed, over it or meanwhile.

        It closes when for long nothing else has come, from several lanes. A destination that works
        is written to at those lanes' first failures and at the success after them, and not in between.
        """
        known, now = self.state, self._clock.now()
        if known.takes_calls(now):
            after = known.failing(lane, now)
            if after.is_down(now):
                self.close(known, f"nothing but failures: {reason}")
            elif after != known:
                self._change(known, after)
        return not self.state.takes_calls(now) and self.state.status is not DestinationStatus.RESTING

    def works(self, before: DestinationState) -> None:
        """Note that a call came through: a destination that was closed when it began opens."""
        if before.failing_since or before.status in (DestinationStatus.CLOSED, DestinationStatus.RESTING):
            self._change(before, DestinationState(DestinationStatus.OPEN))

    def _change(self, before: DestinationState, to: DestinationState, culprit: str = "") -> None:
        """Change it if nobody did since the call began; learn the new state either way.

        An answer speaks of the moment at which its call began. Measured against the state of that
        moment, an old success opens nothing, an old refusal closes nothing, and no rest is cut short.
        """
        after = replace(to, generation=before.generation + 1, culprits=before.blaming(culprit))
        if not self._states.change(self._destination, before, after):
            self.state = self._states.read(self._destination)
            return
        self.state = replace(after, since=after.noted_since(before, self._clock.now()))
        if after.status is not before.status and after.status is not DestinationStatus.RESTING:
            self._tell(after)

    def _tell(self, state: DestinationState) -> None:
        word = "opened" if state.status is DestinationStatus.OPEN else "closed"
        self._telemetry.count(f"destination.{word}", destination=self._destination)
        self._telemetry.line(
            f"destination {word}",
            destination=self._destination,
            status=state.status,
            reason=state.reason,
        )
