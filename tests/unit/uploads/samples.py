"""Beginnings of files, and messages that carry them."""

from typing import Any

from appcare.application.upload_ports import Announced
from appcare.domain.events.outgoing import OutgoingMessage
from appcare.memory.uploads import MemoryUploads

JPEG = b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(100)
PNG = b"\x89PNG\r\n\x1a\n" + bytes(100)
PDF = b"%PDF-1.7\n" + bytes(100)
MP4 = b"\x00\x00\x00\x18ftypmp42\x00\x00\x02\x00isomiso2avc1mp41" + bytes(100)
MOBILE = b"\x00\x00\x00\x18ftyp3gp4\x00\x00\x02\x00" + bytes(100)
M4A = b"\x00\x00\x00\x18ftypM4A \x00\x00\x00\x00" + bytes(100)
AAC = b"\xff\xf1\x50\x80" + bytes(100)
AMR = b"#!AMR\n" + bytes(100)
MP3 = b"ID3\x03" + bytes(100)
BARE_MP3 = b"\xff\xfa\x90\x64" + bytes(100)
VOICE = b"OggS\x00\x02" + bytes(22) + b"OpusHead" + bytes(100)
MUSIC = b"OggS\x00\x02" + bytes(22) + b"\x01vorbis" + bytes(100)
STILL = b"RIFF\x80\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x10" + bytes(100)
MOVING = b"RIFF\x80\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x02" + bytes(100)
OLD_OFFICE = bytes.fromhex("D0CF11E0A1B11AE1") + bytes(600)
ZIP = b"PK\x03\x04" + bytes(100)
TEXT = "BMW, häger & söhne".encode()

OFFICE = "application/vnd.openxmlformats-officedocument."

UPLOAD = "upl_" + "a" * 26


def message(kind: str = "image", **more: Any) -> OutgoingMessage:
    """Return a message with the uploaded file, or with whatever `more` says instead."""
    place = {} if "link" in more else {"upload_id": UPLOAD}
    return OutgoingMessage.model_validate({"content": {"kind": kind, **place, **more}})


def template(kind: str = "image", **more: Any) -> OutgoingMessage:
    """Return a template whose header is the uploaded file."""
    place = {} if "link" in more else {"upload_id": UPLOAD}
    header = {"kind": kind, **place, **more}
    content = {"kind": "template", "name": "offer", "language": "en", "header": header}
    return OutgoingMessage.model_validate({"content": content})


def uploads(mime_type: str, content: bytes, filename: str = "") -> MemoryUploads:
    """Return uploads of which this one has arrived."""
    found = MemoryUploads()
    found.offer(Announced(UPLOAD, mime_type, len(content), filename))
    found.arrive(UPLOAD, content)
    return found
