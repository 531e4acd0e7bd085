"""The files of the Cloud API double: any id is one, with content that can be told or uploaded."""

import base64
import hashlib
import itertools
import re
import secrets
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, unquote

from playground.double_server import Answer, File
from playground.graph_errors import Flaw, refused
from playground.graph_uploads import upload_of

URL_LIVES_S = 300
PIECE = 64 * 1024
BEGINNINGS = {
    "image/jpeg": b"\xff\xd8\xff\xe0\x00\x10JFIF\x00\x01\x01",
    "image/png": b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR",
    "application/pdf": b"%PDF-1.7\n",
}
"""How content of a type begins, where none was told."""

_DOWNLOAD = re.compile(r"^/media/([^/]+)/([0-9a-f]+)$")


@dataclass(slots=True)
class MediaFile:
    """A file as the double was told to give it out.

    Attributes:
        mime_type: what Graph says it is.
        size: how long the content is, where none is told.
        content: the content itself, base64.
        sha256: what Graph says, instead of the truth.
        file_size: the same.
        status: the answer to whoever asks for the URL.
        error: a Graph error object for that answer.
        stale: how many of the next URLs do not work.
        redirect: where the URL leads on to.
        endless: the content never ends.
    """

    id: str
    mime_type: str = "image/jpeg"
    size: int = 2048
    content: str | None = None
    sha256: str | None = None
    file_size: int | None = None
    status: int = HTTPStatus.OK
    error: dict[str, Any] | None = None
    stale: int = 0
    redirect: str | None = None
    endless: bool = False

    def pieces(self) -> Iterator[bytes]:
        """Yield the content; the same file always gives the same."""
        if self.content is not None:
            yield base64.b64decode(self.content)
            return
        start = BEGINNINGS.get(self.mime_type, b"")
        filler = hashlib.sha256(self.id.encode()).digest() * (PIECE // 32)
        left = self.size
        for piece in itertools.chain([start], itertools.repeat(filler)):
            yield piece if self.endless else piece[:left]
            left -= len(piece)
            if left <= 0 and not self.endless:
                return

    @property
    def length(self) -> int:
        """How long the content is."""
        return self.size if self.content is None else len(base64.b64decode(self.content))

    def digest(self) -> str:
        """Return the SHA-256 of the content, hexadecimal."""
        found = hashlib.sha256()
        for piece in self.pieces():
            found.update(piece)
        return found.hexdigest()


class MediaShelf:
    """All files; an id that nobody told of is a small picture."""

    def __init__(self) -> None:
        self._told: dict[str, MediaFile] = {}
        self._keys: dict[str, tuple[str, float, bool]] = {}

    def put(self, asked: Any) -> Answer:
        """Learn of a file; see `MediaFile` for what can be told."""
        names = [field.name for field in fields(MediaFile)]
        if not isinstance(asked, Mapping) or not set(asked) <= set(names) or not asked.get("id"):
            return Answer(HTTPStatus.BAD_REQUEST, {"error": f"id is needed; known: {', '.join(names)}."})
        file = MediaFile(**asked)
        self._told[file.id] = file
        digest = None if file.endless else file.digest()
        return Answer(HTTPStatus.OK, {"id": file.id, "sha256": digest, "size": file.length})

    def upload(self, content_type: str, body: bytes) -> Answer:
        """Take a file that is to be sent, and give it an id."""
        upload = upload_of(content_type, body)
        if isinstance(upload, Flaw):
            return refused(upload)
        media_id = str(secrets.randbelow(9 * 10**14) + 10**14)
        content = base64.b64encode(upload.content).decode()
        self._told[media_id] = MediaFile(media_id, upload.mime_type, content=content)
        return Answer(HTTPStatus.OK, {"id": media_id})

    def has(self, media_id: str) -> bool:
        """Whether a file was uploaded, or told of, under this id."""
        return media_id in self._told

    def clear(self) -> None:
        """Forget what was told and uploaded."""
        self._told.clear()

    def described(self, media_id: str, base_url: str) -> Answer:
        """Answer whoever asks where a file is, as Graph does."""
        file = self._file(media_id)
        if file.status != HTTPStatus.OK or file.error is not None:
            return Answer(file.status if file.status != HTTPStatus.OK else 400, {"error": file.error or {}})
        key = secrets.token_hex(8)
        works = file.stale <= 0
        file.stale -= 1
        self._keys[key] = (file.id, time.time() + URL_LIVES_S, works)
        digest = file.sha256 or (None if file.endless else file.digest())
        said = {
            "messaging_product": "whatsapp",
            "url": f"{base_url}/media/{quote(file.id, safe='')}/{key}",
            "mime_type": file.mime_type,
            "sha256": digest,
            "file_size": file.length if file.file_size is None else file.file_size,
            "id": file.id,
        }
        if file.endless:
            del said["file_size"]
        return Answer(HTTPStatus.OK, said)

    def download(self, path: str) -> Answer | None:
        """Answer a download; None: the path is none of a file."""
        found = _DOWNLOAD.match(path)
        if not found:
            return None
        media_id, until, works = self._keys.get(found[2], ("", 0.0, False))
        if media_id != unquote(found[1]) or not works or time.time() > until:
            return Answer(HTTPStatus.NOT_FOUND, {"error": "This URL does not work any more."})
        file = self._file(media_id)
        if file.redirect:
            return Answer(HTTPStatus.FOUND, None, {"Location": file.redirect})
        pieces: Callable[[], Iterator[bytes]] = file.pieces
        return Answer(HTTPStatus.OK, File(file.mime_type, pieces, None if file.endless else file.length))

    def _file(self, media_id: str) -> MediaFile:
        return self._told.get(media_id) or MediaFile(media_id)
