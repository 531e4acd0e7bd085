"""Secrets in memory."""

from collections.abc import Mapping
from typing import Any

from appcare.domain.errors import SecretMissingError


class MemorySecrets:
    """Secrets by id in a dictionary that a test or a simulation may change."""

    def __init__(self, values: Mapping[str, Mapping[str, Any]] | None = None) -> None:
        """Start with `values`."""
        self.values = dict(values or {})
        self._read: dict[str, Mapping[str, Any]] = {}

    def get(self, secret_id: str) -> Mapping[str, Any]:
        """Return a secret as it was when first read.

        Raises:
            SecretMissingError: it is absent or empty.
        """
        if secret_id not in self._read:
            return self.refresh(secret_id)
        return self._read[secret_id]

    def refresh(self, secret_id: str) -> Mapping[str, Any]:
        """Return a secret as it is now.

        Raises:
            SecretMissingError: it is absent or empty.
        """
        self._read.pop(secret_id, None)
        if not self.values.get(secret_id):
            message = f"The secret {secret_id} is absent, empty or not a JSON object."
            raise SecretMissingError(message)
        self._read[secret_id] = self.values[secret_id]
        return self._read[secret_id]
