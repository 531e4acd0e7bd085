"""Lanes: how things wait. A lane is one destination and one contact, and is the FIFO group.

A lane has a record only while it waits. What arrives behind it is held there in order of arrival,
until the clock, or whoever has a reason, wakes it.
"""

from dataclasses import dataclass
from enum import StrEnum

from appcare.domain.log import LogKey, event_id


@dataclass(frozen=True, slots=True)
class EventRef:
    """Names one event for delivery: keys only, never content.

    Attributes:
        key: the log record it is read from.
        type: which event of that record.
        contact_id: whose lane it belongs to.
        conversation_id: the conversation it was routed into; empty: none.
        replay: why it is sent again, as an id; empty: it is sent for the first time.
    """

    key: LogKey
    type: str
    contact_id: str
    conversation_id: str = ""
    replay: str = ""

    @property
    def deduplication_id(self) -> str:
        """Return what a queue knows it by: the same for the same sending, another for each replay."""
        return f"{self.event_id}#{self.replay}" if self.replay else self.event_id

    @property
    def event_id(self) -> str:
        """The event's id, the same on every delivery."""
        return event_id(self.key, self.type)


@dataclass(frozen=True, slots=True)
class LaneId:
    """One destination and one contact."""

    destination: str
    contact_id: str

    def __str__(self) -> str:
        """Return the id as one text, for keys and deduplication."""
        return f"{self.destination}#{self.contact_id}"


class WaitReason(StrEnum):
    """Why a lane waits."""

    TRY_LATER = "try_later"
    DESTINATION_CLOSED = "destination_closed"
    OUT_OF_TIME = "out_of_time"
    POSTPONED = "postponed"


@dataclass(frozen=True, slots=True)
class Lane:
    """A waiting lane.

    Attributes:
        attempt: failed attempts of its first held event, which decide the next wait.
        due_at: Unix milliseconds from which it may go on; always set.
    """

    id: LaneId
    reason: WaitReason
    attempt: int
    due_at: int


@dataclass(frozen=True, slots=True)
class Held:
    """An event that waits behind a lane; `sequence` is its order of arrival in the FIFO queue."""

    sequence: str
    ref: EventRef
