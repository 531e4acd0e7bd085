"""Secrets in Secrets Manager, to be changed by an operator."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from appcare.aws.failures import NO_SECRET, AbsentError, translated

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mypy_boto3_secretsmanager import SecretsManagerClient


class SecretsManagerStore:
    """`SecretStore` without memory: an operator sees what is."""

    def __init__(self, client: SecretsManagerClient) -> None:
        """Use `client`."""
        self._client = client

    def read(self, secret_id: str) -> Mapping[str, Any]:
        """Return a secret as it is now; one that is absent or no JSON object is empty."""
        try:
            with translated("reading a secret", NO_SECRET):
                said = self._client.get_secret_value(SecretId=secret_id).get("SecretString", "")
            found = json.loads(said)
        except (AbsentError, ValueError):
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, secret_id: str, value: Mapping[str, Any]) -> None:
        """Replace a secret."""
        with translated("writing a secret"):
            self._client.put_secret_value(SecretId=secret_id, SecretString=json.dumps(dict(value)))
