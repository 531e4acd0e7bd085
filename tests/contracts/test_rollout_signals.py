"""What every memory of how numbers do does."""

import random
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from appcare.application.rollout.signal_ports import Signals
from appcare.domain.rollout.signals import HOUR_MS, Answers, Severity, Signal, SignalKind

RINGS = Signal(kind=SignalKind.ALARM, scope="", subject="appcare-prod#1", severity=Severity.WARNING, at=2_000)
FLAGGED = Signal(
    kind=SignalKind.QUALITY,
    scope="number:support",
    subject="number",
    severity=Severity.RED,
    at=2_000,
    word="flagged",
    until=9_000,
)
TODAY = int(time.time()) // 3600 * HOUR_MS
"""Counts of hours are forgotten after some days."""


def test_nothing_is_known_at_first(signals: Signals) -> None:
    """Neither a word nor an answer."""
    assert list(signals.known()) == []
    assert signals.answers("support", 0, 10**13) == Answers()


def test_every_word_comes_back_whole(signals: Signals) -> None:
    """In order of what it is about; a scope or a subject of its own is another thing."""
    other = replace(FLAGGED, scope="number:sales", until=None)
    for one in (FLAGGED, other, RINGS):
        signals.learn(one)
    assert list(signals.known()) == [RINGS, other, FLAGGED]


def test_the_latest_word_counts_whatever_the_order(signals: Signals) -> None:
    """Late and repeated words change nothing; of one moment the same one counts for everybody."""
    words = [replace(RINGS, at=at, severity=severity) for at in (5, 7, 6, 7) for severity in Severity]
    latest = max(words, key=lambda one: (one.at, one.severity))
    for seed in range(5):
        told = [*words, *words]
        random.Random(seed).shuffle(told)
        subject = f"alarm-{seed}"
        for one in told:
            signals.learn(replace(one, subject=subject))
        assert replace(latest, subject=subject) in signals.known()
    assert len(signals.known()) == 5


def test_of_many_at_once_the_latest_counts(signals: Signals, at_once: ThreadPoolExecutor) -> None:
    """Two who learn at the same moment lose nothing."""
    words = [replace(RINGS, at=at, word=str(at)) for at in range(1, 25)]
    list(at_once.map(signals.learn, words))
    assert list(signals.known()) == [words[-1]]


def test_answers_by_the_hour(signals: Signals) -> None:
    """Each hour of each number has its own; both ends belong to what is asked for."""
    for number, hours_ago, overdue in (
        ("support", 0, True),
        ("support", 0, False),
        ("support", 1, True),
        ("support", 5, False),
        ("sales", 0, False),
    ):
        at = TODAY - hours_ago * HOUR_MS + 17
        signals.count(number, f"cnv_{hours_ago}_{overdue}", at, overdue=overdue)
    assert signals.answers("support", TODAY - HOUR_MS, TODAY) == Answers(3, 2)
    assert signals.answers("support", TODAY - HOUR_MS, TODAY - 1) == Answers(1, 1)
    assert signals.answers("support", TODAY - 9 * HOUR_MS, TODAY + HOUR_MS) == Answers(4, 2)
    assert signals.answers("sales", TODAY, TODAY + 5) == Answers(1, 0)
    assert signals.answers("support", TODAY + HOUR_MS, TODAY) == Answers()


def test_a_conversation_counts_once(signals: Signals) -> None:
    """Told again, of another hour or another outcome, it changes nothing."""
    signals.count("support", "cnv_1", TODAY, overdue=False)
    signals.count("support", "cnv_1", TODAY, overdue=False)
    signals.count("support", "cnv_1", TODAY + HOUR_MS, overdue=True)
    assert signals.answers("support", 0, TODAY + 9 * HOUR_MS) == Answers(1, 0)


def test_many_at_once_are_all_counted(signals: Signals, at_once: ThreadPoolExecutor) -> None:
    """Who counts at the same moment counts each conversation, and each once."""

    def count(turn: int) -> None:
        signals.count("support", f"cnv_{turn % 8}", TODAY, overdue=turn % 8 < 3)

    list(at_once.map(count, range(16)))
    assert signals.answers("support", TODAY, TODAY) == Answers(8, 3)
