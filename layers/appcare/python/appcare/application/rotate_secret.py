"""Rotates the secret that a destination's deliveries are signed with: for a while both sign."""

from collections.abc import Callable
from typing import Any

from appcare.application.operator_ports import SecretStore
from appcare.domain.errors import AppCareError


class RotationError(AppCareError):
    """A rotation that cannot be done as asked; the text says why."""

    code = "rotation"


class RotateSecret:
    """The secret of one destination: `current`, and during a rotation `previous`."""

    def __init__(self, secret_id: str, secrets: SecretStore) -> None:
        self._id = secret_id
        self._secrets = secrets

    def begin(self, new: str, is_usable: Callable[[str], bool]) -> None:
        """Make `new` the current one and keep the one before beside it.

        Raises:
            RotationError: a rotation goes on already, or `new` is no secret or the current one.
            StorageError: it is not known whether it was done; look before trying again.
        """
        before = dict(self._secrets.read(self._id))
        if before.get("previous"):
            message = "A rotation goes on already: finish it first (--finish)."
            raise RotationError(message)
        if not is_usable(new):
            message = "That is no signing secret: whsec_ and then 24 to 64 bytes in base64."
            raise RotationError(message)
        if new == before.get("current"):
            message = "That is the current secret."
            raise RotationError(message)
        after: dict[str, Any] = {**before, "current": new}
        if before.get("current"):
            after["previous"] = before["current"]
        self._secrets.write(self._id, after)

    def finish(self) -> None:
        """Forget the previous one.

        Raises:
            RotationError: there is none.
            StorageError: it is not known whether it was done; doing it again does no harm.
        """
        before = dict(self._secrets.read(self._id))
        if not before.pop("previous", None):
            message = "No rotation goes on: there is no previous secret."
            raise RotationError(message)
        self._secrets.write(self._id, before)
