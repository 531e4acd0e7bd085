"""Our events as django-helpdesk's tickets and follow-ups."""

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, TypeVar

from appcare.crm.django_helpdesk.escaping import shown, untemplated
from appcare.domain.events import CrmEvent
from appcare.domain.links import LinkKey, LinkKind, Links

MOST_TITLE = 200
"""Characters of a ticket's title. Source: django-helpdesk 2.6.1, `Ticket.title`."""

MOST_TEXT = 60_000
"""Characters of a text before it is made Markdown; WhatsApp's own texts have 4,096 at most."""

OPEN = 1
NORMAL = 3

MARKER = re.compile(r"\s*^\[appcare\]: # \([^()\n]*\)\s*\Z", re.MULTILINE)

T = TypeVar("T")


def marker(event_id: str, part: str = "") -> str:
    """Return the paragraph that names the event: Markdown's definition of a link that nothing uses.

    Args:
        event_id: the event's id.
        part: what of the event it is, where there are several things to write.
    """
    return f"[appcare]: # ({event_id}{f' {part}' if part else ''})"


def comment(text: str, event_id: str, part: str = "") -> str:
    """Return a follow-up's comment, to be read as `text`; see `marker`."""
    if len(text) > MOST_TEXT:
        text = text[:MOST_TEXT] + "\n[The rest is left out]"
    return f"{untemplated(shown(text))}\n\n{marker(event_id, part)}"


def ticket(event: CrmEvent, queue: int, field: str) -> dict[str, Any]:
    """Return a new ticket for the customer of an event.

    The text of the event is not in it: it is written afterwards, as every other.
    """
    contact = event.data.contact
    phone = f"+{contact.phone}" if contact.phone else ""
    who = " ".join(part for part in (contact.name or contact.username, phone) if part) or "unnamed customer"
    lines = ["WhatsApp", who]
    if event.data.number.id:
        lines.append(f"To: {event.data.number.name} ({event.data.number.id})")
    if event.data.conversation:
        lines.append(f"Conversation: {event.data.conversation.id}")
    return {
        "queue": queue,
        "title": _one_line(f"WhatsApp: {who}")[:MOST_TITLE],
        "description": shown("\n".join(lines)),
        "priority": NORMAL,
        "status": OPEN,
        field: contact.id,
    }


def key_of(event: CrmEvent) -> LinkKey | None:
    """Return what the follow-up of an event is linked as; None: it is known by its marker alone."""
    data: Any = event.data
    if event.type == "media.stored":
        return LinkKey(LinkKind.ATTACHMENT, data.media.id) if data.media.id else None
    wamid = getattr(getattr(data, "message", None), "wamid", "")
    if not wamid or wamid in set(_spoken_of(data)) or hasattr(data, "status") or event.type == "media.lost":
        return None
    return LinkKey(LinkKind.MESSAGE, wamid)


def named(links: Links, wamid: str) -> str:
    """Return how agents know an earlier message: by its follow-up."""
    found = links.get(LinkKey(LinkKind.MESSAGE, wamid))
    return f"follow-up {found}" if found else ""


def written(ticket: Mapping[str, Any], mark: str) -> dict[str, Any] | None:
    """Return the follow-up with this marker; None: there is none in the ticket."""
    return next((one for one in follow_ups(ticket) if str(one.get("comment") or "").endswith(mark)), None)


def follow_ups(ticket: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield what stands in a ticket, in its order."""
    yield from dicts(ticket.get("followup_set"))


def dicts(found: object) -> Iterable[dict[str, Any]]:
    """Return the objects in what should be a list of them."""
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []


def _spoken_of(data: Any) -> Iterator[str]:
    """Yield the earlier messages that an event is about."""
    for name, member in (("reaction", "to"), ("edit", "of"), ("revocation", "of")):
        yield getattr(getattr(data, name, None), member, "")


def _one_line(text: str) -> str:
    return " ".join(text.replace("\0", "").encode(errors="replace").decode().split())
