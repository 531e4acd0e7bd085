"""Customers' messages, and what the company writes outside of AppCare, in our words."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from appcare.domain.events.content import Edit, Message, Reaction, Revocation
from appcare.domain.topics import Beginning, first_words
from appcare.whatsapp.calls import permission
from appcare.whatsapp.content import media_of, message, type_of
from appcare.whatsapp.payload import child, text
from appcare.whatsapp.said import Said, ref, unknown
from appcare.whatsapp.system import CHANGES

STANDBY = "standby"
"""Field of the updates that another agent at Meta handles. Source: Meta, changelog of August 2026."""

HISTORY = "history"

Read = Callable[[Mapping[str, Any]], Mapping[str, Any] | None]


def received(update: Mapping[str, Any], field: str | None) -> Said:
    """Translate a customer's message; never raises."""
    type_ = type_of(update) or _acted(update)
    if type_ == "system" and (change := CHANGES.get(text(child(update, "system"), "type") or "")):
        text(update, "type")
        return change(update)
    if type_ == "request_welcome":
        text(update, "type")
        return Said(type="customer.chat_opened")
    acted = _act(update, "message", type_) or permission(update)
    return acted or _written(update, field, is_ours=field != STANDBY and type_ != "system")


def _written(update: Mapping[str, Any], field: str | None, *, is_ours: bool) -> Said:
    """Translate what a customer wrote; in a group it is nothing that a conversation could wait for."""
    inbound = is_ours and text(update, "group_id") is None
    found = message(update, standby=True if field == STANDBY else None)
    if found is None:
        return unknown(field, inbound=inbound)
    return Said(
        type="message.received",
        parts={"message": found},
        raw=found.kind == "unsupported",
        inbound=inbound,
        topic=_topic(found),
        began=_beginning(found),
        media=media_of(found),
    )


def echoed(update: Mapping[str, Any], field: str | None) -> Said:
    """Translate what the company wrote outside of AppCare; never raises."""
    type_ = type_of(update) or _acted(update)
    if acted := _act(update, "echo", type_):
        return acted
    found = message(update, standby=True if field == STANDBY else None)
    if found is None:
        return unknown(field, outbound=text(update, "group_id") is None)
    return Said(
        type="echo.sent",
        parts={"message": found},
        raw=found.kind == "unsupported",
        outbound=found.group_id is None,
        media=media_of(found),
    )


def past(update: Mapping[str, Any], by: Literal["customer", "company"] | None) -> Said:
    """Translate a message of former times that came with its file; never raises.

    The company's stand in a list of their own, `message_echoes`. Source: Meta, "Business-scoped user IDs".
    """
    found = message(update)
    if found is None:
        return unknown(HISTORY)
    return Said(
        type="history.media_added",
        parts={"message": found, "by": by},
        raw=found.kind == "unsupported",
        media=media_of(found),
    )


def _topic(found: Message) -> str:
    if found.referral and (source := found.referral.source_id or found.referral.source_url):
        return source
    return (found.choice.id if found.choice else None) or ""


def _beginning(found: Message) -> Beginning:
    """Return what tells the topic; the title of a choice is ours and no word of the customer's."""
    led = found.referral
    return Beginning(
        words="" if found.choice else first_words(found.text),
        ads=tuple(name for name in (led.source_id, led.source_url) if name) if led else (),
        choice=(found.choice.id if found.choice else None) or "",
    )


def _acted(update: Mapping[str, Any]) -> str | None:
    return next((name for name in ACTS if child(update, name)), None)


def _act(update: Mapping[str, Any], who: str, type_: str | None) -> Said | None:
    """Return what somebody did to a message, None where the update is a message of its own."""
    verb, read = ACTS.get(type_ or "", ("", None))
    parts = read(update) if read else None
    if parts is None:
        return None
    text(update, "type")
    edit = parts.get("edit")
    return Said(
        type=f"{who}.{verb}",
        parts={"message": ref(update), **parts},
        raw=edit is not None and edit.message.kind == "unsupported",
        media=media_of(edit.message) if edit else (),
    )


def _reaction(update: Mapping[str, Any]) -> Mapping[str, Any]:
    said = child(update, "reaction")
    return {"reaction": Reaction(emoji=text(said, "emoji"), to=text(said, "message_id") or "")}


def _edit(update: Mapping[str, Any]) -> Mapping[str, Any] | None:
    said = child(update, "edit")
    of = text(said, "original_message_id") or ""
    found = message(child(said, "message"), of) or message({"type": "unsupported"}, of)
    return {"edit": Edit(of=of, message=found)} if found else None


def _revocation(update: Mapping[str, Any]) -> Mapping[str, Any]:
    return {"revocation": Revocation(of=text(child(update, "revoke"), "original_message_id") or "")}


ACTS: Mapping[str, tuple[str, Read]] = {
    "reaction": ("reacted", _reaction),
    "edit": ("edited", _edit),
    "revoke": ("revoked", _revocation),
}
"""Meta's type -> our verb, and how it is read. Source: Meta, messages webhook reference."""
