"""The API over memory: messages that are asked for, and what is said of those that cannot be."""

import base64
import json
from typing import Any

import pytest

from appcare.application.send_rules import Intended
from appcare.domain.errors import StorageError
from appcare.domain.events.failures import Failure, FailureClass
from functions.agent_api import handler
from functions.agent_api.bodies import LARGEST
from tests.unit.application.sending_world import HOUR, SendingWorld
from tests.unit.functions.api_requests import request
from tests.unit.functions.sending_api import Api

NOBODY = "ctc_" + "a" * 26
TEXT = {"content": {"kind": "text", "text": "It comes tomorrow."}}


class Blocked:
    """`SendRule` of a customer who wants to hear nothing."""

    def refusal(self, intended: Intended) -> Failure | None:
        """Refuse it."""
        return Failure(reason=FailureClass.OPTED_OUT, advice=f"Do not write to {intended.number_id}.")


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Api:
    """Return the API of a customer who has just written."""
    return Api(monkeypatch)


def test_a_message_is_taken_once(api: Api) -> None:
    """Its ids come back, and come back again."""
    status, taken = api.send({"message": TEXT, "agent": "u-7"})
    assert status == 202
    assert set(taken) == {"id", "event_id", "conversation_id"}
    assert (taken["id"][:4], taken["event_id"][:4]) == ("msg_", "evt_")
    assert taken["conversation_id"] == api.talk.id
    api.now += 48 * HOUR
    assert api.send({"agent": "u-7", "message": {**TEXT, "reply_to": None}}) == (202, taken)
    assert len(api.world.replies()) == 1


def test_a_key_with_two_bodies(api: Api) -> None:
    """The second is told that the key is taken."""
    api.send({"message": TEXT})
    status, problem = api.send({"message": TEXT, "agent": "u-8"})
    assert (status, problem["type"]) == (409, "urn:appcare:problem:idempotency-conflict")
    assert len(api.world.replies()) == 1


def test_outside_the_window(api: Api) -> None:
    """The problem says why, what would help, and which templates could be sent."""
    api.now += 24 * HOUR
    status, problem = api.send({"message": TEXT})
    assert (status, problem["type"]) == (422, "urn:appcare:problem:not-sendable")
    assert (problem["reason"], problem["templates"]) == ("window_closed", ["hello_7"])
    assert problem["advice"] == problem["detail"] != ""
    assert not api.world.replies()
    template = {"kind": "template", "name": "hello_7", "language": "nl", "body": ["Anna"]}
    assert api.send({"message": {"content": template}})[0] == 202


