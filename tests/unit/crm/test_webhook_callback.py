"""The adapter `webhook` taking answers back."""

import base64
import hashlib
import hmac
from datetime import datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.application.adapter_ports import (
    AgentReply,
    CallbackRefusal,
    CallbackRefusedError,
    RawRequest,
    ReplyFile,
)
from appcare.config.settings import Destination
from appcare.crm.setup import DestinationSecrets
from appcare.crm.webhook.adapter import WebhookAdapter
from appcare.crm.webhook.callback import LONGEST_TEXT, MOST_FILES
from tests.unit.crm.callback_samples import CONTACT_ID, CONVERSATION_ID, NOW_S, document, signed
from tests.unit.crm.samples import MemoryHttp, setup

DESK = Destination(name="desk", adapter="webhook", url="https://desk.example.com/")
CURRENT, PREVIOUS, FOREIGN = (
    "whsec_" + base64.b64encode(letter * 32).decode() for letter in (b"c", b"p", b"f")
)


def parsed(request: RawRequest, *secrets: str) -> list[Any]:
    """Return what the adapter reads; it must not call anybody."""
    http = MemoryHttp()
    adapter = WebhookAdapter(setup(DESK, http, lambda: DestinationSecrets(secrets or (CURRENT, PREVIOUS))))
    try:
        return list(adapter.parse_callback(request))
    finally:
        assert http.calls == []


def refusal(request: RawRequest) -> CallbackRefusedError:
    """Return why the adapter refuses."""
    with pytest.raises(CallbackRefusedError) as refused:
        parsed(request)
    return refused.value


def test_an_answer() -> None:
    """Everything that the document says comes through, and its moment is the agent's."""
    file = {"url": "https://desk.example.com/f/1", "name": "é.pdf", "mime_type": "application/pdf"}
    content = document(text="Sí 😀", agent="u-7", conversation_id=CONVERSATION_ID, files=[file])
    (reply,) = parsed(signed(content, CURRENT))
    assert reply == AgentReply(
        id="n-1",
        contact_id=CONTACT_ID,
        conversation_id=CONVERSATION_ID,
        text="Sí 😀",
        files=[ReplyFile("https://desk.example.com/f/1", "é.pdf", "application/pdf")],
        agent="u-7",
        at=1_795_348_920_000,
    )


def test_the_smallest_answers() -> None:
    """A text alone, and a file alone, are answers."""
    assert parsed(signed(document(), CURRENT))[0].text == "It comes tomorrow."
    (reply,) = parsed(signed(document(text=None, files=[{"url": "https://a.example"}]), CURRENT))
    assert (reply.text, reply.files) == ("", [ReplyFile("https://a.example")])


@pytest.mark.parametrize("secret", [CURRENT, PREVIOUS])
def test_both_secrets_during_a_rotation(secret: str) -> None:
    """The CRM may sign with either secret that signs our deliveries."""
    assert len(parsed(signed(document(), secret))) == 1


def test_without_a_secret_nothing_is_proven() -> None:
    """A destination whose secret is absent takes no callback, rather than every one."""
    with pytest.raises(CallbackRefusedError) as refused:
        WebhookAdapter(setup(DESK, secrets=DestinationSecrets)).parse_callback(signed(document(), CURRENT))
    assert refused.value.code is CallbackRefusal.UNSIGNED


def test_proof_comes_first() -> None:
    """Nonsense that nobody signed is unsigned, a proven but old one is stale, whatever they say."""
    assert refusal(signed(b"}{", FOREIGN)).code is CallbackRefusal.UNSIGNED
    assert refusal(signed(b"}{", CURRENT, came_at=NOW_S + 301)).code is CallbackRefusal.STALE
    assert refusal(signed(b"}{", CURRENT)).code is CallbackRefusal.UNREADABLE


