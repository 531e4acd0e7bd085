"""A form with a file, as RFC 7578 has it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class Upload:
    """A file to be attached."""

    name: str
    mime_type: str
    content: bytes


def multipart(fields: Mapping[str, str], upload: FilePart) -> tuple[bytes, str]:
    """Return the body and its content type; the file is the field `attachments`."""
    boundary = uuid4().hex
    parts = [
        f'--{boundary}\r\ncontent-disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    ]
    head = (
        f"--{boundary}\r\ncontent-disposition: form-data; "
        f'name="attachments"; filename="{_quoted(upload.name)}"\r\n'
        f"content-type: {_quoted(upload.mime_type)}\r\n\r\n"
    )
    body = b"".join([*parts, head.encode(), upload.content, f"\r\n--{boundary}--\r\n".encode()])
    return body, f"multipart/form-data; boundary={boundary}"


def _quoted(text: str) -> str:
    """Return a name that cannot end its quotes or its line. Source: HTML, multipart/form-data."""
    return text.replace('"', "%22").replace("\r", "%0D").replace("\n", "%0A")
