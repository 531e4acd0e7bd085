"""Shared contact cards in our words."""

from collections.abc import Mapping, Sequence
from typing import Any

from appcare.domain.events.content import Card, PhoneNumber
from appcare.whatsapp.payload import child, children, glance, text
from appcare.whatsapp.phone import phone

ADDRESS = ("street", "zip", "city", "state", "country")


def cards(shared: Sequence[Any]) -> tuple[Card, ...]:
    """Translate a message's contact cards; what is no object is left out."""
    return tuple(_card(card) for card in shared if isinstance(card, Mapping))


def _card(card: Mapping[str, Any]) -> Card:
    name, company = child(card, "name"), child(card, "org")
    return Card(
        name=text(name, "formatted_name") or text(card, "name"),
        first_name=text(name, "first_name"),
        last_name=text(name, "last_name"),
        company=text(company, "company"),
        title=text(company, "title"),
        birthday=text(card, "birthday"),
        phones=tuple(_phone(one) for one in children(card, "phones") if glance(one, "phone", "wa_id")),
        emails=_texts(card, "emails", "email"),
        urls=_texts(card, "urls", "url"),
        addresses=tuple(line for one in children(card, "addresses") if (line := _address(one))),
        vcard=text(card, "vcard"),
    )


def _phone(number: Any) -> PhoneNumber:
    return PhoneNumber(
        number=text(number, "phone", "wa_id") or "",
        type=text(number, "type"),
        whatsapp=phone(number, "wa_id"),
    )


def _texts(card: Mapping[str, Any], list_: str, name: str) -> tuple[str, ...]:
    return tuple(found for one in children(card, list_) if (found := text(one, name)))


def _address(one: Any) -> str:
    return ", ".join(part for name in ADDRESS if (part := text(one, name)))
