"""Calls in our words."""

from collections.abc import Mapping
from typing import Any, Literal

from appcare.domain.events.calls import Call, Session
from appcare.whatsapp.payload import child, expected, flag, glance, moment, text, texts, whole
from appcare.whatsapp.said import Said, errors_of, lower, ref, unknown

CALLERS: Mapping[str, Literal["customer", "company"]] = {
    "USER_INITIATED": "customer",
    "BUSINESS_INITIATED": "company",
}
DIRECTIONS = frozenset((*CALLERS, *(word.lower() for word in CALLERS)))
WORDS = {"ringing": "call.ringing", "accepted": "call.accepted", "rejected": "call.rejected"}
"""Meta's status of a call of ours -> our event. Source: Meta, calls webhook."""

ANSWERS = {"accept": True, "reject": False}


def call(update: Mapping[str, Any], field: str | None) -> Said:
    """Translate a call; never raises."""
    event = lower(update, "event")
    if event == "connect":
        return _started(update)
    return _ended(update) if event == "terminate" else unknown(field)


def call_status(update: Mapping[str, Any], field: str | None) -> Said:
    """Translate the status of a call of ours; never raises."""
    type_ = WORDS.get(lower(update, "status") or "")
    if type_ is None:
        return unknown(field)
    expected(update, "type", ("call",))
    found = Call(
        id=text(update, "id") or "",
        by="company",
        our_id=text(update, "biz_opaque_callback_data"),
        errors=errors_of(update),
    )
    return Said(type=type_, parts={"call": found})


def permission(update: Mapping[str, Any]) -> Said | None:
    """Translate a customer's answer to whether we may call; None where it is none."""
    said = child(update, "interactive", "call_permission_reply")
    allowed = ANSWERS.get((glance(said, "response") or "").lower())
    if allowed is None:
        return None
    text(said, "response")
    expected(update, "type", ("interactive",))
    expected(child(update, "interactive"), "type", ("call_permission_reply",))
    parts = {
        "message": ref(update),
        "allowed": allowed,
        "expires_at": moment(said, "expiration_timestamp"),
        "lasting": flag(said, "is_permanent"),
        "source": lower(said, "response_source"),
        "reply_to": text(child(update, "context"), "id"),
        "reply_to_author": text(child(update, "context"), "from"),
    }
    return Said(type="call.permission_changed", parts=parts, inbound=True)


def _call(update: Mapping[str, Any]) -> Call:
    return Call(
        id=text(update, "id") or "",
        by=CALLERS.get((expected(update, "direction", DIRECTIONS) or "").upper()),
        our_id=text(update, "biz_opaque_callback_data"),
        errors=errors_of(update),
    )


def _started(update: Mapping[str, Any]) -> Said:
    said = child(update, "session")
    session = Session(sdp_type=text(said, "sdp_type"), sdp=text(said, "sdp")) if said else None
    found = _call(update)
    parts = {"call": found, "session": session, "button": text(update, "cta_payload", "deeplink_payload")}
    return Said(type="call.started", parts=parts, inbound=found.by == "customer")


def _ended(update: Mapping[str, Any]) -> Said:
    seconds = whole(update, "duration")
    # Meta's reference has the word, its examples a list with it.
    word = texts(update, "status")[0] if len(texts(update, "status")) == 1 else None
    parts = {
        "call": _call(update),
        "outcome": lower(update, "status") or (word.lower() if word else None),
        "started_at": moment(update, "start_time"),
        "ended_at": moment(update, "end_time"),
        "seconds": seconds,
    }
    # Somebody talked: whatever the customer waited for has been answered.
    return Said(type="call.ended", parts=parts, outbound=bool(seconds and seconds > 0))
