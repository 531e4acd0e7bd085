"""How numbers do, in memory."""

from collections import Counter
from collections.abc import Sequence
from threading import Lock

from appcare.domain.rollout.signals import HOUR_MS, Answers, Signal


class MemorySignals:
    """`Signals` in dictionaries."""

    def __init__(self) -> None:
        """Know nothing."""
        self._known: dict[tuple[str, str, str], Signal] = {}
        self._looked_at: Counter[tuple[str, int]] = Counter()
        self._overdue: Counter[tuple[str, int]] = Counter()
        self._counted: set[tuple[str, str]] = set()
        self._lock = Lock()

    def learn(self, signal: Signal) -> None:
        """Keep a word unless a later one on the same thing is known."""
        with self._lock:
            known = self._known.get(signal.about)
            if known is None or signal.is_later_than(known):
                self._known[signal.about] = signal

    def known(self) -> Sequence[Signal]:
        """Return every word, in order of what it is about."""
        with self._lock:
            return [self._known[about] for about in sorted(self._known)]

    def count(self, number: str, conversation_id: str, at: int, *, overdue: bool) -> None:
        """Count a conversation, once."""
        with self._lock:
            if (number, conversation_id) in self._counted:
                return
            self._counted.add((number, conversation_id))
            self._looked_at[number, at // HOUR_MS] += 1
            self._overdue[number, at // HOUR_MS] += overdue

    def answers(self, number: str, first: int, last: int) -> Answers:
        """Return the sum of some hours."""
        hours = range(first // HOUR_MS, last // HOUR_MS + 1)
        looked_at = sum(self._looked_at[number, hour] for hour in hours)
        return Answers(looked_at, sum(self._overdue[number, hour] for hour in hours))
