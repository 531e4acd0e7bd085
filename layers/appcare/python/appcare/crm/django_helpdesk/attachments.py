"""Files of messages as attachments, and the notes that stand for those that cannot be."""

import mimetypes
from collections.abc import Container
from pathlib import PurePosixPath

from appcare.application.adapter_ports import Files
from appcare.domain.events.media import StoredMedia
from appcare.outbound.multipart import FilePart

LARGEST = 20_000_000
"""Bytes of the largest file that is attached."""

MOST_NAME = 100

ENDINGS = {
    "audio/ogg": ".ogg",
    "audio/aac": ".aac",
    "audio/amr": ".amr",
    "audio/mp4": ".m4a",
    "audio/mpeg": ".mp3",
    "image/jpeg": ".jpg",
    "image/webp": ".webp",
    "video/3gpp": ".3gp",
    "text/plain": ".txt",
}
"""Endings of what WhatsApp carries, where the standard library has none or another."""


class UnfitError(Exception):
    """A file that is not attached; the text says why, for the agent."""


def upload_of(media: StoredMedia, files: Files, extensions: Container[str]) -> FilePart:
    """Return a file as it is to be attached.

    Raises:
        UnfitError: it is not to be.
        StorageError: it cannot be read now.
    """
    name = name_of(media)
    ending = PurePosixPath(name).suffix.lower()
    if ending and ending not in extensions:
        # It would be answered with 500, after the comment was written.
        raise UnfitError(f"the help desk takes no {ending} files")
    if media.size > LARGEST:
        raise UnfitError("too large")
    content = files.read(media.url or "", LARGEST) if media.url else None
    if not content:
        raise UnfitError("it is no longer kept")
    return FilePart(name, media.mime_type, content)


def name_of(media: StoredMedia) -> str:
    """Return a file's name: the sender's, or a plain one; with an ending where its type has one."""
    said = (media.filename or "").replace("\\", "/").rpartition("/")[2]
    name = "".join(one for one in said.encode(errors="ignore").decode() if one.isprintable()).strip(" .")
    ending = PurePosixPath(name).suffix
    if not ending:
        ending = ENDINGS.get(media.mime_type) or mimetypes.guess_extension(media.mime_type) or ""
        return (name or "file")[: MOST_NAME - len(ending)] + ending
    return name[: -len(ending)][: MOST_NAME - len(ending)] + ending