@pytest.mark.parametrize(
    ("content", "pointers"),
    [
        (b"", [""]),
        (b"[]", [""]),
        (b"{}", ["/type", "/timestamp", "/data"]),
        (document() | {"type": "agent.typing"}, ["/type"]),
        (document() | {"new": 1}, ["/new"]),
        (document(written_at="yesterday"), ["/timestamp"]),
        (document(written_at="2026-11-22T12:02:00"), ["/timestamp"]),
        (document(id=None, contact_id=None), ["/data/id", "/data/contact_id"]),
        (document(id=""), ["/data/id"]),
        (document(id="a b"), ["/data/id"]),
        (document(id=7), ["/data/id"]),
        (document(contact_id="anna"), ["/data/contact_id"]),
        (document(contact_id=CONTACT_ID + "\n"), ["/data/contact_id"]),
        (document(conversation_id="1"), ["/data/conversation_id"]),
        (document(text=None), ["/data"]),
        (document(text="x" * (LONGEST_TEXT + 1)), ["/data/text"]),
        (document(contactId="x"), ["/data/contactId"]),
        (document(files=[{"url": "ftp://a"}, {"name": "n"}]), ["/data/files/0/url", "/data/files/1/url"]),
        (document(files=[{"url": "https://a"}] * (MOST_FILES + 1)), ["/data/files"]),
        (document() | {"a/b~c": 1}, ["/a~1b~0c"]),
    ],
)
def test_what_is_wrong_is_named(content: Any, pointers: list[str]) -> None:
    """Each wrong part is named by a JSON pointer (RFC 6901); what stands there is not repeated."""
    refused = refusal(signed(content, CURRENT))
    assert refused.code is CallbackRefusal.UNREADABLE
    assert list(refused.wrong) == pointers
    assert all(refused.wrong.values())
    assert "tomorrow" not in f"{refused} {refused.wrong}"


@given(st.binary(max_size=200), st.dictionaries(st.text(max_size=9), st.text(max_size=9)))
def test_any_bytes_are_refused(body: bytes, headers: dict[str, str]) -> None:
    """Whatever a stranger sends, and whatever bytes somebody signs, is refused and raises nothing else."""
    request = RawRequest(headers=headers, query={}, body=body, at=NOW_S * 1000)
    assert refusal(request).code is CallbackRefusal.UNSIGNED
    text = body.decode(errors="replace").encode()
    assert refusal(signed(text, CURRENT)).code is CallbackRefusal.UNREADABLE


@pytest.mark.parametrize("body", [b'{"type":"agent.replied\xff"}', b'{"a":"\\ud800"}', b"[" * 5000])
def test_no_text_at_all(body: bytes) -> None:
    """What is no UTF-8, half a character, or nested without end is unreadable even where it is signed."""
    refused = refusal_of_bytes(body)
    assert refused.code is CallbackRefusal.UNREADABLE


def refusal_of_bytes(body: bytes) -> CallbackRefusedError:
    """Return the refusal of a signed body that need not be UTF-8."""
    content = f"msg_1.{NOW_S}.".encode() + body
    signature = base64.b64encode(hmac.new(b"c" * 32, content, hashlib.sha256).digest()).decode()
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(NOW_S),
        "webhook-signature": f"v1,{signature}",
    }
    return refusal(RawRequest(headers=headers, query={}, body=body, at=NOW_S * 1000))


@given(st.datetimes(), st.from_regex("[a-z0-9_]{1,9}", fullmatch=True))
def test_the_envelope_does_not_count(moment: datetime, id_: str) -> None:
    """The same answer in another envelope has the same id, whatever moment it is said to be of."""
    content = document(written_at=f"{moment.isoformat()}Z")
    (reply,) = parsed(signed(content, CURRENT, id_=id_))
    assert reply.id == "n-1"


def test_a_moment_of_no_calendar() -> None:
    """There is no year 0."""
    assert list(refusal(signed(document(written_at="0000-12-31T00:00:00Z"), CURRENT)).wrong) == ["/timestamp"]
