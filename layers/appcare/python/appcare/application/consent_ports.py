"""What consents need from outside; the contracts are kept as in `ports.py`."""

from collections.abc import Iterable, Mapping
from typing import Protocol

from appcare.domain.consent import Consent


class Consents(Protocol):
    """What each contact agreed to."""

    def learn(self, contact_id: str, heard: Consent) -> None:
        """Join what was heard with what is known; what is known already, or is older, changes nothing."""
        ...

    def read(self, contact_ids: Iterable[str]) -> Mapping[str, Consent]:
        """Return what is known, strongly consistent; contacts of whom nothing is known are left out."""
        ...
