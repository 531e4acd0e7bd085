"""The Cloud API double takes what Meta takes, and says of the rest what is wrong with it."""

from typing import Any

import httpx
import pytest

from tests.unit.playground.test_graph import MESSAGE, TOKEN, post

BUTTON = {"type": "reply", "reply": {"id": "yes", "title": "Yes"}}
SECTION = {"title": "Days", "rows": [{"id": "mon", "title": "Monday"}]}

TAKEN: dict[str, Any] = {
    "text": {"body": "a" * 4096, "preview_url": True},
    "image": {"link": "https://example.com/a.jpg", "caption": "This one?"},
    "document": {"link": "https://example.com/a.pdf", "filename": "a.pdf"},
    "audio": {"link": "https://example.com/a.ogg"},
    "location": {"latitude": 52.1, "longitude": 5, "name": "Depot"},
    "contacts": [
        {"name": {"formatted_name": "Anna", "first_name": "Anna"}, "phones": [{"phone": "+31612345678"}]}
    ],
    "reaction": {"message_id": "wamid.x", "emoji": ""},
    "interactive": {"type": "button", "body": {"text": "Sure?"}, "action": {"buttons": [BUTTON]}},
    "template": {
        "name": "parcel_delayed",
        "language": {"code": "en_US", "policy": "deterministic"},
        "components": [{"type": "body", "parameters": [{"type": "text", "text": "Mark"}]}],
    },
}


def sent(graph: httpx.Client, type_: str, content: Any, **more: Any) -> httpx.Response:
    """Send a message of a type."""
    message = {**MESSAGE, "type": type_, **more}
    del message["text"]
    return post(graph, {**message, type_: content})


def flaw(answer: httpx.Response) -> tuple[int, int, str]:
    """Return the status, Meta's code and the details of a refusal."""
    error = answer.json()["error"]
    return answer.status_code, error["code"], error["error_data"]["details"]


@pytest.mark.parametrize("type_", TAKEN)
def test_kinds_of_messages(graph: httpx.Client, type_: str) -> None:
    """Each kind of message that AppCare sends is accepted, and listed as it came."""
    assert sent(graph, type_, TAKEN[type_]).status_code == 200
    assert graph.get("/sent").json()[0]["body"][type_] == TAKEN[type_]


@pytest.mark.parametrize(
    "interactive",
    [
        {
            "type": "list",
            "body": {"text": "a" * 4096},
            "action": {"button": "Choose", "sections": [SECTION]},
        },
        {
            "type": "flow",
            "body": {"text": "Your address"},
            "action": {
                "name": "flow",
                "parameters": {"flow_message_version": "3", "flow_id": "1", "flow_cta": "Go"},
            },
        },
        {
            "type": "request_contact_info",
            "body": {"text": "Your number?"},
            "action": {"name": "request_contact_info"},
        },
    ],
)
def test_kinds_of_interactive_messages(graph: httpx.Client, interactive: dict[str, Any]) -> None:
    """Lists, forms and questions for the phone number are accepted."""
    assert sent(graph, "interactive", interactive).status_code == 200


@pytest.mark.parametrize(
    ("type_", "content", "code", "named"),
    [
        ("text", {"body": "a" * 4097}, 131009, "text.body"),
        ("text", {}, 100, "text"),
        ("text", {"preview_url": True}, 131008, "text.body"),
        ("text", {"body": "Hi", "colour": "red"}, 100, "text.colour"),
        ("poem", {"body": "Hi"}, 100, "TEXT"),
        ("image", {"caption": "Where?"}, 131009, "image"),
        ("image", {"id": "1", "link": "https://example.com"}, 131009, "image"),
        ("image", {"id": "77"}, 100, "image['id']"),
        ("audio", {"link": "https://example.com", "caption": "No"}, 100, "audio.caption"),
        ("location", {"latitude": 91, "longitude": 0}, 131009, "location.latitude"),
        ("contacts", [{"name": {"formatted_name": "Anna"}}], 131009, "contacts.0.name"),
        (
            "interactive",
            {**TAKEN["interactive"], "action": {"buttons": [BUTTON] * 4}},
            131009,
            "interactive.button.action.buttons",
        ),
        ("template", {"name": "parcel_delayed", "language": {}}, 131008, "template.language.code"),
        ("template", {"name": "nothing", "language": {"code": "en_US"}}, 132001, "nothing"),
        ("template", {"name": "summer_sale", "language": {"code": "en_US"}}, 132015, "summer_sale"),
    ],
)
def test_wrong_content(graph: httpx.Client, type_: str, content: Any, code: int, named: str) -> None:
    """What Meta would not take is refused with its code, naming the parameter, and is not listed."""
    status, found, details = flaw(sent(graph, type_, content))
    assert (status, found) == (400, code)
    assert named in details
    assert graph.get("/sent").json() == []


