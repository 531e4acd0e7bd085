"""Meta's own messages about a customer: another number, another id, another telephone."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from appcare.domain.identity import Alias, AliasKind
from appcare.whatsapp.payload import BSUID, child, flag, glance, moment, text
from appcare.whatsapp.phone import digits_of
from appcare.whatsapp.said import Said

_FROM_TO = re.compile(r"changed from (\S+) to (\S+)\Z")
"""How Meta's sentence ends; nothing that a customer chose can follow it."""

ENDED: Mapping[str, tuple[AliasKind, ...]] = {
    "user_changed_number": (AliasKind.BSUID, AliasKind.PHONE),
    "customer_changed_number": (AliasKind.BSUID, AliasKind.PHONE),
    "user_changed_user_id": (AliasKind.BSUID,),
}
"""Kind of system message -> names that it ends; with another number comes another business-scoped id."""


def previous(kind: str, update: Mapping[str, Any]) -> tuple[Alias, ...]:
    """Return the names that an update says its customer had before."""
    if kind == "identity":
        old = text(child(update, "user_id"), "previous")
        return (Alias(AliasKind.BSUID, old),) if old and BSUID.match(old) else ()
    if kind != "message" or not child(update, "system"):
        return ()
    system = child(update, "system")
    ended = ENDED.get(text(system, "type") or "", ())
    now = {glance(system, "user_id"), digits_of(glance(system, "wa_id", "new_wa_id") or "")}
    former = (glance(system, "previous_user_id"), _before(system))
    said = (glance(update, "from_user_id"), glance(update, "from"), *former)
    aliases = (alias for name in said if name and (alias := _alias(name)))
    return tuple(dict.fromkeys(one for one in aliases if one.kind in ended and one.value not in now))


def current(update: Mapping[str, Any]) -> tuple[str | None, str | None, str | None]:
    """Return the business-scoped id, phone and parent's id that a system message gives a customer."""
    system = child(update, "system")
    return glance(system, "user_id"), glance(system, "wa_id", "new_wa_id"), glance(system, "parent_user_id")


def _before(system: Mapping[str, Any]) -> str | None:
    """Return the former name from Meta's sentence, where the sentence also has the present one."""
    found = _FROM_TO.search(glance(system, "body") or "")
    if not found:
        return None
    now = (glance(system, "user_id"), glance(system, "wa_id", "new_wa_id"))
    return found[1] if found[2] in now else None


def _alias(name: str) -> Alias | None:
    if BSUID.match(name):
        return Alias(AliasKind.BSUID, name)
    digits = digits_of(name)
    return Alias(AliasKind.PHONE, digits) if digits else None


def _first(update: Mapping[str, Any], kind: AliasKind) -> str | None:
    return next((alias.value for alias in previous("message", update) if alias.kind is kind), None)


def _number_changed(update: Mapping[str, Any]) -> Said:
    _, new, _ = current(update)
    parts = {
        "previous_phone": _first(update, AliasKind.PHONE),
        "previous_bsuid": _first(update, AliasKind.BSUID),
        "new_phone": digits_of(new) if new else None,
        "text": text(child(update, "system"), "body"),
    }
    return Said(type="customer.number_changed", parts=parts)


def _user_id_changed(update: Mapping[str, Any]) -> Said:
    new, _, _ = current(update)
    parts = {
        "previous_bsuid": _first(update, AliasKind.BSUID),
        "new_bsuid": new,
        "text": text(child(update, "system"), "body"),
    }
    return Said(type="customer.user_id_changed", parts=parts)


def _identity_changed(update: Mapping[str, Any]) -> Said:
    system, identity = child(update, "system"), child(update, "identity")
    known = flag(identity, "acknowledged")
    parts = {
        "hash": text(identity, "hash") or text(system, "identity"),
        "changed_at": moment(identity, "created_timestamp"),
        "acknowledged": flag(system, "acknowledged") if known is None else known,
        "text": text(system, "body"),
    }
    return Said(type="customer.identity_changed", parts=parts)


def updated_user_id(update: Mapping[str, Any]) -> Said:
    """Translate an element of `user_id_update`; never raises."""
    ids = child(update, "user_id")
    parts = {
        "previous_bsuid": text(ids, "previous"),
        "new_bsuid": text(ids, "current") or text(update, "user_id"),
        "text": text(update, "detail"),
    }
    return Said(type="customer.user_id_changed", parts=parts)


CHANGES: Mapping[str, Callable[[Mapping[str, Any]], Said]] = {
    "user_changed_number": _number_changed,
    "customer_changed_number": _number_changed,
    "user_changed_user_id": _user_id_changed,
    "customer_identity_changed": _identity_changed,
    "user_identity_changed": _identity_changed,
}
"""Meta's kind of system message -> how it is read. Source: Meta, system messages webhook."""
