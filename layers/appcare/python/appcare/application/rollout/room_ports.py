"""The waiting room, as the rollout needs it; the contract is kept as in `application/ports.py`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from appcare.domain.rollout.pace import Admissions

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from appcare.domain.log import LogKey


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """Where a number's waiting room stands.

    Attributes:
        admissions: who was let in lately.
        waiting: how many wait.
        version: grows with every change.
    """

    admissions: Admissions = field(default_factory=Admissions)
    waiting: int = 0
    version: int = 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where one conversation stands in a waiting room.

    Attributes:
        number: the number's configured name: whose room it is.
        order: sorts as text by arrival; unique.
        opened_by: the log key of the message that opened the conversation.
        since: when it was given, Unix milliseconds: a message may be days old when it comes.
        expected_at: when it was said to be let in, Unix milliseconds; None: nothing was said.
        expires_at: until when the log keeps the message, Unix seconds; None: for ever.
    """

    number: str
    number_id: str
    order: str
    conversation_id: str
    contact_id: str
    opened_by: LogKey
    since: int
    expected_at: int | None = None
    expires_at: int | None = None


class WaitingRoom(Protocol):
    """Who waits for which number, in order of arrival, and how many were let in lately.

    Reads are strongly consistent.
    """

    def read(self, number: str) -> Room:
        """Return where a number's room stands; one that was never used is empty, version 0."""
        ...

    def enter(self, number: str, before: Room, count: int, now: int) -> bool:
        """Count so many in without waiting, if the room still has the version of `before`."""
        ...

    def wait(self, place: Place) -> Place:
        """Give a conversation its place, counted once; return the place that it has.

        One that has a place under the same order keeps it, with all that was said then.
        """
        ...

    def first(self, number: str, limit: int) -> Sequence[Place]:
        """Return the first places in order of arrival, at most `limit`."""
        ...

    def place(self, number: str, order: str) -> Place | None:
        """Return one place; None: it is free."""
        ...

    def leave(self, places: Collection[Place], *, admitted_at: int | None) -> int:
        """Free places of one number's room; return how many were not free before.

        Args:
            places: whose; one that is free already is fine, and is counted for nobody.
            admitted_at: Unix milliseconds at which they are let in, and counted so; None: they are not.
        """
        ...
