"""Where a delivery stands that failed at least once, or that a later status made needless."""

from enum import StrEnum


class FailedState(StrEnum):
    """Retrying goes on. Parked was given up. Delivered came through. Superseded: a later event said more."""

    RETRYING = "retrying"
    PARKED = "parked"
    DELIVERED = "delivered"
    SUPERSEDED = "superseded"


KEPT_S = 30 * 86_400
"""How long the record of a delivery stays that is done with, in seconds."""

DONE = frozenset({FailedState.DELIVERED, FailedState.SUPERSEDED})
"""States in which nothing is to be done about a delivery any more."""
