"""Finds out whom an update concerns, in whichever of many places Meta says it.

What is only looked at here is marked as understood by `who`, once it is known which names were taken.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from appcare.domain.identity import NOBODY
from appcare.whatsapp.payload import BSUID, child, glance

DIRECTIONS = {"USER_INITIATED": "from", "BUSINESS_INITIATED": "to"}
"""Who called -> the side of a call that is the customer. Source: Meta, calls webhook."""

_OF_A_SIDE = {
    "from": (("from_user_id", "user_id"), ("from",), ("from_parent_user_id", "parent_user_id")),
    "to": (
        ("to_user_id", "recipient_user_id"),
        ("to", "recipient_id"),
        ("to_parent_user_id", "recipient_parent_user_id", "parent_recipient_user_id"),
    ),
}
"""Where each side of a message stands: its user ids, its phone numbers, its parents' ids."""

_PARTICIPANT = (
    ("recipient_participant_user_id",),
    ("recipient_participant_id",),
    ("recipient_participant_parent_user_id",),
)
_ANYBODY = (
    ("from_user_id", "recipient_user_id", "user_id"),
    ("from", "recipient_id"),
    (
        "from_parent_user_id",
        "recipient_parent_user_id",
        "parent_recipient_user_id",
        "parent_user_id",
    ),
)
_ONESELF = (("user_id",), ("wa_id", "from", "phone_number"), ("parent_user_id",))
_PLACES = {"preference": _ONESELF, "identity": _ONESELF}


class Names(NamedTuple):
    """What an update calls its customer; each may be absent."""

    bsuid: str | None = None
    phone: str | None = None
    username: str | None = None
    name: str | None = None
    parent: str | None = None

    @property
    def key(self) -> str:
        """The customer part of the log key."""
        return self.bsuid or self.phone or self.username or NOBODY


class Claims(NamedTuple):
    """What an update itself says of its customer, the most trustworthy first."""

    user_id: str | None = None
    phones: tuple[str, ...] = ()
    parent: str | None = None
    username: str | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id, for looking up the entry in `contacts`."""
        return (*((self.user_id,) if self.user_id else ()), *self.phones)


def claims_of(kind: str, update: Mapping[str, Any], business: str | None = None) -> Claims:
    """Return what an update says of its customer.

    Args:
        kind: the kind of its record.
        update: a message, a status, an echo, a call, a preference, a change of a user id, a group's change.
        business: the business's own phone number, which is nobody's customer.
    """
    if kind == "group":
        return Claims()
    if kind == "echo" or (kind == "message" and is_ours(update, business)):
        return _of_the_other_side(update, "to", business)
    if kind == "call":
        side = DIRECTIONS.get((glance(update, "direction") or "").upper())
        return _of_the_other_side(update, side, business)
    if kind == "identity":
        update = _with_current_ids(update)
    found = _claims(update, _PLACES.get(kind, _ANYBODY))
    participant = _claims(update, _PARTICIPANT) if kind == "status" else Claims()
    if participant.ids:
        return participant
    system = child(update, "system") if kind == "message" else {}
    if system and not found.ids:
        return _claims(system, (("user_id",), ("wa_id", "new_wa_id"), ("parent_user_id",)))
    return found


def names_of(claims: Claims, contact: Mapping[str, Any]) -> Names:
    """Return the names that an update claims, completed from its entry in `contacts`.

    A business-scoped id may stand where a phone number is documented (`from`, `recipient_id`, `wa_id`).
    """
    profile = child(contact, "profile")
    listed = glance(contact, "user_id") or glance(profile, "user_id")
    said = (claims.user_id, *claims.phones, listed, glance(contact, "wa_id"))
    phones = (*claims.phones, glance(contact, "wa_id"))
    bsuid = next((claim for claim in said if claim and BSUID.match(claim)), claims.user_id or listed)
    return Names(
        bsuid=bsuid,
        phone=next((claim for claim in phones if claim and not BSUID.match(claim)), None),
        username=glance(profile, "username") or glance(contact, "username") or claims.username,
        name=glance(profile, "name"),
        parent=claims.parent or glance(contact, "parent_user_id") or glance(profile, "parent_user_id"),
    )


class Contacts:
    """The list `contacts` beside some updates: who of them is whose."""

    def __init__(self, contacts: Sequence[Any], claims: Sequence[Claims]) -> None:
        """Args: claims: what each of the updates beside the list says of its customer."""
        self._by_id: dict[str, Mapping[str, Any]] = {}
        for contact in contacts:
            for id_ in (glance(contact, "wa_id"), glance(contact, "user_id")):
                if id_:
                    self._by_id.setdefault(id_, contact)
        one_sender = len({next(iter(claim.ids), None) for claim in claims}) == 1
        self._only: Mapping[str, Any] = (
            child({"it": contacts[0]}, "it") if one_sender and len(contacts) == 1 else {}
        )

    def of(self, claims: Claims) -> Mapping[str, Any]:
        """Return the entry that belongs to an update, an empty one where none does.

        Where all updates have the same sender, a single entry is that sender's, even where the
        numbers differ (they do: `from` and `wa_id` need not agree).
        """
        return self._named(claims) or self._only

    def key_of(self, claims: Claims) -> str:
        """Return the customer part of an update's log key.

        An entry that is only guessed to be the sender's, by what else the webhook holds, counts
        only where the update names nobody: Meta's retry may group updates in another way.
        """
        own = names_of(claims, self._named(claims)).key
        return own if own != NOBODY else names_of(claims, self._only).key

    def _named(self, claims: Claims) -> Mapping[str, Any]:
        return next((self._by_id[id_] for id_ in claims.ids if id_ in self._by_id), {})


def _claims(update: Mapping[str, Any], places: tuple[tuple[str, ...], ...]) -> Claims:
    user_ids, phones, parents = places
    return Claims(
        user_id=glance(update, *user_ids),
        phones=tuple(phone for name in phones if (phone := glance(update, name))),
        parent=glance(update, *parents),
        username=glance(update, "username"),
    )


def _of_the_other_side(update: Mapping[str, Any], side: str | None, business: str | None) -> Claims:
    """Return the claims of a side, or, where that is the business or unclear, of the one that is not."""
    ours = _digits(business)
    for one in (side, *(other for other in _OF_A_SIDE if other != side)):
        if one is None:
            continue
        found = _claims(update, _OF_A_SIDE[one])
        is_ours = bool(ours) and ours in {_digits(phone) for phone in found.phones}
        if found.ids and not is_ours and (side or ours):
            return found
    return Claims()


def is_ours(update: Mapping[str, Any], business: str | None) -> bool:
    """Whether a message was sent by the business itself, as files in a history may be."""
    ours = _digits(business)
    return bool(ours) and _digits(glance(update, "from")) == ours


def _digits(phone: str | None) -> str:
    return "".join(sign for sign in phone or "" if sign.isascii() and sign.isdigit())


def _with_current_ids(update: Mapping[str, Any]) -> Mapping[str, Any]:
    current = {name: glance(child(update, name), "current") for name in ("user_id", "parent_user_id")}
    return {**update, **{name: id_ for name, id_ in current.items() if id_}}
