"""What operators' commands work on, in memory."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from appcare.application.operator_ports import DeadLetter, ParkedLetter
from appcare.domain.log import LogKey
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.queues import MemoryDeliveryQueues, Message


class MemoryLogScan:
    """`LogScan` over `MemoryEventLog`."""

    def __init__(self, log: MemoryEventLog) -> None:
        """Args: log: what happened."""
        self._log = log

    def keys(self, since: int, until: int, segment: int, segments: int) -> Iterator[LogKey]:
        """Yield the keys of one share of the log whose moment lies in the span."""
        first, last = f"{since:013d}", f"{until:013d}"
        found = (key for key in self._log.records if first <= key.sk < last)
        yield from (key for key in found if hash(key.pk) % segments == segment)


class MemoryDeadLetters:
    """`DeadLetters` of one destination's queue in `MemoryDeliveryQueues`, without their times."""

    def __init__(self, queues: MemoryDeliveryQueues, destination: str) -> None:
        """Args: queues: where the letters lie and go back to."""
        self._queues = queues
        self._destination = destination
        self._hidden: set[str] = set()

    def count(self) -> int:
        """Return how many there are."""
        return len(self._mine())

    def receive(self) -> Sequence[DeadLetter]:
        """Return up to ten of groups of which none is hidden."""
        busy = {one.group for one in self._mine() if one.id in self._hidden}
        found = [one for one in self._mine() if one.group not in busy][:10]
        self._hidden |= {one.id for one in found}
        return [_letter(one) for one in found]

    def release(self, letters: Iterable[DeadLetter]) -> None:
        """Show them again."""
        self._hidden -= {letter.id for letter in letters}

    def send_back(self, letter: DeadLetter) -> None:
        """Send one into its queue under an id of its own."""
        message = next(one for one in self._mine() if one.id == letter.receipt)
        self._queues.redrive(message)

    def delete(self, letter: DeadLetter) -> None:
        """Remove one."""
        dead = self._queues.dead_letters
        dead[:] = [one for one in dead if one.id != letter.receipt]

    def _mine(self) -> list[Message]:
        return [one for one in self._queues.dead_letters if one.destination == self._destination]


class MemoryParkedLetters:
    """`ParkedLetters` in a list."""

    def __init__(self, letters: Sequence[ParkedLetter] = ()) -> None:
        """Start with `letters`; their receipts are given here."""
        self.letters = [replace(letter, receipt=str(place)) for place, letter in enumerate(letters)]
        self._hidden: set[str] = set()

    def receive(self) -> Sequence[ParkedLetter]:
        """Return up to ten and hide them."""
        found = [one for one in self.letters if one.receipt not in self._hidden][:10]
        self._hidden |= {one.receipt for one in found}
        return found

    def release(self, letters: Iterable[ParkedLetter]) -> None:
        """Show them again."""
        self._hidden -= {letter.receipt for letter in letters}

    def delete(self, letter: ParkedLetter) -> None:
        """Remove one."""
        self.letters = [one for one in self.letters if one.receipt != letter.receipt]


class MemorySecretStore:
    """`SecretStore` in a dictionary."""

    def __init__(self) -> None:
        """Start without any."""
        self.values: dict[str, Mapping[str, Any]] = {}

    def read(self, secret_id: str) -> Mapping[str, Any]:
        """Return a secret; an absent one is empty."""
        return self.values.get(secret_id, {})

    def write(self, secret_id: str, value: Mapping[str, Any]) -> None:
        """Replace a secret."""
        self.values[secret_id] = dict(value)


def _letter(message: Message) -> DeadLetter:
    return DeadLetter(
        id=message.id,
        receipt=message.id,
        group=message.group,
        body="",
        content=message.content,
        sent_at=0,
        receives=message.receive_count,
    )
