"""Contact cards as Meta takes them. Source: Meta, "Contacts messages"."""

import re
from typing import Any

from appcare.domain.events.content import Card, PhoneNumber
from appcare.whatsapp.outgoing_parts import present

DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")

NAMELESS = "?"
"""Meta takes no card without a name, and a customer has to see something."""


def card(one: Card) -> dict[str, Any]:
    """Return a card; what Meta has no place for is left out (`vcard`, a birthday that is no date)."""
    return present(
        {
            "name": _name(one),
            "org": present({"company": one.company, "title": one.title}),
            "birthday": one.birthday if DAY.fullmatch(one.birthday or "") else None,
            "phones": [_phone(number) for number in one.phones if number.number],
            "emails": [{"email": email} for email in one.emails if email],
            "urls": [{"url": url} for url in one.urls if url],
            "addresses": [{"street": line} for line in one.addresses if line],
        }
    )


def _name(one: Card) -> dict[str, Any]:
    """Return the name to show and, as Meta wants it, one of its parts at least."""
    parts = present({"first_name": one.first_name, "last_name": one.last_name})
    shown = one.name or " ".join(parts.values()) or one.company or _reached_by(one) or NAMELESS
    return {"formatted_name": shown} | (parts or {"first_name": shown})


def _reached_by(one: Card) -> str:
    return next((found for found in (*(p.number for p in one.phones), *one.emails) if found), "")


def _phone(number: PhoneNumber) -> dict[str, Any]:
    return present({"phone": number.number, "type": number.type, "wa_id": number.whatsapp})
