"""The log key of an update: a pure function of it, so that Meta's retry lands on the same item."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from appcare.domain.identity import NOBODY
from appcare.domain.log import UNREADABLE, LogKey, key_part

CHANNEL = "wa"
CHANNEL_NAME = "whatsapp"
"""What the channel is called in an event's source."""

NO_TIME = 0


def canonical(update: Any) -> bytes:
    """Return an update as JSON bytes, the same for the same content.

    Raises:
        ValueError: it holds what JSON cannot (infinity, a lone surrogate).
        RecursionError: it nests too deep.
    """
    return json.dumps(
        update, ensure_ascii=False, allow_nan=False, sort_keys=True, separators=(",", ":")
    ).encode()


def partition(number_id: str | None, customer: str) -> str:
    """Return the partition of a customer on a number."""
    return "#".join((CHANNEL, key_part(number_id or NOBODY), key_part(customer)))


def sort_key(at_ms: int | None, identity: str | None, body: bytes, *kinds: str | None) -> str:
    """Return `ms timestamp#id#kind[#status][#participant]`.

    Args:
        at_ms: when it happened; None sorts first.
        identity: Meta's id of it; without one the hash of the whole update stands in.
        body: the update, for that hash.
        kinds: kind, status, participant; absent ones are left out.
    """
    name = key_part(identity) if identity else hashlib.sha256(body).hexdigest()
    return "#".join((f"{at_ms or NO_TIME:013d}", name, *(key_part(kind) for kind in kinds if kind)))


def whole(body: bytes) -> LogKey:
    """Return where a body lies that is kept whole."""
    return LogKey(f"{UNREADABLE}#{hashlib.sha256(body).hexdigest()}", UNREADABLE)


def stored(
    entry: Mapping[str, Any],
    field: str | None,
    around: Mapping[str, Any],
    update: Mapping[str, Any],
    contact: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Return what is kept of an update: itself and what stands around it, nothing of its neighbours."""
    beside: dict[str, Any] = {
        "account": entry.get("id"),
        "field": field,
        "messaging_product": around.get("messaging_product"),
        "metadata": around.get("metadata"),
        "contact": contact,
    }
    return {**{name: part for name, part in beside.items() if part not in (None, {})}, **update}
