"""What came of one attempt to deliver one event, and when to try again."""

from dataclasses import dataclass, field
from enum import StrEnum

from appcare.domain.links import Links

SCHEDULE_S = (0, 2, 60, 300, 1800, 7200, 18000, 36000, 50400, 72000, 86400)
"""Seconds before each attempt: at once, seconds, 1 m, 5 m, 30 m, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h."""

IN_PROCESS_ATTEMPTS = 2
"""Attempts made before anything is written: at once, and once more after a moment."""


class Scope(StrEnum):
    """Whom a failure concerns: one customer's lane, or everybody at the destination."""

    LANE = "lane"
    DESTINATION = "destination"


class Refusal(StrEnum):
    """Why a destination says no for good."""

    AUTH = "auth"
    INVALID = "invalid"
    GONE = "gone"
    UNSUPPORTED = "unsupported"


@dataclass(frozen=True, slots=True)
class Said:
    """What a destination answered when it did not take an event, for whoever looks into it.

    Attributes:
        status: HTTP status.
        start: the beginning of the body, at most 2,048 characters.
    """

    status: int
    start: str = ""


@dataclass(frozen=True, slots=True)
class Delivered:
    """The destination has it, or has no place for it.

    Attributes:
        links: the ids that it gave, also those found before a failure.
        called: False: it was not called for this event, so whether it works is as unknown as before.
        trouble: why the event is done with although the call failed, and must not be made again; empty: none.
    """

    links: Links = field(default_factory=dict)
    called: bool = True
    trouble: str = ""


@dataclass(frozen=True, slots=True)
class RetryLater:
    """Not now. `after` is the destination's own wish in seconds, None where it has none."""

    reason: str
    after: float | None = None
    scope: Scope = Scope.LANE
    links: Links = field(default_factory=dict)
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Rejected:
    """Never, as it stands. AUTH and GONE concern the destination, the others this event.

    INVALID is the destination's own word, so it works; UNSUPPORTED is ours, perhaps without a call.
    """

    code: Refusal
    reason: str
    links: Links = field(default_factory=dict)
    said: Said | None = None


@dataclass(frozen=True, slots=True)
class Postponed:
    """No call was made, and none may be made before `until`, Unix milliseconds. No attempt is counted."""

    until: int


DeliveryResult = Delivered | RetryLater | Rejected


def next_wait_ms(attempt: int, fraction: float) -> int | None:
    """Return how long to wait after `attempt` failed attempts, None when they are used up.

    Args:
        attempt: failed attempts so far, 1 or more.
        fraction: 0 to 1; spreads the wait over 80 to 100 % of the schedule's.
    """
    if attempt >= len(SCHEDULE_S):
        return None
    return int(SCHEDULE_S[attempt] * 1000 * (0.8 + 0.2 * fraction))
