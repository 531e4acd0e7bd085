"""The secrets of destinations: what deliveries are signed with and callbacks are judged by."""

from collections.abc import Mapping
from typing import Any, Protocol

from appcare.crm.setup import DestinationSecrets
from appcare.domain.errors import SecretMissingError


class SecretStore(Protocol):
    """Where secrets lie."""

    def refresh(self, secret_id: str) -> Mapping[str, Any]:
        """Return a secret, at most a minute old."""
        ...


def destination_secrets(store: SecretStore, ids: Mapping[str, str], destination: str) -> DestinationSecrets:
    """Return a destination's secrets; a rotated one counts within a minute.

    Args:
        store: where they lie.
        ids: destination name -> secret id.
        destination: whose.

    Raises:
        SecretMissingError: it has none.
        StorageError: they cannot be read now.
    """
    secret_id = ids.get(destination, "")
    if not secret_id:
        message = f"The destination {destination} has no secret."
        raise SecretMissingError(message)
    found = store.refresh(secret_id)
    values = [found.get("current"), found.get("previous"), found.get("token")]
    current, previous, token = (value if isinstance(value, str) else "" for value in values)
    if not (current or previous or token):
        message = f"The secret of the destination {destination} is empty."
        raise SecretMissingError(message)
    return DestinationSecrets(tuple(one for one in (current, previous) if one), token)
