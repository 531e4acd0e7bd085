"""What tells how a number does: each signal is the latest word on one thing, at the moment it was true."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

HOUR_MS = 3_600_000
DAY_MS = 24 * HOUR_MS


class SignalKind(StrEnum):
    """Who says it; the first part of a reason's code."""

    ALARM = "alarm"
    QUALITY = "quality"
    ACCOUNT = "account"
    TEMPLATE = "template"


class Severity(StrEnum):
    """How bad it is."""

    GOOD = "good"
    WARNING = "warning"
    RED = "red"


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """The latest word on one thing.

    Attributes:
        scope: whom it concerns: an account or a number by Meta's id; empty: everybody.
        subject: what it is about: an alarm's full name, `quality`, an alert's word, a template's name.
        severity: of an alarm never red: whether it is, the plan says.
        word: what was said, as a reason names it: `flagged`, `ban_changed`; empty: the subject says it.
        at: when it became true, Unix milliseconds, by the clock of who says it.
        until: when it is over by itself, Unix milliseconds; None: when something else is said.
    """

    kind: SignalKind
    scope: str
    subject: str
    severity: Severity
    at: int
    word: str = ""
    until: int | None = None

    @property
    def about(self) -> tuple[str, str, str]:
        """What a later word on the same thing has in common with it."""
        return self.kind, self.scope, self.subject

    def is_later_than(self, known: Signal) -> bool:
        """Whether it replaces what is known: of two words of one moment the one with the later letters."""
        return (self.at, self.severity, self.word) > (known.at, known.severity, known.word)

    def holds(self, now: int) -> bool:
        """Whether it is trouble now."""
        return self.severity is not Severity.GOOD and (self.until is None or now < self.until)


@dataclass(frozen=True, slots=True)
class Answers:
    """Conversations that were looked at, and how many of them had no answer in time."""

    looked_at: int = 0
    overdue: int = 0

    @property
    def overdue_percent(self) -> float:
        """The share; 0 of none."""
        return 100 * self.overdue / self.looked_at if self.looked_at else 0.0
