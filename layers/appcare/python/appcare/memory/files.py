"""Files in memory, as adapters read them."""

from appcare.domain.media import key_in_link
from appcare.memory.media import MemoryMediaStore


class MemoryFiles:
    """`Files` over what a `MemoryMediaStore` keeps."""

    def __init__(self, store: MemoryMediaStore) -> None:
        """Read what is in `store`."""
        self._store = store

    def read(self, url: str, most_bytes: int) -> bytes | None:
        """Return a file; see `Files`."""
        _, content = self._store.objects.get(key_in_link(url) or "", ("", None))
        return content if content is not None and len(content) <= most_bytes else None
