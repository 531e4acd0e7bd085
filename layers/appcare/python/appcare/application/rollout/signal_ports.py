"""What the rollout's health needs from outside; the contracts are kept as in `application/ports.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Sequence

    from appcare.domain.rollout.signals import Answers, Signal


class Signals(Protocol):
    """The latest words on how numbers do, and how many customers were answered in time."""

    def learn(self, signal: Signal) -> None:
        """Keep a word unless a later one on the same thing is known; see `Signal.is_later_than`.

        Whatever is learnt in whatever order, however often, by several at once, what is known in
        the end is the latest word.
        """
        ...

    def known(self) -> Sequence[Signal]:
        """Return every word that is kept, in order of what it is about, strongly consistent.

        At least those that were trouble within 30 days, and of alarms all that ring still.
        """
        ...

    def count(self, number: str, conversation_id: str, at: int, *, overdue: bool) -> None:
        """Count a conversation among those of the hour of `at`, Unix milliseconds, once.

        Counted again within a week, whatever is said of it then, it changes nothing.
        """
        ...

    def answers(self, number: str, first: int, last: int) -> Answers:
        """Return the sum of the hours that `first` and `last` lie in and those between them.

        Nothing lies between a `first` and a `last` before it. Hours are remembered for three days.
        """
        ...
