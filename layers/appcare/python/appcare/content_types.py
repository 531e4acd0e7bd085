"""Tells what a file is by its first bytes."""

import filetype  # type: ignore[import-untyped]  # it declares no types


def type_of(head: bytes) -> str | None:
    """Return the media type that the beginning of a file shows; None: it shows none."""
    found = filetype.guess(head)
    return str(found.mime) if found else None
