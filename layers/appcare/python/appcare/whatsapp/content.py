"""What a message holds, in our words; the same for customers' messages, echoes and history."""

from collections.abc import Callable, Mapping
from typing import Any, Literal

from appcare.domain.events.content import (
    Choice,
    Location,
    Media,
    Message,
    MessageKind,
    Order,
    OrderItem,
)
from appcare.whatsapp.cards import cards
from appcare.whatsapp.context import around
from appcare.whatsapp.forms import form
from appcare.whatsapp.heard import mark
from appcare.whatsapp.payload import (
    amount,
    child,
    children,
    count,
    expected,
    flag,
    glance,
    real,
    string,
    text,
)

Found = tuple[MessageKind, dict[str, Any]]
"""A kind of message, and what its model holds for it."""

UNSUPPORTED = frozenset({"unsupported", "unknown"})
"""Types under which Meta announces a message that it does not pass on. Source: Meta, unsupported messages."""

MEDIA_KINDS: Mapping[str, MessageKind] = {
    "image": "image",
    "audio": "audio",
    "voice": "audio",
    "video": "video",
    "document": "document",
    "sticker": "sticker",
}
REPLIES: Mapping[str, Literal["button", "list"]] = {"button_reply": "button", "list_reply": "list"}


def type_of(update: Mapping[str, Any]) -> str | None:
    """Return a message's type; where it says none, the one whose member it has."""
    return glance(update, "type") or next((name for name in KNOWN if child(update, name)), None)


def message(update: Mapping[str, Any], wamid: str | None = None, **beside: Any) -> Message | None:
    """Translate a message's content; None for a type that we do not know.

    A known type whose content is not as documented is `unsupported`, like what Meta itself passes on so.

    Args:
        update: the message.
        wamid: its id, where it is no member of the message.
        beside: members of the model that the update does not hold itself.
    """
    type_ = type_of(update)
    if type_ not in KNOWN and type_ not in UNSUPPORTED:
        return None
    text(update, "type")
    read = KNOWN.get(type_ or "")
    kind, parts = (read(update) if read else None) or _unsupported(update)
    wamid = text(update, "id") or wamid or ""
    return Message(wamid=wamid, kind=kind, **around(update), **parts, **beside)


def media_of(found: Message | None) -> tuple[str, ...]:
    """Return the ids of a message's files."""
    if found is None:
        return ()
    files = (*((found.media,) if found.media else ()), *(found.form.files if found.form else ()))
    return tuple(file.id for file in files)


def _unsupported(update: Mapping[str, Any]) -> Found:
    announced = text(child(update, "unsupported"), "type")
    type_ = type_of(update)
    return "unsupported", {"was": announced or (type_ if type_ in KNOWN else None)}


def _text(update: Mapping[str, Any]) -> Found | None:
    body = string(child(update, "text"), "body")
    return ("text", {"text": body}) if body is not None else None


def _file(name: str) -> Callable[[Mapping[str, Any]], Found | None]:
    def read(update: Mapping[str, Any]) -> Found | None:
        file = child(update, name)
        media_id = text(file, "id")
        if media_id is None:
            return None
        # Where the file lies for 5 minutes, for whoever has our token: `media.stored` has it for all.
        text(file, "url")
        media = Media(
            id=media_id,
            mime_type=text(file, "mime_type"),
            sha256=text(file, "sha256"),
            caption=text(file, "caption"),
            filename=text(file, "filename"),
            voice=name == "voice" or flag(file, "voice") is True,
            animated=flag(file, "animated") is True,
        )
        return MEDIA_KINDS[name], {"media": media, "text": media.caption}

    return read


def _location(update: Mapping[str, Any]) -> Found | None:
    place = child(update, "location")
    latitude, longitude = real(place, "latitude"), real(place, "longitude")
    if latitude is None or longitude is None:
        return None
    found = Location(
        latitude=latitude,
        longitude=longitude,
        name=text(place, "name"),
        address=text(place, "address"),
        url=text(place, "url"),
    )
    return "location", {"location": found}


def _contacts(update: Mapping[str, Any]) -> Found | None:
    found = cards(children(update, "contacts"))
    if not found:
        return None
    asked = "contact_request" in (glance(update, "origin") or "").split("/")
    if asked:
        mark(update, "origin")
    return "contacts", {"contacts": found, "requested": asked or None}


def _button(update: Mapping[str, Any]) -> Found | None:
    button = child(update, "button")
    payload, title = text(button, "payload"), text(button, "text")
    if payload is None and title is None:
        return None
    return "choice", {"choice": Choice(of="template_button", id=payload, title=title), "text": title}


def _interactive(update: Mapping[str, Any]) -> Found | None:
    reply = child(update, "interactive")
    expected(reply, "type", tuple(reply))
    if filled := child(reply, "nfm_reply"):
        found = form(filled)
        return "form", {"form": found, "text": text(filled, "body")}
    of = next((name for name in REPLIES if child(reply, name)), None)
    if of is None:
        return None
    chosen = child(reply, of)
    choice = Choice(
        of=REPLIES[of],
        id=text(chosen, "id"),
        title=text(chosen, "title"),
        description=text(chosen, "description"),
    )
    return "choice", {"choice": choice, "text": choice.title}


def _order(update: Mapping[str, Any]) -> Found | None:
    order = child(update, "order")
    if not order:
        return None
    items = tuple(
        OrderItem(
            product_id=text(item, "product_retailer_id"),
            quantity=count(item, "quantity"),
            price=amount(item, "item_price"),
            currency=text(item, "currency"),
        )
        for item in children(order, "product_items")
    )
    return "order", {
        "order": Order(catalog_id=text(order, "catalog_id"), items=items),
        "text": text(order, "text"),
    }


KNOWN: Mapping[str, Callable[[Mapping[str, Any]], Found | None]] = {
    "text": _text,
    **{name: _file(name) for name in MEDIA_KINDS},
    "location": _location,
    "contacts": _contacts,
    "interactive": _interactive,
    "button": _button,
    "order": _order,
}
"""Meta's type of message -> how its content is read. Source: Meta, messages webhook reference."""
