"""Which links an event's delivery may need."""

from typing import Any

import pytest

from appcare.application.name_links import links_of
from appcare.domain.events import (
    ContactRef,
    ConversationRef,
    EventData,
    Media,
    Message,
    MessageRef,
    NumberRef,
)
from appcare.domain.events.content import Edit, Reaction, Revocation
from appcare.domain.events.media import LostMedia, MediaLost
from appcare.domain.events.messages import (
    MessageEdited,
    MessageReacted,
    MessageReceived,
    MessageRevoked,
    MessageStatusChanged,
    Status,
)
from appcare.domain.events.model import Unknown
from appcare.domain.links import LinkKind

AROUND: dict[str, Any] = {
    "order": "1",
    "occurred_at": None,
    "number": NumberRef(id="1", name="support"),
    "contact": ContactRef(id="c"),
    "conversation": ConversationRef(id="v"),
}
HERE = MessageRef(wamid="w")
PICTURE = Message(wamid="w", kind="image", media=Media(id="f"), reply_to="x")


@pytest.mark.parametrize(
    ("data", "named"),
    [
        (Unknown(**{**AROUND, "conversation": None}, field="x"), "contact:c"),
        (MessageReceived(**AROUND, message=PICTURE), "message:w message:x attachment:f"),
        (MessageReceived(**AROUND, message=Message(wamid="", kind="text")), ""),
        (MessageReacted(**AROUND, message=HERE, reaction=Reaction(to="x")), "message:w message:x"),
        (MessageReacted(**AROUND, message=HERE, reaction=Reaction(to="w")), "message:w"),
        (
            MessageEdited(**AROUND, message=HERE, edit=Edit(of="x", message=PICTURE)),
            "message:w message:x attachment:f",
        ),
        (MessageRevoked(**AROUND, message=HERE, revocation=Revocation(of="x")), "message:w message:x"),
        (MessageStatusChanged(**AROUND, message=HERE, status=Status(status="read")), "message:w"),
        (
            MediaLost(**AROUND, message=HERE, media=LostMedia(id="f"), reason="gone"),
            "message:w attachment:f",
        ),
    ],
    ids=[
        *("of no conversation", "message", "message without id", "reaction", "reaction to itself"),
        *("edit", "revocation", "status", "file"),
    ],
)
def test_what_an_event_speaks_of(data: EventData, named: str) -> None:
    """Its contact and conversation, the message it is and the ones it is about, its file; each once."""
    found = [f"{key.kind}:{key.id}" for key in links_of(data, frozenset(LinkKind))]
    around = ["contact:c", "conversation:v"] if data.conversation else ["contact:c"]
    assert found == [*around, *(one for one in named.split() if one not in around)]


def test_only_the_kinds_asked_for() -> None:
    """Without kinds there is nothing to read."""
    data = MessageReceived(**AROUND, message=PICTURE)
    assert [key.id for key in links_of(data, frozenset({LinkKind.CONVERSATION}))] == ["v"]
    assert links_of(data, frozenset()) == ()
