"""Whether a destination takes calls at all: open, closed for a while, or disabled."""

from dataclasses import dataclass, field, replace
from enum import StrEnum

PROBE_AFTER_MS = 30_000
"""How long a destination in trouble rests before one lane may try it again.

It counts from the end of the probe before, and the clock looks every minute: with a whole minute here
it would come too early each time, and a probe go out every two.
"""


BREAKER_AFTER_MS = 300_000
"""How long nothing but failures must come before a destination counts as down."""

BREAKER_LANES = 3
"""How many lanes must have failed meanwhile: one customer's trouble is not everybody's."""


class DestinationStatus(StrEnum):
    """Open takes calls. Resting opens by itself. Closed wants a probe. Disabled wants a person."""

    OPEN = "open"
    RESTING = "resting"
    CLOSED = "closed"
    DISABLED = "disabled"


MOST_CULPRITS = 20


@dataclass(frozen=True, slots=True)
class DestinationState:
    """A destination's standing.

    Attributes:
        until: Unix milliseconds; resting: when it is open again; closed: when it may be probed.
        generation: grows with every change; a change needs the generation that was read, so that
            an old answer in flight cannot close what was opened meanwhile.
        culprits: events whose refusal closed it lately. One that is refused again although the
            destination worked for somebody else is itself the trouble.
        failing_since: Unix milliseconds of the first failure since it last worked; 0: it works.
        failing_lanes: some of the contacts whose calls have failed since then.
        since: Unix milliseconds; when it came to this status, for people; 0: it has always been open.
    """

    status: DestinationStatus = DestinationStatus.OPEN
    until: int = 0
    generation: int = 0
    reason: str = ""
    culprits: tuple[str, ...] = ()
    failing_since: int = 0
    failing_lanes: tuple[str, ...] = ()
    since: int = field(default=0, compare=False)

    def takes_calls(self, now: int) -> bool:
        """Whether any lane may call."""
        if self.status is DestinationStatus.RESTING:
            return now >= self.until
        return self.status is DestinationStatus.OPEN

    def may_probe(self, now: int) -> bool:
        """Whether one lane may try if it works again."""
        return self.status is DestinationStatus.CLOSED and now >= self.until

    def blaming(self, event_id: str) -> tuple[str, ...]:
        """Return the culprits with this one, the latest last; an empty id blames nobody."""
        others = tuple(one for one in self.culprits if one != event_id)
        return (*others, event_id)[-MOST_CULPRITS:] if event_id else self.culprits

    def failing(self, lane: str, now: int) -> "DestinationState":
        """Return the state with one more failure; itself where that is nothing new."""
        known = lane in self.failing_lanes or len(self.failing_lanes) >= BREAKER_LANES
        if known and self.failing_since:
            return self
        lanes = self.failing_lanes if known else (*self.failing_lanes, lane)
        return replace(self, failing_since=self.failing_since or now, failing_lanes=lanes)

    def is_down(self, now: int) -> bool:
        """Whether nothing but failures has come for so long, and from so many, that it counts as down."""
        failing_for = now - self.failing_since if self.failing_since else 0
        return failing_for >= BREAKER_AFTER_MS and len(self.failing_lanes) >= BREAKER_LANES

    def noted_since(self, before: "DestinationState", now: int) -> int:
        """Return since when it stands so, if it follows on `before`; 0: nobody has ever changed it."""
        return before.since if self.status is before.status else now
