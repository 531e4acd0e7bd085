"""Whether the Cloud API would take a message, and what it says of one that it would not."""

import re
from collections.abc import Mapping
from typing import Any

from pydantic import ValidationError

from playground.graph_errors import Flaw
from playground.graph_wire import TYPES, WRAPPED

LONGEST_OPAQUE = 512
"""Characters of `biz_opaque_callback_data`. Source: Meta, "Messages"."""

_AROUND = frozenset(
    {
        "messaging_product",
        "recipient_type",
        "to",
        "recipient",
        "type",
        "context",
        "biz_opaque_callback_data",
    }
)
_PHONE = re.compile(r"\+?[0-9][0-9 ()-]{4,24}")
_BSUID = re.compile(r"[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")


def is_receipt(message: Mapping[str, Any]) -> bool:
    """Whether it marks a customer's message as read, and perhaps shows that somebody writes."""
    return message.get("status") == "read"


def flaw_of(message: Any) -> Flaw | None:
    """Return what Meta would say against a request to send; None: nothing."""
    if not isinstance(message, dict):
        return Flaw(100, "The body is no JSON object.")
    if message.get("messaging_product") != "whatsapp":
        return Flaw(100, "The parameter messaging_product is required.")
    if "status" in message:
        return _of_receipt(message)
    return _of_address(message) or _of_type(message) or _of_surroundings(message) or _of_content(message)


def _of_receipt(message: Mapping[str, Any]) -> Flaw | None:
    if message["status"] != "read":
        return Flaw(131009, "status must be read.")
    if not isinstance(message.get("message_id"), str) or not message["message_id"]:
        return Flaw(100, "The parameter message_id is required.")
    if message.get("typing_indicator", {"type": "text"}) != {"type": "text"}:
        return Flaw(131009, "typing_indicator must be of type text.")
    unknown = message.keys() - {"messaging_product", "status", "message_id", "typing_indicator"}
    return Flaw(100, f"Unexpected key {min(unknown)}.") if unknown else None


def _of_address(message: Mapping[str, Any]) -> Flaw | None:
    to, recipient = message.get("to"), message.get("recipient")
    if not (to or recipient):
        return Flaw(100, "The parameter to is required.")
    if to and not (isinstance(to, str) and _PHONE.fullmatch(to)):
        return Flaw(131009, "to must be a phone number.")
    if not to and not (isinstance(recipient, str) and _BSUID.fullmatch(recipient)):
        return Flaw(131009, "recipient must be a user id.")
    return None


def _of_type(message: Mapping[str, Any]) -> Flaw | None:
    type_ = message.get("type", "text")
    if type_ not in TYPES:
        return Flaw(100, f"Param type must be one of {{{', '.join(name.upper() for name in TYPES)}}}.")
    unknown = message.keys() - _AROUND - {type_}
    if unknown:
        return Flaw(100, f"Unexpected key {min(unknown)}.")
    return None if message.get(type_) else Flaw(100, f"The parameter {type_} is required.")


def _of_surroundings(message: Mapping[str, Any]) -> Flaw | None:
    if message.get("recipient_type", "individual") not in ("individual", "group"):
        return Flaw(131009, "recipient_type must be individual or group.")
    opaque = message.get("biz_opaque_callback_data", "")
    if not isinstance(opaque, str) or len(opaque) > LONGEST_OPAQUE:
        return Flaw(131009, f"biz_opaque_callback_data must be at most {LONGEST_OPAQUE} characters long.")
    context = message.get("context")
    if context is not None and not (isinstance(context, dict) and context.get("message_id")):
        return Flaw(131008, "context needs message_id.")
    return None


def _of_content(message: Mapping[str, Any]) -> Flaw | None:
    type_ = message.get("type", "text")
    content = {type_: message[type_]} if type_ in WRAPPED else message[type_]
    try:
        TYPES[type_].model_validate(content)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False, include_input=False)[0]
        place = ".".join(str(step) for step in first["loc"])
        where = place if type_ in WRAPPED else ".".join(filter(None, (type_, place)))
        if first["type"] == "missing":
            return Flaw(131008, f"The parameter {where} is required.")
        if first["type"] == "extra_forbidden":
            return Flaw(100, f"Unexpected key {where}.")
        return Flaw(131009, f"{where}: {first['msg']}.")
    return None
