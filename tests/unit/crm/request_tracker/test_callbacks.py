"""Agents' replies as the scrip posts them."""

import base64
import json
from dataclasses import replace
from typing import Any

import pytest

from appcare.application.adapter_ports import (
    AgentReply,
    CallbackRefusal,
    CallbackRefusedError,
    ReplyFile,
)
from appcare.crm.request_tracker.adapter import RequestTrackerAdapter
from appcare.crm.setup import DestinationSecrets
from tests.unit.crm.request_tracker.bench import SECRET, FakeBench, callback

NOW = 1_795_359_868_000
PREVIOUS, FOREIGN = ("whsec_" + base64.b64encode(letter * 24).decode() for letter in (b"p", b"f"))
DATA = {
    "ticket": 7,
    "transaction": 43,
    "conversation": "cnv_1",
    "agent": "agent-ann",
    "text": "Hello from Ann",
    "attachments": [{"id": 6, "name": "x.pdf", "type": "application/pdf"}],
}


def adapter(*signing: str) -> RequestTrackerAdapter:
    """Return the adapter with these secrets."""
    setup = FakeBench().setup()
    return RequestTrackerAdapter(replace(setup, secrets=lambda: DestinationSecrets(signing)))


def body(**data: Any) -> str:
    """Return what the scrip posts."""
    document = {"type": "ticket.replied", "timestamp": "2026-11-22T15:04:27Z", "data": DATA | data}
    return json.dumps(document)


def test_a_reply_with_everything() -> None:
    """Ticket, conversation, text, author, moment, and where each file can be fetched."""
    (reply,) = adapter(SECRET).parse_callback(callback(body(), NOW, id_="rt-transaction-43"))
    assert reply == AgentReply(
        id="rt-transaction-43",
        conversation="7",
        conversation_id="cnv_1",
        text="Hello from Ann",
        files=[ReplyFile("https://rt.example.com/REST/2.0/attachment/6", "x.pdf", "application/pdf")],
        agent="agent-ann",
        at=1_795_359_867_000,
    )


@pytest.mark.parametrize("secret", [SECRET, PREVIOUS])
def test_both_secrets_count_during_a_rotation(secret: str) -> None:
    """Whichever the scrip has."""
    assert adapter(SECRET, PREVIOUS).parse_callback(callback(body(), NOW, secret))


@pytest.mark.parametrize("signing", [(), ("",), (FOREIGN,)])
def test_nothing_is_taken_without_the_right_secret(signing: tuple[str, ...]) -> None:
    """Also where none is stored yet."""
    with pytest.raises(CallbackRefusedError) as refused:
        adapter(*signing).parse_callback(callback(body(), NOW))
    assert refused.value.code is CallbackRefusal.UNSIGNED


@pytest.mark.parametrize(("late_s", "code"), [(-301, "stale"), (-299, ""), (299, ""), (301, "stale")])
def test_five_minutes_either_way(late_s: int, code: str) -> None:
    """Clocks differ a little; what is older was kept by somebody."""
    request = replace(callback(body(), NOW), at=NOW + late_s * 1000)
    if not code:
        assert adapter(SECRET).parse_callback(request)
        return
    with pytest.raises(CallbackRefusedError) as refused:
        adapter(SECRET).parse_callback(request)
    assert refused.value.code == code


@pytest.mark.parametrize(
    "data",
    [{"agent": "appcare-bot"}, {"text": "", "attachments": []}, {"text": " \n", "attachments": []}],
)
def test_what_is_no_answer(data: dict[str, Any]) -> None:
    """Our own writing, where the scrip has no condition, and a reply that says nothing."""
    assert adapter(SECRET).parse_callback(callback(body(**data), NOW)) == []


def test_another_kind_of_callback_is_none_of_ours() -> None:
    """A scrip may tell of more one day."""
    assert adapter(SECRET).parse_callback(callback('{"type": "ticket.resolved"}', NOW)) == []


def test_files_alone_are_an_answer() -> None:
    """With no text, and without a conversation where the field was emptied."""
    (reply,) = adapter(SECRET).parse_callback(callback(body(text="", conversation=None), NOW))
    assert (reply.text, reply.conversation_id, len(reply.files)) == ("", "", 1)


@pytest.mark.parametrize(
    "text",
    ["", "}{", "[]", "7", "{}", '{"type": "ticket.replied"}', '{"data": {"ticket": "x", "agent": "a"}}'],
)
def test_what_is_signed_but_makes_no_sense(text: str) -> None:
    """It is refused as that, and nothing of it is repeated."""
    with pytest.raises(CallbackRefusedError) as refused:
        adapter(SECRET).parse_callback(callback(text, NOW))
    assert refused.value.code is CallbackRefusal.UNREADABLE
