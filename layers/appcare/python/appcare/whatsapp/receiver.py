"""What is done with a webhook while Meta waits: check it, split it, store it."""

import hmac
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass
from enum import IntEnum
from typing import Any, Protocol

from appcare.application.ports import Clock, EventLog, Telemetry
from appcare.application.record_updates import record_updates
from appcare.domain.errors import SecretMissingError, StorageError
from appcare.whatsapp.signature import is_signed
from appcare.whatsapp.split import split

LARGEST_BODY = 3 * 1024 * 1024
"""Bytes. Source: Meta, "Webhooks overview": payloads are at most 3 MB."""

NAMED_RECORDS = 10
"""How many records a log line names; a webhook can hold a thousand."""

DAY_S = 86_400


class AccountSecrets(Protocol):
    """The secrets of one Meta app: `app_secret`, `previous_app_secret`, `verify_token`."""

    def get(self) -> Mapping[str, Any]:
        """Return them, from memory where they were read before.

        Raises:
            SecretMissingError: there are none.
            StorageError: they cannot be read now.
        """
        ...

    def refresh(self) -> Mapping[str, Any]:
        """Return them read anew, at most once a minute; raises like `get`."""
        ...


class Verdict(IntEnum):
    """The HTTP status that a webhook is answered with."""

    STORED = 200
    NOT_SIGNED = 401
    NOT_VERIFIED = 403
    TOO_LARGE = 413
    OUR_TROUBLE = 500


@dataclass(frozen=True, slots=True)
class Handshake:
    """Meta's question whether the endpoint is ours; see its `hub.*` parameters."""

    mode: str
    token: str
    challenge: str


class UpdateKeeper:
    """Stores what a webhook holds, whichever way it came in."""

    def __init__(self, *, log: EventLog, telemetry: Telemetry, clock: Clock, retention_days: int) -> None:
        self._log = log
        self._telemetry = telemetry
        self._clock = clock
        self._retention_s = retention_days * DAY_S

    def keep(self, body: bytes, since: int | None = None) -> Verdict:
        """Store what a webhook holds that is known to come from Meta.

        Args:
            body: the raw bytes.
            since: Unix milliseconds at which it came in; None: now.
        """
        received_at = self._clock.now() if since is None else since
        found = split(body, retention_s=self._retention_s, now_s=received_at // 1000)
        try:
            record_updates(self._log, found.records)
        except StorageError as error:
            self._telemetry.count("webhook.storage_failed")
            self._telemetry.line("webhook not stored", code=error.code)
            return Verdict.OUR_TROUBLE
        self._telemetry.count("webhook.received")
        self._telemetry.count("update.stored", len(found.records))
        if found.unreadable:
            self._telemetry.count("webhook.unreadable")
        if found.collisions:
            self._telemetry.count("webhook.collision", found.collisions)
        self._telemetry.line(
            "webhook stored",
            records=[record.id for record in found.records[:NAMED_RECORDS]],
            updates=len(found.records),
            unreadable=found.unreadable,
            received_at=received_at,
            stored_at=self._clock.now(),
        )
        return Verdict.STORED


class WebhookReceiver:
    """Receives the webhooks of one account."""

    def __init__(
        self,
        *,
        log: EventLog,
        secrets: AccountSecrets,
        telemetry: Telemetry,
        clock: Clock,
        retention_days: int,
    ) -> None:
        self._keeper = UpdateKeeper(log=log, telemetry=telemetry, clock=clock, retention_days=retention_days)
        self._secrets = secrets
        self._telemetry = telemetry
        self._clock = clock

    def shake_hands(self, asked: Handshake) -> Verdict:
        """Say whether the challenge is to be returned: only to who knows our verify token.

        Source: Meta, "Create a webhook endpoint", verification requests.
        """
        known = self._guarded(lambda: self._knows_token(asked.token))
        if isinstance(known, Verdict):
            return known
        return Verdict.STORED if known and asked.mode == "subscribe" else Verdict.NOT_VERIFIED

    def receive(self, body: bytes, signature: str | None) -> Verdict:
        """Store what a webhook holds.

        Args:
            body: the raw bytes.
            signature: the header `X-Hub-Signature-256`.
        """
        received_at = self._clock.now()
        if len(body) > LARGEST_BODY:
            self._telemetry.count("webhook.too_large")
            return Verdict.TOO_LARGE
        signed = self._guarded(lambda: self._is_signed(body, signature))
        if isinstance(signed, Verdict):
            return signed
        if not signed:
            self._telemetry.count("webhook.signature_rejected")
            return Verdict.NOT_SIGNED
        return self._keeper.keep(body, received_at)

    def _is_signed(self, body: bytes, signature: str | None) -> bool:
        return self._holds(lambda secrets: is_signed(body, signature, _app_secrets(secrets)))

    def _knows_token(self, token: str) -> bool:
        return self._holds(
            lambda secrets: hmac.compare_digest(
                token.encode("utf-8", "replace"), _value(secrets, "verify_token").encode()
            )
        )

    def _holds(self, check: Callable[[Mapping[str, Any]], bool]) -> bool:
        """Check with the secrets in memory, then, since they may be new since, with those read anew."""
        with suppress(SecretMissingError):
            if check(self._secrets.get()):
                return True
        return check(self._secrets.refresh())

    def _guarded(self, check: Callable[[], bool]) -> bool | Verdict:
        try:
            return check()
        except SecretMissingError:
            self._telemetry.count("webhook.secret_missing")
            self._telemetry.line("webhook refused", code=SecretMissingError.code)
        except StorageError as error:
            self._telemetry.count("webhook.storage_failed")
            self._telemetry.line("webhook refused", code=error.code)
        return Verdict.OUR_TROUBLE


def _app_secrets(secrets: Mapping[str, Any]) -> list[str]:
    current = _value(secrets, "app_secret")
    previous = secrets.get("previous_app_secret")
    return [current, *([previous] if isinstance(previous, str) and previous else [])]


def _value(secrets: Mapping[str, Any], name: str) -> str:
    value = secrets.get(name)
    if not isinstance(value, str) or not value:
        message = f"The account's secret has no {name}."
        raise SecretMissingError(message)
    return value
