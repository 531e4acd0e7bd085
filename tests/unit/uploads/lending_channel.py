"""A channel that keeps files for a while, as Meta does."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from appcare.application.send_ports import Recipient
from appcare.domain.delivery import Rejected, RetryLater
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.events.outgoing import OutgoingMessage
from appcare.domain.outgoing import Accepted, Final
from appcare.memory.clock import MovedClock

DAY_MS = 86_400_000
KEPT_MS = 30 * DAY_MS

UNKNOWN = Final(Failure(reason=FailureClass.CONTENT, advice="What it is made of is not right.", code=100))


@dataclass
class LendingChannel:
    """`MessageChannel`: forgets files after 30 days, or whenever it is told to.

    Attributes:
        given: the channel's id of a file -> the number it was given to, and when.
        contents: what was uploaded, in order: number, type, size as told, bytes.
        sent: what went out: number, the message, ids of files.
        calls: how many times it was asked to send.
        instead: what it answers to the next uploads instead of an id.
    """

    clock: MovedClock
    given: dict[str, tuple[str, int]] = field(default_factory=dict)
    contents: list[tuple[str, str, int, bytes]] = field(default_factory=list)
    sent: list[tuple[str, OutgoingMessage, Mapping[str, str]]] = field(default_factory=list)
    calls: int = 0
    instead: list[Final | RetryLater | Rejected] = field(default_factory=list)

    def send(
        self,
        number_id: str,
        to: Recipient,
        message: OutgoingMessage,
        our_id: str,
        *,
        attempt: int,
        files: Mapping[str, str],
    ) -> Accepted | Final:
        """Take a message whose files are known on this number."""
        del to, our_id, attempt
        self.calls += 1
        for channel_id in files.values():
            owner, since = self.given.get(channel_id, ("", 0))
            if owner != number_id or self.clock.now() >= since + KEPT_MS:
                return UNKNOWN
        self.sent.append((number_id, message, files))
        return Accepted(f"wamid.{self.calls}")

    def mark_read(self, number_id: str, wamid: str, *, typing: bool) -> RetryLater | None:
        """Say no, to be told from nothing."""
        return RetryLater(f"{number_id} {wamid} {typing}")

    def upload(
        self, number_id: str, mime_type: str, size: int, pieces: Iterable[bytes]
    ) -> str | Final | RetryLater | Rejected:
        """Keep a file."""
        if self.instead:
            return self.instead.pop(0)
        self.contents.append((number_id, mime_type, size, b"".join(pieces)))
        channel_id = f"media-{len(self.contents)}"
        self.given[channel_id] = (number_id, self.clock.now())
        return channel_id
