"""Stored files in memory."""

from collections.abc import Iterable

from appcare.application.media_ports import Link


class MemoryMediaStore:
    """`MediaStore` in a dictionary: key -> (content type, content)."""

    def __init__(self) -> None:
        """Start empty."""
        self.objects: dict[str, tuple[str, bytes]] = {}

    def put(self, key: str, content_type: str, pieces: Iterable[bytes]) -> None:
        """Store the pieces as one object; nothing when they raise."""
        self.objects[key] = (content_type, b"".join(pieces))

    def has(self, key: str) -> bool:
        """Say whether an object lies there."""
        return key in self.objects


class MemoryLinks:
    """`Links` to nowhere."""

    def link(self, key: str, filename: str) -> Link:
        """Return a link that says what it is for."""
        return Link(f"https://files.example.com/{key}?as={filename}", 2_000_000_000_000)
