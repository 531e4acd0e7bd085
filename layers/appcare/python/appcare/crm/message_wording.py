"""What people read of a message, line by line."""

import json
from collections.abc import Callable, Iterator, Sequence

from appcare.domain.events.content import Card, Choice, Form, Location, Media, Message, Order, Referral
from appcare.domain.events.model import ChannelError

FILES = {"image": "Image", "audio": "Audio", "video": "Video", "document": "Document", "sticker": "Sticker"}


def message_lines(message: Message, name_of: Callable[[str], str]) -> list[str]:
    """Return a message as lines: what it belongs to, what it holds, what it says.

    Args:
        message: whoever sent it.
        name_of: see `appcare.crm.wording.NameOf`.
    """
    parts = (_from_where(message), _about(message, name_of), _file(message), _content(message), _end(message))
    return [line for part in parts for line in part if line]


def reasons(errors: Sequence[ChannelError]) -> list[str]:
    """Return why something failed, a line for each error."""
    found = []
    for error in errors:
        words = " - ".join(_present(error.title, error.details)) or "no reason given"
        found.append(f"[{words}{f' (Meta {error.code})' if error.code is not None else ''}]")
    return found


def _from_where(message: Message) -> Iterator[str]:
    if message.standby:
        yield "[Another agent at Meta handles this conversation]"
    if message.group_id:
        yield "[Written in a group]"
    if message.forwarded:
        yield "[Forwarded many times]" if message.forwarded == "often" else "[Forwarded]"
    if message.referral:
        yield _referral(message.referral)


def _about(message: Message, name_of: Callable[[str], str]) -> Iterator[str]:
    if message.reply_to:
        yield f"[Answers {name_of(message.reply_to) or 'an earlier message'}]"
    if message.product:
        yield f"[About the product {message.product.product_id or 'without an id'}]"


def _file(message: Message) -> Iterator[str]:
    if message.media:
        yield f"[{_media(message.kind, message.media)}]"


def _content(message: Message) -> Iterator[str]:
    if message.location:
        yield from _location(message.location)
    for card in message.contacts or ():
        yield f"[{'Own number' if message.requested else 'Contact'}] {_card(card)}"
    if message.choice:
        yield _choice(message.choice)
    if message.form:
        yield from _form(message.form)
    if message.order:
        yield from _order(message.order)


def _end(message: Message) -> Iterator[str]:
    if message.kind == "unsupported":
        yield f"[A message that WhatsApp does not pass on{f': {message.was}' if message.was else ''}]"
    if message.text and not (message.choice and message.text == message.choice.title):
        yield message.text
    yield from reasons(message.errors or ())


def _referral(referral: Referral) -> str:
    seen = referral.headline or referral.body or "without a headline"
    kind = "a post" if referral.source_type == "post" else "an ad"
    return " ".join(_present(f"[Came through {kind}: {seen}]", referral.source_url))


def _media(kind: str, media: Media) -> str:
    word = "Voice message" if media.voice else FILES.get(kind, "File")
    return f"{word}: {media.filename}" if media.filename else word


def _location(location: Location) -> Iterator[str]:
    latitude, longitude = f"{location.latitude:.6f}", f"{location.longitude:.6f}"
    yield f"[Location] {', '.join(_present(location.name, location.address)) or f'{latitude}, {longitude}'}"
    yield f"https://www.openstreetmap.org/?mlat={latitude}&mlon={longitude}"
    yield location.url or ""


def _card(card: Card) -> str:
    name = card.name or " ".join(_present(card.first_name, card.last_name)) or "without a name"
    job = ", ".join(_present(card.title, card.company))
    numbers = [
        f"{phone.number} (WhatsApp +{phone.whatsapp})" if phone.whatsapp else phone.number
        for phone in card.phones
    ]
    birthday = f"born {card.birthday}" if card.birthday else ""
    return "; ".join(_present(name, job, *numbers, *card.emails, *card.addresses, *card.urls, birthday))


def _choice(choice: Choice) -> str:
    return f"[Chose] {' - '.join(_present(choice.title, choice.description)) or choice.id or ''}"


def _form(form: Form) -> Iterator[str]:
    yield f"[Form: {form.name}]" if form.name else "[Form]"
    yield form.text or ""
    for name, answer in (form.answers or {}).items():
        yield f"{name}: {answer if isinstance(answer, str) else json.dumps(answer, ensure_ascii=False)}"


def _order(order: Order) -> Iterator[str]:
    yield "[Order]"
    for item in order.items:
        price = f" at {' '.join(_present(item.price, item.currency))}" if item.price else ""
        yield f"{'?' if item.quantity is None else item.quantity} x {item.product_id or '?'}{price}"


def _present(*parts: str | None) -> list[str]:
    return [part for part in parts if part]
