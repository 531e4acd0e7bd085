"""How a number does: from what is known of alarms, quality, answers and CRMs to a verdict. Pure."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from appcare.domain.destination import DestinationState, DestinationStatus
from appcare.domain.rollout.signals import DAY_MS, HOUR_MS, Answers, Severity, Signal, SignalKind

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from appcare.domain.rollout.plan import HealthBounds

CLOSED_FOR_MS = 30 * 60_000
"""A CRM that takes no calls for longer than this is red."""

OURSELVES, THE_PLAN = "rollout-", "rollout-plan-"
"""Alarms that tell how the rollout itself does must not hold it: it would then hold itself for ever. A
plan that cannot be taken over is no such thing: a person repairs it, whatever the step."""


@dataclass(frozen=True, slots=True)
class Reason:
    """One trouble.

    Attributes:
        code: with what it is about: `alarm:queue-age-crm`, `quality:flagged`, `overdue:31%`.
        since: when it began, Unix milliseconds.
    """

    code: str
    since: int
    red: bool = False


@dataclass(frozen=True, slots=True)
class Verdict:
    """How a number does; without a reason it does well.

    Attributes:
        reasons: the red ones first, then by their age.
        figures: name -> number, as they were when it was judged.
    """

    reasons: tuple[Reason, ...] = ()
    figures: Mapping[str, float] = field(default_factory=dict)

    @property
    def severity(self) -> Severity:
        """The worst of it."""
        if not self.reasons:
            return Severity.GOOD
        return Severity.RED if self.red_since is not None else Severity.WARNING

    @property
    def codes(self) -> tuple[str, ...]:
        """The reasons' codes."""
        return tuple(reason.code for reason in self.reasons)

    @property
    def red_since(self) -> int | None:
        """Since when something has been red; None: nothing is."""
        return min((reason.since for reason in self.reasons if reason.red), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Known:
    """What is known of one number.

    Attributes:
        signals: those that concern it.
        answers: of the hours since `counted_from`.
        destinations: name -> state, of those that hear of the number.
    """

    signals: Sequence[Signal] = ()
    answers: Answers = field(default_factory=Answers)
    destinations: Mapping[str, DestinationState] = field(default_factory=dict)


def counted_from(step_since: int | None, now: int) -> int:
    """Return from when on answers count: a day back, but of no hour in which there was another step.

    Otherwise what a step back has put right would go on being held against the step before.
    """
    return max(now - DAY_MS, -(-(step_since or 0) // HOUR_MS) * HOUR_MS)


def verdict_of(known: Known, bounds: HealthBounds, alarm_prefix: str, now: int) -> Verdict:
    """Judge how a number does.

    Args:
        known: what is known of it.
        bounds: what its step takes for trouble.
        alarm_prefix: what the full names of our own alarms begin with.
        now: Unix milliseconds.
    """
    reasons = [
        *_of_signals(known.signals, bounds, alarm_prefix, now),
        *_of_answers(known, bounds, now),
        *_of_destinations(known.destinations, now),
    ]
    figures = {
        "answers_looked_at": float(known.answers.looked_at),
        "overdue_percent": round(known.answers.overdue_percent, 1),
        "troubles": float(len(reasons)),
    }
    ordered = sorted(reasons, key=lambda reason: (not reason.red, reason.since, reason.code))
    return Verdict(tuple(ordered), figures)


def _of_signals(signals: Sequence[Signal], bounds: HealthBounds, prefix: str, now: int) -> Iterator[Reason]:
    for signal in signals:
        if not signal.holds(now):
            continue
        if signal.kind is not SignalKind.ALARM:
            code = f"{signal.kind}:{signal.word or signal.subject}"
            yield Reason(code, signal.at, red=signal.severity is Severity.RED)
            continue
        name = signal.subject.removeprefix(prefix)
        if not matches(name, bounds.ignored_alarms) and not _tells_of_ourselves(name):
            yield Reason(f"alarm:{name}", signal.at, red=matches(name, bounds.red_alarms))


def _tells_of_ourselves(name: str) -> bool:
    return name.startswith(OURSELVES) and not name.startswith(THE_PLAN)


def matches(alarm: str, named: Sequence[str]) -> bool:
    """Whether an alarm is one of those that are named: by its name, or by its kind, which begins it."""
    return any(alarm == one or alarm.startswith(f"{one}-") for one in named)


def _of_answers(known: Known, bounds: HealthBounds, now: int) -> Iterator[Reason]:
    answers, percent = known.answers, known.answers.overdue_percent
    if answers.looked_at < bounds.overdue_fewest or not answers.overdue:
        return
    if percent >= min(bounds.overdue_warning, bounds.overdue_red):
        # A share has no moment at which it began; this one is of the current step alone, so it is new.
        yield Reason(f"overdue:{percent:.0f}%", now, red=percent >= bounds.overdue_red)


def _of_destinations(states: Mapping[str, DestinationState], now: int) -> Iterator[Reason]:
    for name, state in states.items():
        if state.status is DestinationStatus.DISABLED:
            yield Reason(f"destination:{name}", state.since, red=True)
        elif state.status is DestinationStatus.CLOSED:
            red_from = state.since + CLOSED_FOR_MS
            red = now > red_from
            yield Reason(f"destination:{name}", red_from if red else state.since, red=red)
