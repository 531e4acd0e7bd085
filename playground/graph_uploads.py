"""What the Cloud API takes for a file, and how large. Source: Meta, "Media"."""

from dataclasses import dataclass
from io import BytesIO

from werkzeug.formparser import FormDataParser
from werkzeug.http import parse_options_header

from playground.graph_errors import Flaw

KB = 1024
MB = 1024 * KB
_OFFICE = "application/vnd.openxmlformats-officedocument."

LARGEST: dict[str, int] = {
    **dict.fromkeys(("image/jpeg", "image/png"), 5 * MB),
    **dict.fromkeys(("audio/aac", "audio/amr", "audio/mpeg", "audio/mp4", "audio/ogg"), 16 * MB),
    **dict.fromkeys(("video/mp4", "video/3gpp"), 16 * MB),
    **dict.fromkeys(("text/plain", "application/pdf", "application/msword"), 100 * MB),
    **dict.fromkeys(("application/vnd.ms-excel", "application/vnd.ms-powerpoint"), 100 * MB),
    f"{_OFFICE}wordprocessingml.document": 100 * MB,
    f"{_OFFICE}spreadsheetml.sheet": 100 * MB,
    f"{_OFFICE}presentationml.presentation": 100 * MB,
    "image/webp": 500 * KB,
}
"""Bytes, by type."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that may be kept."""

    mime_type: str
    content: bytes


def upload_of(content_type: str, body: bytes) -> Upload | Flaw:
    """Return the file in a form, or why Meta would not take it."""
    type_, options = parse_options_header(content_type)
    try:
        _, said, files = FormDataParser(silent=False).parse(BytesIO(body), type_, len(body), options)
    except ValueError:
        return Flaw(100, "The body is no form.")
    missing = [name for name, there in (("messaging_product", said), ("file", files)) if name not in there]
    if missing:
        return Flaw(100, f"The parameter {missing[0]} is required.")
    upload = Upload(files["file"].mimetype, files["file"].read())
    return _flaw_of(upload) or upload


def _flaw_of(upload: Upload) -> Flaw | None:
    largest = LARGEST.get(upload.mime_type)
    if largest is None:
        return Flaw(100, f"Param file must be a file with one of the following types: {', '.join(LARGEST)}.")
    if not upload.content:
        return Flaw(100, "The file is empty.")
    if len(upload.content) > largest:
        return Flaw(131053, f"A file of type {upload.mime_type} has at most {largest} bytes.")
    return None
