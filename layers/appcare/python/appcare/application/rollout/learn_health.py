"""Learns from the channel's updates how numbers, accounts and templates do."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from appcare.application.channels import Channels
from appcare.application.learn import Heard, data_of
from appcare.application.rollout.scopes import Scopes
from appcare.application.rollout.signal_ports import Signals
from appcare.domain.events.accounts import AccountAlerted, AccountBanChanged, AccountRestricted
from appcare.domain.events.numbers import NumberQualityChanged
from appcare.domain.events.templates import TemplateQualityChanged
from appcare.domain.log import digest, number_of
from appcare.domain.rollout.signals import DAY_MS, Severity, Signal, SignalKind

ACCOUNT_TROUBLE_MS = DAY_MS
"""How long trouble of an account counts that nobody lifts."""

QUALITY_TROUBLE_MS = 7 * DAY_MS
"""How long a bad quality counts of which nothing more is heard: within so many days Meta decides about it.
Source: Meta, "Messaging limits", quality rating."""

LONGEST_WORD = 60
"""Characters of Meta's words that go into a reason."""

NUMBER_WORDS = {
    "flagged": Severity.RED,
    "red": Severity.RED,
    "downgrade": Severity.WARNING,
    "yellow": Severity.WARNING,
    "unflagged": Severity.GOOD,
    "upgrade": Severity.GOOD,
    "green": Severity.GOOD,
}
"""What is said of a number's quality -> how bad it is; other words (`onboarding`, `throughput_upgrade`) say
nothing of it. A number whose limit was lowered is flagged no more. Source: Meta,
phone_number_quality_update webhook reference."""

TEMPLATE_WORDS = {"yellow": Severity.WARNING, "red": Severity.WARNING, "green": Severity.GOOD}
ALERT_SEVERITIES = {"critical": Severity.RED, "warning": Severity.WARNING}
REINSTATED = "reinstate"


class LearnHealth:
    """`Learner` of everything about numbers, accounts and templates that a rollout heeds."""

    def __init__(self, signals: Signals, channels: Channels, scopes: Scopes) -> None:
        """Set up.

        Args:
            signals: where it is kept.
            channels: who understands the records.
            scopes: whom Meta speaks of.
        """
        self._signals = signals
        self._channels = channels
        self._scopes = scopes

    def learn(self, heard: Sequence[Heard]) -> None:
        """Keep what a batch says; see `Learner`."""
        for type_, read in READ.items():
            for one, data in data_of(heard, type_, self._channels):
                at = one.said.occurred_at or one.record.arrived_at or 0
                for parts in read(data, at):
                    self._signals.learn(Signal(scope=self._scope(parts["kind"], one, data), at=at, **parts))

    def _scope(self, kind: SignalKind, one: Heard, data: Any) -> str:
        account_id = number_of(one.record.key.pk)
        if kind is SignalKind.QUALITY:
            return self._scopes.of_number(data.number.id, data.display_phone, account_id)
        return self._scopes.of_account(account_id)


Parts = Mapping[str, Any]


def _quality(data: NumberQualityChanged, at: int) -> Iterator[Parts]:
    severity = NUMBER_WORDS.get(data.event)
    if severity is not None:
        # Where only the account is known, its numbers are told apart, by nothing that could be dialled.
        subject = f"number-{digest(data.display_phone)}" if data.display_phone else "number"
        yield _said(SignalKind.QUALITY, subject, severity, data.event, at + QUALITY_TROUBLE_MS)


def _template(data: TemplateQualityChanged, at: int) -> Iterator[Parts]:
    severity, name = TEMPLATE_WORDS.get(data.quality), data.template.name
    if severity is not None and name:
        subject, word = f"{name}-{data.template.language or ''}", f"{name[:LONGEST_WORD]}:{data.quality}"
        yield _said(SignalKind.TEMPLATE, subject, severity, word, at + QUALITY_TROUBLE_MS)


def _alerted(data: AccountAlerted, at: int) -> Iterator[Parts]:
    active = data.status != "none"
    severity = ALERT_SEVERITIES.get(data.severity or "", Severity.GOOD) if active else Severity.GOOD
    word = data.alert.lower()[:LONGEST_WORD]
    yield _of_account(f"alert-{word}", word, at, severity)


def _restricted(data: AccountRestricted, at: int) -> Iterator[Parts]:
    severity = Severity.RED if data.restrictions else Severity.GOOD
    yield _of_account("restricted", "restricted", at, severity)


def _violation(_: Any, at: int) -> Iterator[Parts]:
    yield _of_account("violation_found", "violation_found", at, Severity.RED)


def _ban(data: AccountBanChanged, at: int) -> Iterator[Parts]:
    lifted = data.state == REINSTATED
    yield _of_account("ban_changed", "ban_changed", at, Severity.GOOD if lifted else Severity.RED)
    if lifted:  # What the ban was for is forgiven with it.
        yield _of_account("violation_found", "violation_found", at, Severity.GOOD)
        yield _of_account("restricted", "restricted", at, Severity.GOOD)


def _of_account(subject: str, word: str, at: int, severity: Severity) -> Parts:
    return _said(SignalKind.ACCOUNT, subject, severity, word, at + ACCOUNT_TROUBLE_MS)


def _said(kind: SignalKind, subject: str, severity: Severity, word: str, until: int) -> Parts:
    return {"kind": kind, "subject": subject, "severity": severity, "word": word, "until": until}


READ: Mapping[str, Callable[[Any, int], Iterator[Parts]]] = {
    "number.quality_changed": _quality,
    "template.quality_changed": _template,
    "account.alerted": _alerted,
    "account.restricted": _restricted,
    "account.violation_found": _violation,
    "account.ban_changed": _ban,
}
"""Type of event -> what it says of whose health."""
