"""Reads Meta's JSON as it really is: any part may be absent or of another type than documented.

Every function takes anything and returns what was asked for, or nothing; none raises.
"""

import math
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

BSUID = re.compile(r"^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}\Z")
"""Business-scoped user id. Source: Meta, "Business-scoped user IDs"."""

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
    if not isinstance(node, Mapping):
        return None
    for name in names:
        value = node.get(name)
        if isinstance(value, str) and value:
            return value
        if isinstance(value, int) and not isinstance(value, bool):
            return str(value)
    return None


def whole(node: Any, name: str) -> int | None:
    """Return the whole number under `name`, also where it came as text."""
    found = text(node, name)
    if found is None or not re.fullmatch(r"-?[0-9]{1,18}", found):
        return None
    return int(found)


def flag(node: Any, name: str) -> bool | None:
    """Return the truth value under `name`, also where it came as text."""
    value = node.get(name) if isinstance(node, Mapping) else None
    if isinstance(value, bool):
        return value
    return {"true": True, "false": False}.get(value) if isinstance(value, str) else None


def real(node: Any, name: str) -> float | None:
    """Return the finite number under `name`, also where it came as text."""
    value = node.get(name) if isinstance(node, Mapping) else None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        return None
    try:
        found = float(value)
    except (ValueError, OverflowError):
        return None
    return found if math.isfinite(found) else None


def amount(node: Any, *names: str) -> str | None:
    """Return the first amount under one of `names` as text, with the digits it came with."""
    for name in names:
        value = node.get(name) if isinstance(node, Mapping) else None
        found = repr(value) if isinstance(value, float) else text(node, name)
        if found:
            return found
    return None


def moment(node: Any, *names: str) -> datetime | None:
    """Return the first plausible Unix timestamp under one of `names`."""
    found = next((at for name in names if (at := milliseconds(node, name))), None)
    return datetime.fromtimestamp(found / 1000, UTC) if found else None


def milliseconds(node: Any, name: str = "timestamp") -> int | None:
    """Return a Unix timestamp in milliseconds; None where it is absent or no plausible time."""
    value = whole(node, name)
    if value is None or value <= 0:
        return None
    if value <= LAST_SECOND:
        return value * 1000
    return value if value <= LAST_SECOND * 1000 else None
