"""What an operator's commands need from outside, beyond what the functions need.

As in `ports.py`, a method raises `StorageError` when the outside fails.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

from appcare.application.delivery_ports import WakeUp
from appcare.application.read_templates import ReadList
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey


class LogScan(Protocol):
    """The whole log, for operators only: it costs as much as the log is large."""

    def keys(self, since: int, until: int, segment: int, segments: int) -> Iterator[LogKey]:
        """Yield the keys of one share of the log, in no order, whose moment lies in the span.

        Args:
            since: Unix milliseconds, included.
            until: Unix milliseconds, not included.
            segment: which share, from 0.
            segments: how many shares there are; together they are the log.
        """
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadLetter:
    """A message that was received ten times and never done with.

    Attributes:
        id: the same for as long as it lies there.
        receipt: for `release` and `delete`.
        content: what it asks for; None: it cannot be read.
        sent_at: when it was first sent, Unix milliseconds.
        receives: how often it was received so far.
    """

    id: str
    receipt: str
    group: str
    body: str
    content: EventRef | WakeUp | None
    sent_at: int
    receives: int


class DeadLetters(Protocol):
    """The dead letters of one FIFO queue."""

    def count(self) -> int:
        """Return about how many there are."""
        ...

    def receive(self) -> Sequence[DeadLetter]:
        """Return some, each group's in order, and hide them for minutes; none: all are hidden or gone.

        A group of which any is hidden gives none.
        """
        ...

    def release(self, letters: Iterable[DeadLetter]) -> None:
        """Show them again at once."""
        ...

    def send_back(self, letter: DeadLetter) -> None:
        """Send one into the queue it came from, under a deduplication id of its own.

        The same letter sent back again within 5 minutes, after a crash, is sent once.
        """
        ...

    def delete(self, letter: DeadLetter) -> None:
        """Remove one."""
        ...


@dataclass(frozen=True, slots=True, kw_only=True)
class ParkedLetter:
    """A log record that was set aside, or a whole batch of the stream.

    Attributes:
        key: the record; None: a batch, or a message that cannot be read.
        code: why.
        span: for a batch: when its records came, Unix milliseconds, both included.
    """

    receipt: str
    key: LogKey | None = None
    code: str = ""
    span: tuple[int, int] | None = None


class ParkedLetters(Protocol):
    """What the router set aside, and what the stream's mapping gave up on."""

    def receive(self) -> Sequence[ParkedLetter]:
        """Return some and hide them for minutes; none: all are hidden or gone."""
        ...

    def release(self, letters: Iterable[ParkedLetter]) -> None:
        """Show them again at once."""
        ...

    def delete(self, letter: ParkedLetter) -> None:
        """Remove one."""
        ...


class SecretStore(Protocol):
    """Secrets that may be changed: JSON objects by id."""

    def read(self, secret_id: str) -> Mapping[str, Any]:
        """Return a secret as it is now; one that is absent or no JSON object is empty."""
        ...

    def write(self, secret_id: str, value: Mapping[str, Any]) -> None:
        """Replace a secret."""
        ...


class ListReader(Protocol):
    """Has every account's list of message templates read, now."""

    def read(self) -> Sequence[ReadList]:
        """Return what came of each list."""
        ...


Told = Callable[[int], None]
"""Is told how far something is, for a progress bar."""
