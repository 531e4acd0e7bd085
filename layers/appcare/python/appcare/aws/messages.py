"""What the queues carry: keys of the log, never content."""

from __future__ import annotations

import json
from typing import Any, TypeVar

from appcare.application.delivery_ports import WakeUp
from appcare.domain.errors import UndigestibleError
from appcare.domain.lanes import EventRef, LaneId
from appcare.domain.log import LogKey

T = TypeVar("T", str, int)

REDRIVEN = "redrive_"
"""How the deduplication id of a message begins that was sent back from the dead letters."""


def encode_event(ref: EventRef) -> str:
    """Write down an event for its destination's queue."""
    replay = {"replay": ref.replay} if ref.replay else {}
    return _text(
        pk=ref.key.pk,
        sk=ref.key.sk,
        type=ref.type,
        contact=ref.contact_id,
        conversation=ref.conversation_id,
        **replay,
    )


def encode_wake_up(wake_up: WakeUp) -> str:
    """Write down a wake-up for its destination's queue, which is named by the queue."""
    return _text(wake=wake_up.due_at, contact=wake_up.lane.contact_id)


def encode_delayed(wake_up: WakeUp) -> str:
    """Write down a wake-up for the queue of delays, which all destinations share."""
    return _text(
        destination=wake_up.lane.destination,
        contact=wake_up.lane.contact_id,
        wake=wake_up.due_at,
    )


def encode_parked(key: LogKey, code: str) -> str:
    """Write down the key of a record that could not be digested, with the reason's code."""
    return _text(pk=key.pk, sk=key.sk, code=code)


def decode(body: str, destination: str) -> EventRef | WakeUp:
    """Read a message of a destination's queue.

    Raises:
        UndigestibleError: it is not one.
    """
    document = _document(body)
    if "wake" in document:
        lane = LaneId(destination, _value(document, "contact", str))
        return WakeUp(lane, _value(document, "wake", int))
    return EventRef(
        key=LogKey(_value(document, "pk", str), _value(document, "sk", str)),
        type=_value(document, "type", str),
        contact_id=_value(document, "contact", str),
        conversation_id=_value(document, "conversation", str),
        replay=_value(document, "replay", str) if "replay" in document else "",
    )


def decode_delayed(body: str) -> WakeUp:
    """Read a message of the queue of delays.

    Raises:
        UndigestibleError: it is not one.
    """
    document = _document(body)
    lane = LaneId(_value(document, "destination", str), _value(document, "contact", str))
    return WakeUp(lane, _value(document, "wake", int))


def decode_parked(body: str) -> tuple[LogKey, str]:
    """Read the key and the code of a parked record.

    Raises:
        UndigestibleError: it is not one.
    """
    document = _document(body)
    key = LogKey(_value(document, "pk", str), _value(document, "sk", str))
    return key, _value(document, "code", str)


def _text(**values: str | int) -> str:
    return json.dumps(values, separators=(",", ":"))


def _document(body: str) -> dict[str, Any]:
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        message = "A queue's message is not JSON."
        raise UndigestibleError(message) from error
    if not isinstance(document, dict):
        message = "A queue's message is not a JSON object."
        raise UndigestibleError(message)
    return document


def _value(document: dict[str, Any], name: str, kind: type[T]) -> T:
    value = document.get(name)
    if type(value) is not kind:
        message = f"A queue's message has no usable {name!r}."
        raise UndigestibleError(message)
    return value
