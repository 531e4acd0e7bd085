"""Which of Meta's webhook fields is read how, in our words."""

from collections.abc import Callable, Mapping
from typing import Any

from appcare.domain.events.accounts import AccountRef
from appcare.whatsapp import accounts, numbers
from appcare.whatsapp.calls import call
from appcare.whatsapp.customer import is_ours
from appcare.whatsapp.flows import flow
from appcare.whatsapp.groups import group
from appcare.whatsapp.history import address_book, conversions, history
from appcare.whatsapp.messages import HISTORY, echoed, past, received
from appcare.whatsapp.payload import child, glance, text
from appcare.whatsapp.preferences import preference
from appcare.whatsapp.said import Said, unknown
from appcare.whatsapp.statuses import status
from appcare.whatsapp.system import updated_user_id
from appcare.whatsapp.templates import template

Value = Mapping[str, Any]

PEOPLE: Mapping[str, Callable[[Value, str | None], Said]] = {
    "message": received,
    "status": status,
    "echo": echoed,
    "call": call,
    "preference": preference,
    "identity": lambda update, _: updated_user_id(update),
    "group": group,
}
"""Kind of record -> how it is read."""

FIELDS: Mapping[str, Callable[[Value], Said | None]] = {
    "account_alerts": accounts.alert,
    "account_review_update": accounts.review,
    "account_settings_update": numbers.settings,
    "account_update": accounts.update,
    "automatic_events": conversions,
    "business_capability_update": accounts.capability,
    "business_username_update": numbers.username,
    "flows": flow,
    "history": history,
    "message_template_components_update": template,
    "message_template_quality_update": template,
    "message_template_status_update": template,
    "partner_solutions": accounts.solution,
    "payment_configuration_update": accounts.payment,
    "phone_number_name_update": numbers.name,
    "phone_number_quality_update": numbers.quality,
    "security": numbers.security,
    "smb_app_state_sync": address_book,
    "template_category_update": template,
    "template_status_update": template,
}
"""Meta's field -> how a change under it is read. Source: Meta, webhooks overview, September 2026."""

ANYWHERE = (template, history, address_book, conversions, accounts.update, numbers.errors)
"""What can be told by its content, whatever field it came under."""


def said_by(stored: Mapping[str, Any]) -> Said:
    """Translate a record that the receiver wrote; never raises."""
    field = text(stored, "field")
    kind = next((kind for kind in PEOPLE if kind in stored), None)
    if kind in ("message", "echo"):
        return _message(kind, stored, field)
    if kind:
        return PEOPLE[kind](child(stored, kind), field)
    value = child(stored, "value")
    if _is_empty(value):
        return Said(type="")
    known = FIELDS.get(field or "")
    for read in (*((known,) if known else ()), *ANYWHERE):
        if said := read(value):
            return _with_account(said, stored)
    return unknown(field)


def _message(kind: str, stored: Value, field: str | None) -> Said:
    """Translate a message by who wrote it: the sender may be the business's own number.

    Outside of histories it takes a recipient, too: a company that tries itself writes from its own number.
    """
    update = child(stored, kind)
    business = glance(child(stored, "metadata"), "display_phone_number")
    by_us = kind == "echo" or is_ours(update, business)
    if field == HISTORY:
        return past(update, by="company" if by_us else "customer" if business else None)
    is_echo = kind == "echo" or (by_us and glance(update, "to") is not None)
    return PEOPLE["echo" if is_echo else "message"](update, field)


def _is_empty(value: Value) -> bool:
    """Whether a change lists things, and there are none: nothing happened.

    One that says nothing at all is another matter: nobody knows what it was to be.
    """
    lists = [part for name, part in value.items() if name not in ("messaging_product", "metadata", "field")]
    return bool(lists) and all(part == [] for part in lists)


def _with_account(said: Said, stored: Mapping[str, Any]) -> Said:
    if not said.type.startswith("account."):
        return said
    account = AccountRef(id=text(stored, "account") or "")
    return Said(type=said.type, parts={**said.parts, "account": account})
