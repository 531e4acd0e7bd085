"""Whether a destination takes calls at all: open, closed for a while, or disabled."""

from dataclasses import dataclass
from enum import StrEnum

PROBE_AFTER_MS = 60_000
"""How long a destination in trouble rests before one lane tries it again."""


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
    """

    status: DestinationStatus = DestinationStatus.OPEN
    until: int = 0
    generation: int = 0
    reason: str = ""
    culprits: tuple[str, ...] = ()

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
