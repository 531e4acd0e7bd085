"""Consents in memory."""

from collections.abc import Iterable, Mapping
from threading import Lock

from appcare.domain.consent import NOTHING_KNOWN, Consent


class MemoryConsents:
    """`Consents` in a dictionary."""

    def __init__(self) -> None:
        """Know nothing."""
        self.consents: dict[str, Consent] = {}
        self._lock = Lock()

    def learn(self, contact_id: str, heard: Consent) -> None:
        """Join what was heard with what is known."""
        with self._lock:
            self.consents[contact_id] = self.consents.get(contact_id, NOTHING_KNOWN).joined(heard)

    def read(self, contact_ids: Iterable[str]) -> Mapping[str, Consent]:
        """Return what is known."""
        return {one: self.consents[one] for one in set(contact_ids) if one in self.consents}
