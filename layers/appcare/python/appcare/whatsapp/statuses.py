"""Statuses of our messages and calls in our words."""

from collections.abc import Mapping
from typing import Any

from appcare.domain.events.content import MessageRef
from appcare.domain.events.messages import BilledConversation, Pricing, Status
from appcare.domain.outgoing import is_ours
from appcare.domain.prices import Price, Priced
from appcare.domain.progress import Progress, Stage
from appcare.whatsapp.calls import call_status
from appcare.whatsapp.payload import child, expected, flag, moment, text
from appcare.whatsapp.refusals import failure_of
from appcare.whatsapp.said import Said, errors_of, unknown

STAGES = {
    "sent": Stage.SENT,
    "delivered": Stage.DELIVERED,
    "read": Stage.READ,
    "played": Stage.PLAYED,
    "failed": Stage.FAILED,
}
"""Meta's word for how far a message came, which is ours too. Source: Meta, status messages webhook."""


FREE_ENTRY = "referral_conversion"
"""What began a conversation whose messages cost nothing: an ad, or a page's button. Source: the same."""


def status(update: Mapping[str, Any], field: str | None) -> Said:
    """Translate a status; never raises."""
    wamid = text(update, "id") or ""
    if field == "calls" or text(update, "type") == "call" or wamid.startswith("wacid."):
        return call_status(update, field)
    word = text(update, "status") or ""
    # A payment has statuses of its own, `failed` among them, under the id of the message that asked for it.
    is_payment = text(update, "type") == "payment" or bool(child(update, "payment"))
    if word not in STAGES or is_payment:
        return unknown(field)
    expected(update, "type", ("message",))
    participant = text(update, "recipient_participant_id", "recipient_participant_user_id")
    our_id = text(update, "biz_opaque_callback_data")
    errors = errors_of(update)
    found = Status.model_validate(
        {
            "status": word,
            "errors": errors,
            "failure": failure_of(errors) if word == "failed" else None,
            "our_id": our_id,
            "group_id": group_of(update),
            "participant": participant,
            "pricing": _pricing(child(update, "pricing")),
            "billed": _billed(child(update, "conversation")),
        }
    )
    # Other tools that share the number may write the same into every message's opaque data.
    message_id = our_id if our_id and is_ours(our_id) else wamid
    named = f"{message_id}#{participant}" if participant else message_id
    return Said(
        type=f"message.{word}",
        parts={"message": MessageRef(wamid=wamid), "status": found},
        progress=Progress(named, STAGES[word]) if message_id else None,
        free_until=_free_until(found.billed),
        priced=_priced(named, found.pricing) if message_id else None,
    )


def group_of(update: Mapping[str, Any]) -> str | None:
    """Return the id of the group that a status's message was sent to; None: it went to one person."""
    if expected(update, "recipient_type", ("group", "individual")) != "group":
        return text(update, "group_id")
    found = text(update, "recipient_id", "group_id")
    expected(update, "group_id", (found,))
    return found


def _pricing(said: Mapping[str, Any]) -> Pricing | None:
    if not said:
        return None
    return Pricing(
        billable=flag(said, "billable"),
        model=text(said, "pricing_model"),
        type=text(said, "type"),
        category=text(said, "category"),
    )


def _free_until(billed: BilledConversation | None) -> int:
    """Return until when messages cost nothing; how long that is Meta has changed, so only its word counts."""
    if billed is None or billed.origin != FREE_ENTRY or billed.expires_at is None:
        return 0
    return int(billed.expires_at.timestamp() * 1000)


def _priced(message_id: str, said: Pricing | None) -> Priced | None:
    """Return the message with its price; each participant of a group is charged for."""
    if said is None:
        return None
    return Priced(message_id, Price(said.category or "", said.type or "", said.billable))


def _billed(said: Mapping[str, Any]) -> BilledConversation | None:
    if not said:
        return None
    return BilledConversation(
        id=text(said, "id"),
        origin=text(child(said, "origin"), "type"),
        expires_at=moment(said, "expiration_timestamp"),
    )
