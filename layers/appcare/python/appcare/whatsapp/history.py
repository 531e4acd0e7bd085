"""What a phone app shared of the past, in our words."""

from collections.abc import Mapping
from typing import Any, Literal

from appcare.domain.events.content import Message
from appcare.domain.events.customers import Conversion
from appcare.domain.events.history import AddressBookEntry, HistoryPart, PastMessage, Thread
from appcare.whatsapp.content import message
from appcare.whatsapp.payload import BSUID, amount, child, children, moment, text, whole
from appcare.whatsapp.phone import digits_of
from appcare.whatsapp.said import Said, errors_of, lower

CONVERSIONS: Mapping[str, Literal["lead", "purchase"]] = {"LeadSubmitted": "lead", "Purchase": "purchase"}


def history(value: Mapping[str, Any]) -> Said | None:
    """Translate `history`: parts of it, or that there will be none."""
    parts = [part for part in children(value, "history") if isinstance(part, Mapping)]
    errors = tuple(error for part in parts for error in errors_of(part))
    if errors and not any(children(part, "threads") for part in parts):
        return Said(type="history.declined", parts={"errors": errors})
    if not parts:
        return None
    return Said(type="history.synced", parts={"parts": tuple(_part(part) for part in parts)})


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
            click_id=text(one, "ctwa_clid"),
            value=amount(child(one, "custom_data"), "value"),
            currency=text(child(one, "custom_data"), "currency"),
        )
        for one in children(value, "automatic_events")
        if (name := text(one, "event_name")) in CONVERSIONS and name
    )
    return Said(type="customer.conversion_detected", parts={"conversions": found}) if found else None


def _part(part: Mapping[str, Any]) -> HistoryPart:
    about = child(part, "metadata")
    return HistoryPart(
        phase=whole(about, "phase"),
        part=whole(about, "chunk_order"),
        percent=whole(about, "progress"),
        threads=tuple(_thread(one) for one in children(part, "threads") if isinstance(one, Mapping)),
    )


def _thread(thread: Mapping[str, Any]) -> Thread:
    context = child(thread, "context")
    id_ = text(thread, "id") or text(context, "wa_id") or ""
    customer = {id_, text(context, "wa_id"), text(context, "user_id")}
    return Thread(
        phone=digits_of(id_),
        bsuid=text(context, "user_id") or (id_ if BSUID.match(id_) else None),
        messages=tuple(
            _past(one, customer) for one in children(thread, "messages") if isinstance(one, Mapping)
        ),
    )


def _past(update: Mapping[str, Any], customer: set[str | None]) -> PastMessage:
    found = message(update) or Message(
        wamid=text(update, "id") or "", kind="unsupported", was=text(update, "type")
    )
    who = text(update, "from_user_id", "from")
    by: Literal["customer", "company"] = "customer" if who in customer else "company"
    if text(update, "to", "to_user_id"):
        by = "company"
    return PastMessage(
        message=found,
        by=by if who else None,
        sent_at=moment(update, "timestamp"),
        status=lower(child(update, "history_context"), "status"),
    )


def _entry(entry: Mapping[str, Any]) -> AddressBookEntry:
    contact = child(entry, "contact")
    phone = text(contact, "phone_number", "wa_id")
    return AddressBookEntry(
        phone=digits_of(phone) if phone else None,
        bsuid=text(contact, "user_id"),
        name=text(contact, "full_name"),
        first_name=text(contact, "first_name"),
        action=lower(entry, "action"),
        changed_at=moment(child(entry, "metadata"), "timestamp"),
    )
