"""Whom a stored update concerns, with every name that it gives them."""

from collections.abc import Mapping
from typing import Any

from appcare.domain.identity import Customer
from appcare.whatsapp.customer import Names, claims_of, names_of
from appcare.whatsapp.payload import BSUID, child, glance, text
from appcare.whatsapp.phone import digits_of, mark_names
from appcare.whatsapp.split import KINDS
from appcare.whatsapp.statuses import group_of
from appcare.whatsapp.system import current, previous

NAMED = (
    *("from", "to", "wa_id", "new_wa_id", "recipient_id", "recipient_participant_id", "phone_number"),
    *("from_user_id", "to_user_id", "user_id", "recipient_user_id", "recipient_participant_user_id"),
    *("from_parent_user_id", "to_parent_user_id", "parent_user_id", "recipient_parent_user_id"),
    *("parent_recipient_user_id", "recipient_participant_parent_user_id"),
    *("username", "name", "current", "previous", "previous_user_id", "customer"),
)
"""Members that name the customer or the business."""


def customer_of(stored: Mapping[str, Any], partition: str) -> Customer:
    """Return the customer of a stored update; one without names where it concerns nobody."""
    kind = next((kind for kind in KINDS.values() if kind in stored), None)
    if kind is None or kind == "group":
        return Customer(partition=partition)
    update = child(stored, kind)
    business = text(child(stored, "metadata"), "display_phone_number")
    names = names_of(claims_of(kind, update, business), child(stored, "contact"))
    was = previous(kind, update)
    if child(update, "system") and kind == "message":
        names = _as_of_now(names, update, {alias.value for alias in was})
    group = group_of(update) if kind == "status" else glance(update, "group_id")
    phone = digits_of(names.phone) if names.phone and names.phone != group else None
    customer = Customer(
        partition=partition,
        bsuid=names.bsuid,
        # Neither a group's id nor the business's own number is anybody's phone.
        phone=phone if phone != digits_of(business or "") else None,
        username=names.username,
        name=names.name,
        parent=names.parent,
        was=was,
    )
    _mark_names(stored, kind, customer, business)
    return customer


def _mark_names(stored: Mapping[str, Any], kind: str, customer: Customer, business: str | None) -> None:
    """Mark every place that has one of the names which the customer goes by, or the business's number."""
    update, contact = child(stored, kind), child(stored, "contact")
    known = {customer.bsuid, customer.phone, customer.username, customer.name, customer.parent}
    known |= {alias.value for alias in customer.was} | {digits_of(business or "")}
    places = (update, child(update, "system"), child(update, "user_id"), child(update, "parent_user_id"))
    for node in (*places, contact, child(contact, "profile")):
        mark_names(node, NAMED, known)


def _as_of_now(names: Names, update: Mapping[str, Any], gone: set[str]) -> Names:
    """Return the names after what a system message says: new ones in, those that it ends out."""
    bsuid, phone, parent = current(update)
    kept_bsuid = names.bsuid if names.bsuid not in gone else None
    kept_phone = names.phone if names.phone and digits_of(names.phone) not in gone else None
    return names._replace(
        bsuid=bsuid if bsuid and BSUID.match(bsuid) else kept_bsuid,
        phone=phone or kept_phone,
        parent=parent or names.parent,
    )
