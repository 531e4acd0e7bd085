"""What one of Meta's updates says, in our words, before it is put into an event."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from appcare.domain.events import ChannelError, MessageRef
from appcare.domain.prices import Priced
from appcare.domain.progress import Progress
from appcare.domain.topics import Beginning
from appcare.whatsapp.payload import child, children, expected, text, whole


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """One update in our words.

    Attributes:
        type: the event; empty: nothing happened.
        parts: what its model holds beyond what every event carries.
        raw: whether the update goes out as it came, too, since our words do not say it all.
        inbound: whether the customer wrote to us.
        outbound: whether the company wrote to the customer.
        topic: what a conversation may have begun with.
        began: how a customer's message begins; None: it is none.
        media: ids of files to fetch.
        free_until: until when messages to the customer cost nothing, Unix milliseconds; 0: nothing is said.
        priced: a message of ours and its price, where it is told.
        progress: how far a message of ours has come.
    """

    type: str
    parts: Mapping[str, Any] = field(default_factory=dict)
    raw: bool = False
    inbound: bool = False
    outbound: bool = False
    topic: str = ""
    began: Beginning | None = None
    media: tuple[str, ...] = ()
    free_until: int = 0
    priced: Priced | None = None
    progress: Progress | None = None


def unknown(field_: str | None, *, inbound: bool = False, outbound: bool = False) -> Said:
    """Return what is said of an update that we have no word for."""
    return Said(type="unknown", parts={"field": field_ or ""}, raw=True, inbound=inbound, outbound=outbound)


def ref(update: Mapping[str, Any]) -> MessageRef:
    """Return the message that something else than its content is told of."""
    return MessageRef(
        wamid=text(update, "id") or "",
        group_id=text(update, "group_id"),
        errors=errors_of(update) or None,
    )


def errors_of(node: Any, name: str = "errors") -> tuple[ChannelError, ...]:
    """Return the errors in a list."""
    return tuple(_error(error) for error in children(node, name))


def lower(node: Any, *names: str) -> str | None:
    """Return one of Meta's upper-case words as we write them."""
    found = text(node, *names)
    return found.lower() if found else None


def _error(error: Any) -> ChannelError:
    title = text(error, "title", "message")
    details = text(child(error, "error_data"), "details") or text(error, "details", "message")
    expected(error, "message", (title, details))
    return ChannelError(code=whole(error, "code"), title=title, details=details, link=text(error, "href"))
