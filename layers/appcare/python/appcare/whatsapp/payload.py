"""Reads Meta's JSON as it really is: any part may be absent or of another type than documented.

Every function takes anything and returns what was asked for, or nothing; none raises. What it could use
it marks as understood; see `heard`.
"""

import math
import re
from collections.abc import Collection, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from appcare.whatsapp.heard import mark

BSUID = re.compile(r"^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}\Z")
"""Business-scoped user id. Source: Meta, "Business-scoped user IDs"."""

_COUNT = re.compile(r"([0-9]{1,15})(?:\.0*)?")

LAST_SECOND = 9_999_999_999
"""The year 2286: a larger number is milliseconds."""


def child(node: Any, *path: str) -> Mapping[str, Any]:
    """Return the object at `path`, an empty one where there is none."""
    for name in path:
        node = node.get(name) if isinstance(node, Mapping) else None
    return node if isinstance(node, Mapping) else {}


def children(node: Any, name: str) -> Sequence[Any]:
    """Return the list under `name`, an empty one where there is none."""
    found = node.get(name) if isinstance(node, Mapping) else None
    return found if isinstance(found, list) else ()


def text(node: Any, *names: str) -> str | None:
    """Return the first non-empty text (or whole number, as text) under one of `names`."""
    for name in names:
        found = _text(node, name)
        if found:
            mark(node, name)
            return found
    return None


def glance(node: Any, *names: str) -> str | None:
    """Return what `text` does, and mark nothing."""
    return next((found for name in names if (found := _text(node, name))), None)


def string(node: Any, name: str) -> str | None:
    """Return a text, also an empty one."""
    value = node.get(name) if isinstance(node, Mapping) else None
    if not isinstance(value, str):
        return None
    mark(node, name)
    return value


def texts(node: Any, name: str) -> tuple[str, ...]:
    """Return the texts (or whole numbers, as text) of a list."""
    listed = children(node, name)
    found = tuple(word for one in listed if (word := _text({name: one}, name)))
    if found and len(found) == len(listed):
        mark(node, name)
    return found


def expected(node: Any, name: str, known: Collection[str | None]) -> str | None:
    """Return the text under `name` where it is a known one; another stays what nobody understood."""
    found = _text(node, name)
    if found is None or found not in known:
        return None
    mark(node, name)
    return found


def whole(node: Any, name: str) -> int | None:
    """Return the whole number under `name`, also where it came as text."""
    found = _whole(node, name)
    if found is not None:
        mark(node, name)
    return found


def count(node: Any, name: str) -> int | None:
    """Return how many there are under `name`: a whole number, also where it was written as `2.0`."""
    value = node.get(name) if isinstance(node, Mapping) else None
    written = repr(value) if isinstance(value, float) else _text(node, name)
    found = _COUNT.fullmatch(written or "")
    if found is None:
        return None
    mark(node, name)
    return int(found[1])


def flag(node: Any, name: str) -> bool | None:
    """Return the truth value under `name`, also where it came as text."""
    value = node.get(name) if isinstance(node, Mapping) else None
    found = {"true": True, "false": False}.get(value) if isinstance(value, str) else value
    if not isinstance(found, bool):
        return None
    mark(node, name)
    return found


def real(node: Any, name: str) -> float | None:
    """Return the finite number under `name`, also where it came as text."""
    found = _real(node, name)
    if found is not None:
        mark(node, name)
    return found


def amount(node: Any, *names: str) -> str | None:
    """Return the first amount under one of `names` as text, with the digits it came with."""
    for name in names:
        value = node.get(name) if isinstance(node, Mapping) else None
        found = repr(value) if isinstance(value, float) else _text(node, name)
        if found:
            mark(node, name)
            return found
    return None


def moment(node: Any, *names: str) -> datetime | None:
    """Return the first plausible Unix timestamp under one of `names`."""
    found = next((at for name in names if (at := milliseconds(node, name))), None)
    return datetime.fromtimestamp(found / 1000, UTC) if found else None


def milliseconds(node: Any, name: str = "timestamp") -> int | None:
    """Return a Unix timestamp in milliseconds; None where it is absent or no plausible time."""
    value = _whole(node, name)
    if value is None or not 0 < value <= LAST_SECOND * 1000:
        return None
    mark(node, name)
    return value * 1000 if value <= LAST_SECOND else value


def _text(node: Any, name: str) -> str | None:
    value = node.get(name) if isinstance(node, Mapping) else None
    if isinstance(value, str):
        return value or None
    return str(value) if isinstance(value, int) and not isinstance(value, bool) else None


def _whole(node: Any, name: str) -> int | None:
    found = _text(node, name)
    return int(found) if found and re.fullmatch(r"-?[0-9]{1,18}", found) else None


def _real(node: Any, name: str) -> float | None:
    value = node.get(name) if isinstance(node, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None