@pytest.mark.parametrize(
    ("more", "code", "named"),
    [
        ({"to": 31612345678}, 131009, "to"),
        ({"to": "Anna"}, 131009, "to"),
        ({"to": None, "recipient": "1349120"}, 131009, "recipient"),
        ({"biz_opaque_callback_data": "a" * 513}, 131009, "biz_opaque_callback_data"),
        ({"context": {}}, 131008, "message_id"),
        ({"recipient_type": "everybody"}, 131009, "recipient_type"),
        ({"colour": "red"}, 100, "colour"),
    ],
)
def test_wrong_surroundings(graph: httpx.Client, more: dict[str, Any], code: int, named: str) -> None:
    """So is what stands around the content."""
    _, found, details = flaw(post(graph, {**MESSAGE, **more}))
    assert found == code
    assert named in details


@pytest.mark.parametrize(
    ("receipt", "code"),
    [
        ({"status": "read", "message_id": "wamid.x", "typing_indicator": {"type": "text"}}, None),
        ({"status": "read"}, 100),
        ({"status": "unread", "message_id": "wamid.x"}, 131009),
        ({"status": "read", "message_id": "wamid.x", "typing_indicator": {"type": "voice"}}, 131009),
    ],
)
def test_receipts(graph: httpx.Client, receipt: dict[str, Any], code: int | None) -> None:
    """A receipt may show that somebody writes; a wrong one is refused."""
    answer = post(graph, {"messaging_product": "whatsapp", **receipt})
    assert answer.json().get("error", {}).get("code") == code
    assert len(graph.get("/sent").json()) == (code is None)


def test_burst_to_one_customer(graph: httpx.Client) -> None:
    """After 45 messages in a row one customer gets no more, another one does; switched off, all do."""
    answers = [post(graph, MESSAGE).status_code for _ in range(46)]
    assert answers == [200] * 45 + [400]
    assert flaw(post(graph, MESSAGE))[1] == 131056
    assert post(graph, {**MESSAGE, "to": "31611111111"}).status_code == 200
    graph.post("/pair_limit", json={"on": False})
    assert post(graph, MESSAGE).status_code == 200


def test_uploaded_file_can_be_sent_and_fetched(graph: httpx.Client) -> None:
    """An uploaded file has an id that a message may name, and its content is kept to the byte."""
    content = bytes(range(256)) * 40 + b"\r\n--\r\n"
    media_id = uploaded(graph, content, "image/png").json()["id"]
    assert sent(graph, "image", {"id": media_id}).status_code == 200
    said = graph.get(f"/v26.0/{media_id}", headers=TOKEN).json()
    assert (said["mime_type"], said["file_size"]) == ("image/png", len(content))
    assert graph.get(said["url"], headers=TOKEN).content == content


@pytest.mark.parametrize(
    ("size", "mime_type", "code"),
    [
        (5 * 1024 * 1024 + 1, "image/jpeg", 131053),
        (500 * 1024 + 1, "image/webp", 131053),
        (5, "image/gif", 100),
        (0, "image/png", 100),
    ],
)
def test_file_that_cannot_be_uploaded(graph: httpx.Client, size: int, mime_type: str, code: int) -> None:
    """Files that are too large, empty, or of another type are refused."""
    assert flaw(uploaded(graph, b"a" * size, mime_type))[:2] == (400, code)


def test_upload_that_is_no_form(graph: httpx.Client) -> None:
    """A form without a file, and what is no form, name what is missing."""
    path, form = "/v26.0/106540352242922/media", {"messaging_product": "whatsapp"}
    assert "messaging_product" in flaw(graph.post(path, json=form, headers=TOKEN))[2]
    assert "file" in flaw(graph.post(path, data=form, files={"other": b"a"}, headers=TOKEN))[2]


def test_behaviour_of_uploads(graph: httpx.Client) -> None:
    """A behaviour whose `match` is in the path of uploads holds for these only."""
    graph.post("/behaviour", json={"status": 503, "match": "/media"})
    assert post(graph, MESSAGE).status_code == 200
    assert [uploaded(graph, b"a", "image/png").status_code for _ in range(2)] == [503, 200]


def uploaded(graph: httpx.Client, content: bytes, mime_type: str) -> httpx.Response:
    """Upload a file."""
    return graph.post(
        "/v26.0/106540352242922/media",
        data={"messaging_product": "whatsapp", "type": mime_type},
        files={"file": ("file", content, mime_type)},
        headers=TOKEN,
    )
