"""Finds out whom an update concerns, in whichever of many places Meta says it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from appcare.whatsapp.payload import BSUID, child, text

NOBODY = "-"
"""The customer part of a key where an update concerns no customer."""


class Names(NamedTuple):
    """What an update calls its customer; each may be absent."""

    bsuid: str | None
    phone: str | None
    username: str | None
    name: str | None

    @property
    def key(self) -> str:
        """The customer part of the log key."""
        return self.bsuid or self.phone or self.username or NOBODY


def names_of(update: Mapping[str, Any], contact: Mapping[str, Any]) -> Names:
    """Return the names in a message or status, completed from its entry in `contacts`.

    A business-scoped id may stand where a phone number is documented (`from`, `recipient_id`, `wa_id`).
    """
    profile = child(contact, "profile")
    said = (
        text(update, "from_user_id", "recipient_user_id", "user_id"),
        text(update, "from"),
        text(update, "recipient_id"),
        text(contact, "user_id"),
        text(contact, "wa_id"),
    )
    bsuid = next((claim for claim in said if claim and BSUID.match(claim)), said[0] or said[3])
    phone = next((c for c in (said[1], said[2], said[4]) if c and not BSUID.match(c)), None)
    username = text(profile, "username") or text(update, "username")
    return Names(bsuid, phone, username, text(profile, "name"))


def contact_of(update: Mapping[str, Any], contacts: Sequence[Any], *, alone: bool) -> Mapping[str, Any]:
    """Return the entry of `contacts` that belongs to an update, an empty one where none does.

    Args:
        update: a message or status.
        contacts: the list beside it.
        alone: whether every update beside it has the same sender; then a single entry is that sender's,
            even where the numbers differ (they do: `from` and `wa_id` need not agree).
    """
    ids = {text(update, name) for name in ("from", "from_user_id", "recipient_id", "recipient_user_id")}
    ids.discard(None)
    for contact in contacts:
        if ids & {text(contact, "wa_id"), text(contact, "user_id")}:
            return child({"it": contact}, "it")
    if alone and len(contacts) == 1:
        return child({"it": contacts[0]}, "it")
    return {}


def sender(update: Any) -> str | None:
    """Return what tells one sender from another within a webhook."""
    return text(update, "from_user_id", "recipient_user_id", "from", "recipient_id")
