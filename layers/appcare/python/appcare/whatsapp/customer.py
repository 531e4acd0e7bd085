"""Finds out whom an update concerns, in whichever of many places Meta says it."""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from appcare.whatsapp.payload import BSUID, child, text

NOBODY = "-"
"""The customer part of a key where an update concerns no customer."""


SENDER = ("from_user_id", "recipient_user_id", "user_id", "from", "recipient_id")
"""Where an update says whom it concerns, the most trustworthy first."""


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
        text(contact, "user_id") or text(profile, "user_id"),
        text(contact, "wa_id"),
    )
    bsuid = next((claim for claim in said if claim and BSUID.match(claim)), said[0] or said[3])
    phone = next((c for c in (said[1], said[2], said[4]) if c and not BSUID.match(c)), None)
    username = text(profile, "username") or text(update, "username")
    return Names(bsuid, phone, username, text(profile, "name"))


class Contacts:
    """The list `contacts` beside some updates: who of them is whose."""

    def __init__(self, contacts: Sequence[Any], updates: Sequence[Any]) -> None:
        """Args: updates: the messages and statuses beside the list."""
        self._by_id: dict[str, Mapping[str, Any]] = {}
        for contact in contacts:
            for id_ in (text(contact, "wa_id"), text(contact, "user_id")):
                if id_:
                    self._by_id.setdefault(id_, contact)
        one_sender = len({text(update, *SENDER) for update in updates}) == 1
        self._only: Mapping[str, Any] = (
            child({"it": contacts[0]}, "it") if one_sender and len(contacts) == 1 else {}
        )

    def of(self, update: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the entry that belongs to an update, an empty one where none does.

        Where all updates have the same sender, a single entry is that sender's, even where the
        numbers differ (they do: `from` and `wa_id` need not agree).
        """
        return self._named(update) or self._only

    def key_of(self, update: Mapping[str, Any]) -> str:
        """Return the customer part of an update's log key.

        An entry that is only guessed to be the sender's, by what else the webhook holds, counts
        only where the update names nobody: Meta's retry may group updates in another way.
        """
        own = names_of(update, self._named(update)).key
        return own if own != NOBODY else names_of(update, self._only).key

    def _named(self, update: Mapping[str, Any]) -> Mapping[str, Any]:
        ids = (text(update, name) for name in SENDER)
        return next((self._by_id[id_] for id_ in ids if id_ and id_ in self._by_id), {})
