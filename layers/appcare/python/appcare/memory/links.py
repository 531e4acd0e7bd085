"""Links in memory."""

from collections.abc import Iterable
from threading import Lock

from appcare.domain.links import FOUND_BY_BOTH, Linked, LinkKey, LinkKind, Links


class MemoryLinkStore:
    """`LinkStore` in two dictionaries; counts its calls, since an adapter without links must cost none."""

    def __init__(self) -> None:
        """Know nothing."""
        self.links: dict[tuple[str, str, LinkKey], str] = {}
        self.reads = self.writes = 0
        self._linked: dict[tuple[str, LinkKind, str], Linked] = {}
        self._lock = Lock()

    def read(self, destination: str, contact_id: str, keys: Iterable[LinkKey]) -> Links:
        """Return those of the links that exist."""
        with self._lock:
            self.reads += 1
            found = {key: self.links.get((destination, contact_id, key)) for key in keys}
            return {key: external_id for key, external_id in found.items() if external_id is not None}

    def keep(self, destination: str, contact_id: str, links: Links) -> None:
        """Store links; see `LinkStore`."""
        with self._lock:
            self.writes += 1
            for key, external_id in links.items():
                self.links[destination, contact_id, key] = external_id
                if key.kind in FOUND_BY_BOTH:
                    self._linked[destination, key.kind, external_id] = Linked(contact_id, key)

    def find(self, destination: str, kind: LinkKind, external_id: str) -> Linked | None:
        """Return what the CRM's id stands for; see `LinkStore`."""
        return self._linked.get((destination, kind, external_id))
