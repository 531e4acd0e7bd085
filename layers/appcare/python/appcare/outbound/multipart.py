"""`multipart/form-data` bodies: fields and files.

Source: RFC 7578; names of files are escaped as browsers do (WHATWG HTML, multipart form data).
"""

import mimetypes
import secrets
from collections.abc import Mapping
from dataclasses import dataclass

ESCAPES = str.maketrans({'"': "%22", "\r": "%0D", "\n": "%0A"})


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file in a form."""

    name: str
    mime_type: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Envelope:
    """A form around one file, whose content is not here.

    Attributes:
        before: what stands before the content.
        after: what stands behind it.
        content_type: of the whole.
    """

    before: bytes
    after: bytes
    content_type: str


def form(fields: Mapping[str, str], files: Mapping[str, FilePart]) -> tuple[bytes, str]:
    """Return a form's body and its content type."""
    boundary = _boundary()
    parts = [_field(name, value) for name, value in fields.items()]
    parts += [_head(name, file.name, file.mime_type) + file.content for name, file in files.items()]
    return b"".join(_between(boundary) + part + b"\r\n" for part in parts) + _end(boundary), _type(boundary)


def envelope(fields: Mapping[str, str], field: str, name: str, mime_type: str) -> Envelope:
    """Return a form with a file in `field`, for a content that is too long to be held in memory."""
    boundary = _boundary()
    before = b"".join(_between(boundary) + _field(*one) + b"\r\n" for one in fields.items())
    before += _between(boundary) + _head(field, name, mime_type)
    return Envelope(before, b"\r\n" + _end(boundary), _type(boundary))


def file_name(given: str | None, mime_type: str) -> str:
    """Return a name for a file: the sender's, or one with the right ending."""
    return given or "file" + (mimetypes.guess_extension(mime_type.partition(";")[0].strip()) or "")


def _boundary() -> str:
    return secrets.token_hex(24)  # 192 bits of chance: in no file


def _type(boundary: str) -> str:
    return f"multipart/form-data; boundary={boundary}"


def _between(boundary: str) -> bytes:
    return f"--{boundary}\r\n".encode()


def _end(boundary: str) -> bytes:
    return f"--{boundary}--\r\n".encode()


def _field(name: str, value: str) -> bytes:
    return f'Content-Disposition: form-data; name="{name}"\r\n\r\n'.encode() + value.encode()


def _head(field: str, name: str, mime_type: str) -> bytes:
    type_ = "".join(mime_type.split("\r")).replace("\n", "") or "application/octet-stream"
    disposition = f'name="{field}"; filename="{name.translate(ESCAPES)}"'
    head = f"Content-Disposition: form-data; {disposition}\r\nContent-Type: {type_}\r\n\r\n"
    return head.encode("utf-8", "replace")
