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
    """Return a destination's secrets, empty where none is stored; a rotated one counts within a minute.

    Args:
        store: where they lie.
        ids: destination name -> secret id.
        destination: whose.

    Raises:
        StorageError: they cannot be read now.
    """
    try:
        found = store.refresh(ids[destination])
    except (KeyError, SecretMissingError):
        # Whoever needs one closes the destination for the lack of it; that is no fault of this function.
        return DestinationSecrets()
    values = [found.get("current"), found.get("previous"), found.get("token")]
    current, previous, token = (value if isinstance(value, str) else "" for value in values)
    return DestinationSecrets(tuple(one for one in (current, previous) if one), token)
