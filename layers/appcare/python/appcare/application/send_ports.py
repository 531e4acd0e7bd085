"""What sending to customers needs from outside; the contracts are kept as in `ports.py`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

from appcare.domain.delivery import Rejected, RetryLater

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from appcare.domain.events.outgoing import OutgoingMessage
    from appcare.domain.lanes import LaneId
    from appcare.domain.outgoing import Accepted, Final, PairLimited, Unclear
    from appcare.domain.progress import Stage
    from appcare.domain.send_state import SendState


@dataclass(frozen=True, slots=True)
class Recipient:
    """Whom a message goes to; at least one of the two.

    Attributes:
        phone: digits without plus; goes out as `to`.
        bsuid: business-scoped user id; goes out as `recipient`, where there is no phone.
    """

    phone: str = ""
    bsuid: str = ""


class MessageChannel(Protocol):
    """A channel's way out, for one message or mark at a time. No method raises for what the channel does."""

    def send(
        self,
        number_id: str,
        to: Recipient,
        message: OutgoingMessage,
        our_id: str,
        *,
        attempt: int,
        files: Mapping[str, str],
    ) -> Accepted | Unclear | Final | PairLimited | RetryLater | Rejected:
        """Make one call that sends a message.

        `RetryLater` and `Rejected` are definite: the channel did not take it. `RetryLater` of scope
        DESTINATION slows the number down; `Rejected` AUTH closes the number until it works again, GONE
        until a person enables it.

        Args:
            number_id: the business number that it goes out from.
            to: whom to.
            message: what.
            our_id: travels with it and comes back with every status.
            attempt: which one it is, from 1; some refusals are worth a few attempts only.
            files: our upload id -> the channel's id of the same file.
        """
        ...

    def mark_read(self, number_id: str, wamid: str, *, typing: bool) -> RetryLater | Rejected | None:
        """Mark a customer's message, and those before it, as read; `typing` shows that somebody writes.

        None: it is done, or never will be; doing it again does no harm.
        """
        ...

    def upload(
        self, number_id: str, mime_type: str, size: int, pieces: Iterable[bytes]
    ) -> str | Final | RetryLater | Rejected:
        """Upload a file; return the channel's id of it, which works for 30 days."""
        ...


class SendStates(Protocol):
    """How fast messages go to one customer from one number, and which calls began.

    Reads are strongly consistent. That a call began is kept by the message alone: a customer may be
    known as another contact by the time it is tried again.
    """

    def read(self, lane: LaneId, message_id: str) -> tuple[SendState, bool]:
        """Return the customer's state, and whether a call for this message began.

        A state never written is the default, generation 0.
        """
        ...

    def change(self, lane: LaneId, before: SendState, after: SendState) -> bool:
        """Store `after` with generation `before.generation` + 1, if that generation still stands."""
        ...

    def begin(self, message_id: str, now: int) -> bool:
        """Note that a call for a message begins; False: one began before and was not taken back.

        Kept for longer than anything can bring the message again.
        """
        ...

    def take_back(self, message_id: str) -> None:
        """Forget that a call began: it was definitely refused."""
        ...


@runtime_checkable
class MessageProgress(Protocol):
    """How far messages of ours have come, by our id."""

    def reached(self, our_ids: Iterable[str]) -> Mapping[str, Stage]:
        """Return the furthest stage of each message that a status was seen of, strongly consistent."""
        ...


class FileIds(Protocol):
    """Brings the files of a message to the channel."""

    def of(
        self, message: OutgoingMessage, number_id: str, now: int
    ) -> Mapping[str, str] | Final | RetryLater | Rejected:
        """Return our upload id -> the channel's id of each file in it, uploaded now if need be."""
        ...

    def renewed(
        self, message: OutgoingMessage, number_id: str, now: int
    ) -> Mapping[str, str] | Final | RetryLater | Rejected | None:
        """Upload its file anew, since the channel refused its id; None: that would not help."""
        ...

    def with_name(self, message: OutgoingMessage) -> OutgoingMessage:
        """Return the message with the name that its document was uploaded under, if it has none."""
        ...


class UsableTemplates(Protocol):
    """Templates that can be sent today."""

    def names(self, number_id: str) -> Sequence[str]:
        """Return the names of those that a number may send, each once, in order of their names."""
        ...


class StartLimit(Protocol):
    """How many customers may be written to who did not write to us."""

    def free_at(self, contact_id: str, number_id: str, now: int) -> int:
        """Count one in, once in 24 hours; return `now`, or from when on there may be room again."""
        ...
