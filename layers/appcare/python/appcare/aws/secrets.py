"""Secrets in Secrets Manager: read once, kept in memory, read again when they seem out of date."""

from __future__ import annotations

import json
from threading import Lock
from typing import TYPE_CHECKING, Any

from appcare.aws.failures import NO_SECRET, AbsentError, translated
from appcare.domain.errors import SecretMissingError, StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mypy_boto3_secretsmanager import SecretsManagerClient

REFRESH_AFTER_MS = 60_000
"""A stranger's bad signatures must not make us ask more often than this."""

MISSING_FOR_MS = 5_000
"""How long a missing secret is taken for missing without asking."""


class SecretsManagerSecrets:
    """JSON secrets by id, for many threads; the values never stand in an error."""

    def __init__(self, client: SecretsManagerClient, now: Callable[[], int]) -> None:
        """Read through `client`; `now` gives Unix milliseconds."""
        self._client = client
        self._now = now
        self._values: dict[str, Mapping[str, Any]] = {}
        self._asked_at: dict[str, int] = {}
        self._lock = Lock()

    def get(self, secret_id: str) -> Mapping[str, Any]:
        """Return a secret, from memory where it was read before.

        Raises:
            SecretMissingError: it is absent, empty or not a JSON object.
            StorageError: it cannot be read now.
        """
        with self._lock:
            if secret_id not in self._values and not self._asked_within(secret_id, MISSING_FOR_MS):
                self._ask(secret_id)
            return self._known(secret_id)

    def refresh(self, secret_id: str) -> Mapping[str, Any]:
        """Return a secret read anew, or from memory if that was tried less than a minute ago.

        While Secrets Manager does not answer, what was read before goes on counting.

        Raises:
            SecretMissingError: it is absent, empty or not a JSON object.
            StorageError: it cannot be read now and never was.
        """
        with self._lock:
            waits = REFRESH_AFTER_MS if secret_id in self._values else MISSING_FOR_MS
            if not self._asked_within(secret_id, waits):
                self._ask(secret_id)
            return self._known(secret_id)

    def _asked_within(self, secret_id: str, duration_ms: int) -> bool:
        asked_at = self._asked_at.get(secret_id)
        return asked_at is not None and self._now() - asked_at < duration_ms

    def _known(self, secret_id: str) -> Mapping[str, Any]:
        if secret_id in self._values:
            return self._values[secret_id]
        message = f"The secret {secret_id} is absent, empty or not a JSON object."
        raise SecretMissingError(message)

    def _ask(self, secret_id: str) -> None:
        try:
            with translated("reading a secret", NO_SECRET):
                answer = self._client.get_secret_value(SecretId=secret_id)
        except AbsentError:
            value = None
        except StorageError:
            if secret_id not in self._values:
                raise
            value = self._values[secret_id]
        else:
            value = _object(answer.get("SecretString", ""))
        self._asked_at[secret_id] = self._now()
        if value:
            self._values[secret_id] = value
        else:
            self._values.pop(secret_id, None)


def _object(text: str) -> Mapping[str, Any] | None:
    try:
        value = json.loads(text)
    except ValueError:
        return None
    return value if isinstance(value, dict) else None
