"""Uploaded files in memory."""

from collections.abc import Iterator
from dataclasses import replace

from appcare.application.upload_ports import (
    CHANNEL_ID_LIVES_MS,
    HEAD_BYTES,
    Announced,
    GivenId,
    UploadedFile,
    UploadPlace,
)
from appcare.domain.errors import StorageError


class MemoryUploads:
    """`Uploads` and `UploadPlaces` in dictionaries; `arrive` stands for the PUT."""

    def __init__(self) -> None:
        """Know nothing."""
        self.announced: dict[str, Announced] = {}
        self.contents: dict[str, bytes] = {}
        self.ids: dict[tuple[str, str], GivenId] = {}

    def offer(self, announced: Announced) -> UploadPlace:
        """Return a place for a file; see `UploadPlaces`."""
        self.announced[announced.upload_id] = announced
        headers = {"content-type": announced.mime_type, "content-length": str(announced.size)}
        return UploadPlace(f"memory://uploads/{announced.upload_id}", headers, 2_000_000_000_000)

    def arrive(self, upload_id: str, content: bytes) -> None:
        """Take the content of a file that was announced."""
        self.announced[upload_id] = replace(self.announced[upload_id], size=len(content))
        self.contents[upload_id] = content

    def read(self, upload_id: str) -> UploadedFile | None:
        """Return a file; see `Uploads`."""
        content = self.contents.get(upload_id)
        if content is None:
            return None
        said = self.announced[upload_id]
        return UploadedFile(upload_id, said.mime_type, len(content), content[:HEAD_BYTES], said.filename)

    def pieces(self, upload_id: str) -> Iterator[bytes]:
        """Yield the content; see `Uploads`."""
        if upload_id not in self.contents:
            message = "reading an upload: it is not there"
            raise StorageError(message)
        yield self.contents[upload_id]

    def given(self, upload_id: str, number_id: str, now: int) -> GivenId | None:
        """Return the channel's id of a file; see `Uploads`."""
        found = self.ids.get((upload_id, number_id))
        return found if found and now < found.since + CHANNEL_ID_LIVES_MS else None

    def remember(self, upload_id: str, number_id: str, channel_id: str, now: int) -> None:
        """Keep the channel's id of a file; see `Uploads`."""
        self.ids[upload_id, number_id] = GivenId(channel_id, now)

    def forget(self, upload_id: str, number_id: str) -> None:
        """Keep no id of a file for that number; see `Uploads`."""
        self.ids.pop((upload_id, number_id), None)
