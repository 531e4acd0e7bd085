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


def form(fields: Mapping[str, str], files: Mapping[str, FilePart]) -> tuple[bytes, str]:
    """Return a form's body and its content type."""
    boundary = secrets.token_hex(24)  # 192 bits of chance: in no file
    parts = [_part(f'name="{name}"', "", value.encode()) for name, value in fields.items()]
    for name, file in files.items():
        disposition = f'name="{name}"; filename="{file.name.translate(ESCAPES)}"'
        type_ = "".join(file.mime_type.split("\r")).replace("\n", "") or "application/octet-stream"
        parts.append(_part(disposition, f"Content-Type: {type_}\r\n", file.content))
    dashes = f"--{boundary}".encode()
    body = b"".join(dashes + b"\r\n" + part + b"\r\n" for part in parts) + dashes + b"--\r\n"
    return body, f"multipart/form-data; boundary={boundary}"


def file_name(given: str | None, mime_type: str) -> str:
    """Return a name for a file: the sender's, or one with the right ending."""
    return given or "file" + (mimetypes.guess_extension(mime_type.partition(";")[0].strip()) or "")


def _part(disposition: str, headers: str, content: bytes) -> bytes:
    head = f"Content-Disposition: form-data; {disposition}\r\n{headers}\r\n"
    return head.encode("utf-8", "replace") + content
