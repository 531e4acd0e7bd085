"""What a phone app shared of the past, in our words."""

from collections.abc import Mapping
from typing import Any, Literal

from appcare.domain.events.content import Message
from appcare.domain.events.customers import Conversion
from appcare.domain.events.history import AddressBookEntry, HistoryPart, PastMessage, Thread
from appcare.whatsapp.content import message
from appcare.whatsapp.payload import BSUID, amount, child, children, expected, glance, moment, text, whole
from appcare.whatsapp.phone import digits_of, mark_names
from appcare.whatsapp.said import Said, errors_of, lower

SIDES = ("from", "from_user_id", "to", "to_user_id")

CONVERSIONS: Mapping[str, Literal["lead", "purchase"]] = {"LeadSubmitted": "lead", "Purchase": "purchase"}


def history(value: Mapping[str, Any]) -> Said | None:
    """Translate `history`: parts of it, or that there will be none."""
    parts = [part for part in children(value, "history") if isinstance(part, Mapping)]
    if not any(children(part, "threads") for part in parts):
        errors = tuple(error for part in parts for error in errors_of(part))
        if errors:
            return Said(type="history.declined", parts={"errors": errors})
    if not parts:
        return None
    business = digits_of(text(child(value, "metadata"), "display_phone_number") or "")
    found = tuple(_part(part, business) for part in parts)
    return Said(type="history.synced", parts={"parts": found})


def address_book(value: Mapping[str, Any]) -> Said | None:
    """Translate `smb_app_state_sync`."""
    entries = [one for one in children(value, "state_sync") if isinstance(one, Mapping)]
    if not entries:
        return None
    return Said(
        type="history.contacts_synced",
        parts={"contacts": tuple(_entry(entry) for entry in entries)},
    )


def conversions(value: Mapping[str, Any]) -> Said | None:
    """Translate `automatic_events`."""
    found = tuple(
        Conversion(
            of=CONVERSIONS[name],
            wamid=text(one, "id"),
            noticed_at=moment(one, "timestamp"),
            click_id=text(one, "ctwa_clid"),
            value=amount(child(one, "custom_data"), "value"),
            currency=text(child(one, "custom_data"), "currency"),
        )
        for one in children(value, "automatic_events")
        if (name := expected(one, "event_name", CONVERSIONS))
    )
    return Said(type="customer.conversion_detected", parts={"conversions": found}) if found else None


def _part(part: Mapping[str, Any], business: str | None) -> HistoryPart:
    about = child(part, "metadata")
    threads = (one for one in children(part, "threads") if isinstance(one, Mapping))
    return HistoryPart(
        phase=whole(about, "phase"),
        part=whole(about, "chunk_order"),
        percent=whole(about, "progress"),
        threads=tuple(_thread(one, business) for one in threads),
    )


def _thread(thread: Mapping[str, Any], business: str | None) -> Thread:
    context = child(thread, "context")
    id_ = text(thread, "id")
    user_id = text(context, "user_id") or (id_ if BSUID.match(id_ or "") else None)
    phone = next((found for one in (id_, glance(context, "wa_id")) if (found := digits_of(one or ""))), None)
    mark_names(context, ("wa_id",), {phone, user_id})
    customer = {phone, user_id} - {None}
    messages = (one for one in children(thread, "messages") if isinstance(one, Mapping))
    return Thread(
        phone=phone,
        bsuid=user_id,
        parent_bsuid=text(context, "parent_user_id"),
        username=text(context, "username"),
        messages=tuple(_past(one, customer, business) for one in messages),
    )


def _past(update: Mapping[str, Any], customer: set[str | None], business: str | None) -> PastMessage:
    found = message(update) or Message(
        wamid=text(update, "id") or "", kind="unsupported", was=text(update, "type")
    )
    return PastMessage(
        message=found,
        by=_author(update, customer, business),
        sent_at=moment(update, "timestamp"),
        status=lower(child(update, "history_context"), "status"),
    )


def _author(
    update: Mapping[str, Any], customer: set[str | None], business: str | None
) -> Literal["customer", "company"] | None:
    """Return whose message it is; None where neither side can be told by the names."""
    mark_names(update, SIDES, customer | {business})
    sent, got = (_names(update, *side) for side in (("from_user_id", "from"), ("to_user_id", "to")))
    if sent & customer:
        return "customer"
    if got & customer or business in sent:
        return "company"
    # Without the business's number, who is not the customer can only be the company.
    return "company" if sent and customer and business is None else None


def _names(node: Mapping[str, Any], *members: str) -> set[str | None]:
    said = (glance(node, member) for member in members)
    return {digits_of(one) or one for one in said if one}


def _entry(entry: Mapping[str, Any]) -> AddressBookEntry:
    contact = child(entry, "contact")
    expected(entry, "type", ("contact",))
    phone = digits_of(glance(contact, "phone_number", "wa_id") or "")
    mark_names(contact, ("phone_number", "wa_id"), {phone})
    return AddressBookEntry(
        phone=phone,
        bsuid=text(contact, "user_id"),
        username=text(contact, "username"),
        name=text(contact, "full_name"),
        first_name=text(contact, "first_name"),
        action=lower(entry, "action"),
        changed_at=moment(child(entry, "metadata"), "timestamp"),
    )
