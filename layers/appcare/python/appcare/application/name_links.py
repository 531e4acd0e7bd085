"""Names the links that an event's delivery may need."""

from collections.abc import Iterator
from typing import Any

from appcare.domain.events import EventData
from appcare.domain.links import LinkKey, LinkKind


def links_of(data: EventData, kinds: frozenset[LinkKind]) -> tuple[LinkKey, ...]:
    """Return our side of every link that an event speaks of, of the kinds asked for, each once."""
    found = (key for key in _spoken_of(data) if key.kind in kinds and key.id)
    return tuple(dict.fromkeys(found))


def _spoken_of(data: EventData) -> Iterator[LinkKey]:
    yield LinkKey(LinkKind.CONTACT, data.contact.id)
    if data.conversation:
        yield LinkKey(LinkKind.CONVERSATION, data.conversation.id)
    message = _part(data, "message")
    edited = _part(_part(data, "edit"), "message")
    for owner, name in (
        (message, "wamid"),
        (message, "reply_to"),
        (_part(data, "reaction"), "to"),
        (_part(data, "edit"), "of"),
        (_part(data, "revocation"), "of"),
    ):
        yield LinkKey(LinkKind.MESSAGE, _part(owner, name) or "")
    for media in (_part(data, "media"), _part(message, "media"), _part(edited, "media")):
        yield LinkKey(LinkKind.ATTACHMENT, _part(media, "id") or "")


def _part(of: Any, name: str) -> Any:
    """Return a member that only some events have; None where there is none."""
    return getattr(of, name, None)
