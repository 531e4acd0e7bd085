"""What a message holds, in our words; the same for customers' messages, echoes and history."""

import json
from collections.abc import Callable, Mapping
from typing import Any, Literal

from appcare.domain.events.content import (
    Choice,
    Form,
    Location,
    Media,
    Message,
    MessageKind,
    Order,
    OrderItem,
)
from appcare.whatsapp.cards import cards
from appcare.whatsapp.context import around
from appcare.whatsapp.payload import amount, child, children, flag, real, text, whole

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
DEEPEST = 50
"""Answers of a form that nest deeper go out as text: who writes them as JSON would not get through."""

REPLIES: Mapping[str, Literal["button", "list"]] = {"button_reply": "button", "list_reply": "list"}


def type_of(update: Mapping[str, Any]) -> str | None:
    """Return a message's type; where it says none, the one whose member it has."""
    return text(update, "type") or next((name for name in KNOWN if child(update, name)), None)


def message(update: Mapping[str, Any], **beside: Any) -> Message | None:
    """Translate a message's content; None for a type that we do not know.

    A known type whose content is not as documented is `unsupported`, like what Meta itself passes on so.

    Args:
        update: the message.
        beside: members of the model that the update does not hold itself.
    """
    type_ = type_of(update)
    if type_ not in KNOWN and type_ not in UNSUPPORTED:
        return None
    read = KNOWN.get(type_ or "")
    kind, parts = (read(update) if read else None) or _unsupported(update)
    return Message(wamid=text(update, "id") or "", kind=kind, **around(update), **parts, **beside)


def media_of(found: Message | None) -> tuple[str, ...]:
    """Return the ids of a message's files."""
    return (found.media.id,) if found and found.media else ()


def _unsupported(update: Mapping[str, Any]) -> Found:
    announced = text(child(update, "unsupported"), "type")
    type_ = type_of(update)
    return "unsupported", {"was": announced or (type_ if type_ in KNOWN else None)}


def _text(update: Mapping[str, Any]) -> Found | None:
    body = child(update, "text").get("body")
    return ("text", {"text": body}) if isinstance(body, str) else None


def _file(name: str) -> Callable[[Mapping[str, Any]], Found | None]:
    def read(update: Mapping[str, Any]) -> Found | None:
        file = child(update, name)
        media_id = text(file, "id")
        if media_id is None:
            return None
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
    asked = "contact_request" in (text(update, "origin") or "").split("/")
    return "contacts", {"contacts": found, "requested": asked or None}


def _button(update: Mapping[str, Any]) -> Found | None:
    button = child(update, "button")
    payload, title = text(button, "payload"), text(button, "text")
    if payload is None and title is None:
        return None
    return "choice", {"choice": Choice(of="template_button", id=payload, title=title), "text": title}


def _interactive(update: Mapping[str, Any]) -> Found | None:
    reply = child(update, "interactive")
    if filled := child(reply, "nfm_reply"):
        return _form(filled)
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


def _form(filled: Mapping[str, Any]) -> Found:
    answers = filled.get("response_json")
    if isinstance(answers, str):
        try:
            read = json.loads(answers, parse_constant=_refuse)
        except (ValueError, RecursionError):
            read = None
    else:
        read = answers
    known = read if isinstance(read, dict) and _fits_json(read) else None
    form = Form(
        name=text(filled, "name"),
        answers=known,
        text=None if known is not None else _as_text(answers),
    )
    return "form", {"form": form, "text": text(filled, "body")}


def _as_text(answers: Any) -> str | None:
    if answers is None or isinstance(answers, str):
        return answers or None
    try:
        return json.dumps(answers, ensure_ascii=True)
    except RecursionError:
        return None


def _refuse(constant: str) -> None:
    message_ = f"{constant} is not JSON"
    raise ValueError(message_)


def _fits_json(answers: Mapping[str, Any]) -> bool:
    """Whether answers can go into a body: no infinity, no half characters, no bottomless nesting."""
    if not _is_shallow(answers, DEEPEST):
        return False
    try:
        json.dumps(answers, allow_nan=False, ensure_ascii=False).encode()
    except (ValueError, RecursionError):
        return False
    return True


def _is_shallow(node: Any, levels: int) -> bool:
    if not isinstance(node, dict | list):
        return True
    inner = node.values() if isinstance(node, dict) else node
    return levels > 0 and all(_is_shallow(one, levels - 1) for one in inner)


def _order(update: Mapping[str, Any]) -> Found | None:
    order = child(update, "order")
    if not order:
        return None
    items = tuple(
        OrderItem(
            product_id=text(item, "product_retailer_id"),
            quantity=whole(item, "quantity"),
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
