"""Looks at dead letters, and sends them back in order once their cause is gone."""

from collections.abc import Sequence
from dataclasses import dataclass

from appcare.application.delivery_list import DeliveryList
from appcare.application.delivery_ports import WakeUp
from appcare.application.operator_ports import DeadLetter, DeadLetters, Told
from appcare.application.ports import EventLog
from appcare.domain.lanes import EventRef


@dataclass(frozen=True, slots=True)
class Explained:
    """A dead letter, and what is known of why it is one."""

    letter: DeadLetter
    why: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Redriven:
    """What became of dead letters: sent back, needless (wake-ups), or left because nobody can read them."""

    sent: int = 0
    wake_ups: int = 0
    unreadable: int = 0


class RedriveDeadLetters:
    """The dead letters of one destination, or of `media`."""

    def __init__(
        self, destination: str, *, letters: DeadLetters, deliveries: DeliveryList, log: EventLog
    ) -> None:
        self._destination = destination
        self._letters = letters
        self._deliveries = deliveries
        self._log = log

    def count(self) -> int:
        """Return about how many there are."""
        return self._letters.count()

    def explained(self, most: int) -> list[Explained]:
        """Return at most `most`, each with why it is there; they stay.

        Raises:
            StorageError: they cannot be read now.
        """
        seen: list[DeadLetter] = []
        try:
            while len(seen) < most and (found := self._letters.receive()):
                seen += found
            return [Explained(letter, self._why(letter)) for letter in seen[:most]]
        finally:
            self._letters.release(seen)

    def redrive(self, *, drop_unreadable: bool = False, told: Told = lambda _: None) -> Redriven:
        """Send everything back, each lane's in order; a letter is removed when its message was accepted.

        Wake-ups are just removed: every lane is due in State, too. What cannot be read stays, or is
        removed on request; what lies behind it in its group stays with it.

        Raises:
            StorageError: what was not done is still there; redriving again goes on with it.
        """
        counts = {"sent": 0, "wake_ups": 0, "unreadable": 0}
        kept: list[DeadLetter] = []
        try:
            while found := self._letters.receive():
                kept += found
                for letter in found:
                    outcome = self._redrive_one(letter, drop_unreadable=drop_unreadable)
                    counts[outcome] += 1
                    if outcome != "unreadable" or drop_unreadable:
                        kept.remove(letter)
                    told(sum(counts.values()))
        finally:
            self._letters.release(kept)
        return Redriven(**counts)

    def _redrive_one(self, letter: DeadLetter, *, drop_unreadable: bool) -> str:
        if letter.content is None:
            if drop_unreadable:
                self._letters.delete(letter)
            return "unreadable"
        if isinstance(letter.content, WakeUp):
            self._letters.delete(letter)
            return "wake_ups"
        self._letters.send_back(letter)
        self._letters.delete(letter)
        return "sent"

    def _why(self, letter: DeadLetter) -> str:
        if letter.content is None:
            return "cannot be read"
        if isinstance(letter.content, WakeUp):
            return "a wake-up: not needed, the clock wakes its lane"
        return self._why_of_event(letter.content)

    def _why_of_event(self, ref: EventRef) -> str:
        record = self._deliveries.find(self._destination, [ref.event_id]).get(ref.event_id)
        if record and record.reason:
            return f"{record.status}: {record.reason}"
        if record and record.attempts:
            return f"{record.status}: {record.attempts[-1].reason}"
        if not self._log.read([ref.key]):
            return "its record is gone from the log"
        return "no call on record: the function failed before it, see its log lines"


def in_order(explained: Sequence[Explained]) -> list[Explained]:
    """Return them by the time at which they were first sent."""
    return sorted(explained, key=lambda one: one.letter.sent_at)
