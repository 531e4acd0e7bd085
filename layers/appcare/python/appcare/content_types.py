"""Tells what a file is by its first bytes."""

import re

import filetype  # type: ignore[import-untyped]  # it declares no types

MP3_FRAME = re.compile(rb"\xff[\xe2\xe3\xf2\xf3\xfa\xfb]")
"""Eleven bits to find a frame by, any version, the third layer. Source: ISO 11172-3, section 2.4.1."""

MOBILE_VIDEO = re.compile(rb".{4}ftyp3g", re.DOTALL)
"""The brands `3gp4`, `3g2a` and their like. Source: 3GPP TS 26.244, section 5.3."""


def type_of(head: bytes) -> str | None:
    """Return the media type that the beginning of a file shows; None: it shows none."""
    found = filetype.guess(head) if head else None
    return str(found.mime) if found else _missed(head)


def _missed(head: bytes) -> str | None:
    """Return the type of what the library does not know although it is common."""
    if MOBILE_VIDEO.match(head):
        return "video/3gpp"
    return "audio/mpeg" if MP3_FRAME.match(head) else None