def test_another_rule(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whatever rule refuses, its reason is what the caller decides by."""
    monkeypatch.setattr(api, "world", SendingWorld(Blocked()))
    api.world.writes()
    status, problem = api.send({"message": TEXT})
    assert (status, problem["reason"], problem["templates"]) == (422, "opted_out", [])


def test_a_number_by_its_name(api: Api) -> None:
    """It goes out from the number of that name, also where the customer never wrote to it: a template."""
    template = {"message": {"content": {"kind": "template", "name": "hello", "language": "en_US"}}}
    status, taken = api.send({**template, "number": "sales"})
    assert (status, taken["conversation_id"]) == (202, None)
    assert api.world.replies()[0].key.pk.startswith("wa#8#")
    status, problem = api.send({"message": TEXT, "number": "sales"}, key="k-2")
    assert (status, problem["reason"]) == (422, "window_closed")


@pytest.mark.parametrize(
    ("parts", "to", "pointer"),
    [
        ({}, NOBODY, "#/path/contact_id"),
        ({"conversation_id": "cnv_" + "a" * 26}, "", "#/body/conversation_id"),
        ({"conversation_id": "\u0000"}, "", "#/body/conversation_id"),
    ],
)
def test_what_does_not_exist(api: Api, parts: dict[str, Any], to: str, pointer: str) -> None:
    """A contact or a conversation that is not there is not found, and the answer says which."""
    status, problem = api.send({"message": TEXT, **parts}, to=to)
    assert (status, problem["errors"][0]["pointer"]) == (404, pointer)
    assert not api.world.replies()


def test_a_number_that_does_not_exist(api: Api) -> None:
    """A name that no number has is bad input."""
    assert set(api.pointers({"message": TEXT, "number": "sports"})) == {"#/body/number"}


CONTENT = "#/body/message/content"


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        ({"kind": "text", "text": "x" * 4097}, {f"{CONTENT}/text": "at most 4096 characters"}),
        ({"kind": "text", "text": ""}, {f"{CONTENT}/text": "at least 1 character"}),
        ({"kind": "text"}, {f"{CONTENT}/text": "required"}),
        ({"kind": "fax", "text": "x"}, {CONTENT: "'text'"}),
        ({"text": "x"}, {CONTENT: "kind"}),
        ("x", {CONTENT: "object"}),
        ({"kind": "text", "text": "x", "bold": True}, {f"{CONTENT}/bold": "not permitted"}),
        ({"kind": "image"}, {CONTENT: "give either upload_id or link"}),
        ({"kind": "image", "link": "http://a"}, {f"{CONTENT}/link": "pattern"}),
        (
            {"kind": "location", "location": {"latitude": "north"}},
            {f"{CONTENT}/location/latitude": "number", f"{CONTENT}/location/longitude": "required"},
        ),
        (
            {"kind": "buttons", "text": "?", "buttons": [{"id": "1", "title": "x" * 21}]},
            {f"{CONTENT}/buttons/0/title": "at most 20 characters"},
        ),
        (
            {"kind": "template", "name": "hello", "language": "nl", "body": 7},
            {f"{CONTENT}/body": "array"},
        ),
        (
            {"kind": "template", "name": "hello", "language": "nl", "body": ["a", 7]},
            {f"{CONTENT}/body/1": "string", f"{CONTENT}/body": "object"},
        ),
    ],
)
def test_what_a_message_cannot_be(api: Api, content: Any, wrong: dict[str, str]) -> None:
    """Each wrong part has a pointer into the body that was sent, and a sentence."""
    found = api.pointers({"message": {"content": content}})
    assert set(found) == set(wrong)
    for pointer, part in wrong.items():
        assert part in found[pointer]


@pytest.mark.parametrize(
    ("body", "pointers"),
    [
        (None, {"#/body/message"}),
        ("", {"#/body/message"}),
        ("{", {"#/body"}),
        ("[]", {"#/body"}),
        ("[" * 100_000, {"#/body"}),
        ('{"message": {"content": {"kind": "text", "text": "\\ud800"}}}', {"#/body"}),
        ({"message": TEXT, "agent": float("nan")}, {"#/body"}),
        ({"message": TEXT, "agent": "", "numbre": "x"}, {"#/body/agent", "#/body/numbre"}),
        ({"message": {**TEXT, "reply_to": "x" * 257}}, {"#/body/message/reply_to"}),
        ({"message": TEXT, "conversation_id": "x" * 65}, {"#/body/conversation_id"}),
    ],
)
def test_what_a_body_cannot_be(api: Api, body: Any, pointers: set[str]) -> None:
    """What is no JSON, or not the document that is described, is named."""
    assert set(api.pointers(body)) == pointers


@pytest.mark.parametrize("key", [None, "", " ", "two words", "é", "x" * 256])
def test_a_key_must_be_there(api: Api, key: str | None) -> None:
    """Without a key, or with one that no header can have, nothing is taken."""
    assert len(api.pointers({"message": TEXT}, key=key)) == 1


def test_the_longest_key(api: Api) -> None:
    """255 visible characters are a key, commas among them."""
    assert api.send({"message": TEXT}, key="a,b#" + "~" * 251)[0] == 202


def test_a_body_in_base64(api: Api) -> None:
    """API Gateway may hand a body over encoded; what is not what it says is bad input."""
    path = f"/v1/contacts/{api.talk.contact_id}/messages"
    for body, status in ((json.dumps({"message": TEXT}).encode(), 202), (b"\xff\xfe", 400)):
        event = request(path, method="POST", body=base64.b64encode(body).decode())
        event["headers"]["idempotency-key"] = "k-1"
        event["isBase64Encoded"] = True
        assert handler.lambda_handler(event, None)["statusCode"] == status


def test_a_body_that_is_too_large(api: Api) -> None:
    """More than any message needs is refused as that."""
    status, problem = api.send({"message": TEXT, "agent": "x" * LARGEST})
    assert (status, problem["type"]) == (413, "urn:appcare:problem:too-large")


def test_while_the_tables_do_not_answer(api: Api, monkeypatch: pytest.MonkeyPatch) -> None:
    """The caller is told to ask again, and the same request then is taken once."""

    def fail(*_: Any) -> None:
        message = "gone"
        raise StorageError(message)

    with monkeypatch.context() as down:
        down.setattr(api.world.log, "append", fail)
        status, problem = api.send({"message": TEXT})
        assert (status, problem["type"]) == (503, "urn:appcare:problem:try-again")
    assert api.send({"message": TEXT})[0] == 202
    assert len(api.world.replies()) == 1


def test_only_post(api: Api) -> None:
    """Messages are not listed here; the answer says what is possible."""
    said = handler.lambda_handler(request(f"/v1/contacts/{api.talk.contact_id}/messages"), None)
    assert (said["statusCode"], said["headers"]["allow"]) == (405, "POST")
