"""What a customer agreed to: a function of what is known, in whatever order it came to be known.

Two things are kept apart. A *statement* is what the company wrote down: that a customer agreed to be
written to, or took it back. The *marketing choice* is the customer's own, made in WhatsApp, and only
the customer can change it there. Of each the latest counts; of two at the same moment, the No.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from appcare.domain.events.failures import FailureClass
from appcare.domain.log import digest

MARKETING = "marketing"
"""The category of templates that promote something; what is not known to be another one counts as this."""

REPLIES = frozenset({"utility", "authentication"})
"""Categories of templates that may answer a customer who wrote. Source: Meta, "Template categorization"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """A customer agreed to be written to, or took that back.

    Attributes:
        given: whether they agreed.
        at: when, Unix milliseconds.
        words: what they agreed to, or said, word for word.
        source: where: a form, a telephone call, a contract.
    """

    given: bool
    at: int
    words: str
    source: str

    @property
    def wording(self) -> str:
        """What stands for words and source in keys."""
        return "cns_" + digest(str(len(self.words)), self.words, self.source)

    @property
    def rank(self) -> str:
        """What decides which of two statements counts: the greater text."""
        return f"{self.at:016d}#{int(not self.given)}#{self.wording}"


@dataclass(frozen=True, slots=True, kw_only=True)
class MarketingChoice:
    """A customer stopped, or resumed, marketing messages in WhatsApp.

    Attributes:
        stopped: whether they want none.
        at: when, Unix milliseconds.
    """

    stopped: bool
    at: int

    @property
    def rank(self) -> str:
        """What decides which of two choices counts: the greater text."""
        return f"{self.at:016d}#{int(self.stopped)}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Consent:
    """What is known of one customer; each part may be absent."""

    statement: Statement | None = None
    marketing: MarketingChoice | None = None

    def joined(self, other: Consent) -> Consent:
        """Return what both know together; the same whoever is asked first, and however often."""
        statements = [one for one in (self.statement, other.statement) if one]
        choices = [one for one in (self.marketing, other.marketing) if one]
        return Consent(
            statement=max(statements, key=lambda one: one.rank, default=None),
            marketing=max(choices, key=lambda one: one.rank, default=None),
        )

    def objection(self, category: str | None, *, window_is_open: bool) -> FailureClass | None:
        """Return why a template may not be sent; None: as far as the customer's will goes, it may.

        Args:
            category: of the template, in lower case; None: not known.
            window_is_open: whether the customer wrote lately, so that it is an answer.
        """
        category = category or MARKETING
        if category == MARKETING and self.marketing and self.marketing.stopped:
            return FailureClass.OPTED_OUT
        if self.statement:
            return None if self.statement.given else FailureClass.NO_CONSENT
        return None if window_is_open and category in REPLIES else FailureClass.NO_CONSENT


NOTHING_KNOWN = Consent()


def all_known(parts: Iterable[Consent]) -> Consent:
    """Return what is known of a person who was known as several contacts."""
    known = NOTHING_KNOWN
    for part in parts:
        known = known.joined(part)
    return known
