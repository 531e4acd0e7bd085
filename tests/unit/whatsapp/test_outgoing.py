"""Messages as requests, held against Meta's own specification of an older version."""

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appcare.application.send_ports import Recipient
from appcare.domain.events.content import Card, Location
from appcare.domain.events.outgoing import (
    CardsContent,
    FormContent,
    LocationContent,
    OutgoingMessage,
    ReactionContent,
    TemplateButton,
    TemplateContent,
    TemplateHeader,
    TextContent,
)
from appcare.whatsapp.outgoing import message_body, missing_files, read_body
from tests.meta_specification import MESSAGES, in_words_of_v23, specification, validator
from tests.unit.whatsapp.outgoing_samples import CONTENTS, UPLOADS, messages, wamids

TO = Recipient(phone="31612345678", bsuid="NL.123")
OUR_ID = "msg_" + "a" * 26

NEWER_INTERACTIVE = ("request_contact_info",)
"""Kinds of interactive messages that came after it."""


def body(message: OutgoingMessage, to: Recipient = TO) -> dict[str, Any]:
    """Return the request of a message."""
    return message_body(to, message, OUR_ID, UPLOADS)


def body_of(content: Any) -> Any:
    """Return what stands under the type of a message with this content."""
    said = body(OutgoingMessage(content=content))
    return said[said["type"]]


@pytest.mark.parametrize("kind", CONTENTS)
@settings(max_examples=30)  # of each kind
@given(data=st.data())
def test_any_message_is_as_meta_specifies(kind: str, data: st.DataObject) -> None:
    """Whatever can be asked for becomes a request that the specification takes."""
    check = validator()
    reply_to = data.draw(st.none() | wamids)
    message = OutgoingMessage(content=data.draw(CONTENTS[kind]), reply_to=reply_to)
    said = body(message)
    if message.content.kind == "contact_request":
        assert said["interactive"]["type"] in NEWER_INTERACTIVE
        # The frame is specified all the same.
        frame = {
            "type": "button",
            "action": {"buttons": [{"type": "reply", "reply": {"id": "1", "title": "1"}}]},
        }
        said["interactive"] |= frame
    check.validate(in_words_of_v23(said))


@pytest.mark.parametrize(
    "spoiled",
    [
        {"text": {"text": "not body"}},
        {"text": None},
        {"to": None},
        {"type": "sticker"},
        {"invented": 1},
        {"recipient": "NL.1"},
    ],
)
def test_the_specification_refuses_what_is_wrong(spoiled: dict[str, Any]) -> None:
    """The mended schema still judges: what is missing, misnamed or not known is not valid."""
    good = in_words_of_v23(body(OutgoingMessage(content=TextContent(kind="text", text="a"))))
    assert validator().is_valid(good)
    assert not validator().is_valid(good | spoiled)


@given(message=messages)
def test_nothing_is_null_and_all_is_json(message: OutgoingMessage) -> None:
    """Meta takes an absent part for absent, and a null for a mistake."""

    def nulls(part: Any) -> bool:
        if isinstance(part, dict):
            return any(nulls(one) for one in part.values())
        return part is None or (isinstance(part, list) and any(nulls(one) for one in part))

    said = body(message)
    assert not nulls(said)
    assert json.loads(json.dumps(said)) == said


@pytest.mark.parametrize(
    ("to", "whom"),
    [
        (TO, {"to": "31612345678"}),
        (Recipient(phone="31612345678"), {"to": "31612345678"}),
        (Recipient(bsuid="NL.123"), {"recipient": "NL.123"}),
    ],
)
def test_whom_it_goes_to(to: Recipient, whom: dict[str, str]) -> None:
    """The phone number counts where both are known, and one of the two always stands there."""
    said = body(OutgoingMessage(content=TextContent(kind="text", text="a")), to)
    assert {name: said[name] for name in ("to", "recipient") if name in said} == whom


def test_nobody_is_no_recipient() -> None:
    """A request that goes to nobody is not made."""
    with pytest.raises(ValueError, match="somebody"):
        body(OutgoingMessage(content=TextContent(kind="text", text="a")), Recipient())


@given(message=messages)
def test_what_every_message_carries(message: OutgoingMessage) -> None:
    """Our id travels with it, and an answer names what it answers."""
    said = body(message)
    assert said["biz_opaque_callback_data"] == OUR_ID
    assert said.get("context") == ({"message_id": message.reply_to} if message.reply_to else None)


def test_the_bytes_of_a_text() -> None:
    """A text, all of it."""
    message = OutgoingMessage(
        content=TextContent(kind="text", text="Hi", preview_link=True), reply_to="wamid.1"
    )
    assert body(message) == {
        "messaging_product": "whatsapp",
        "recipient_type": "individual",
        "to": "31612345678",
        "context": {"message_id": "wamid.1"},
        "type": "text",
        "text": {"body": "Hi", "preview_url": True},
        "biz_opaque_callback_data": OUR_ID,
    }


def test_a_template_with_everything() -> None:
    """Each button in its own shape, values by name, the header's file by Meta's id."""
    shapes = {"url": "x", "quick_reply": "p", "copy_code": "c", "flow": "t"}
    filled = TemplateContent(
        kind="template",
        name="order",
        language="en_US",
        header=TemplateHeader(kind="document", upload_id="upl_" + "a" * 26, filename="bill.pdf"),
        body={"name": "Ann"},
        buttons=tuple(
            TemplateButton.model_validate({"index": index, "type": type_, "value": value})
            for index, (type_, value) in enumerate(shapes.items())
        ),
    )
    components = body_of(filled)["components"]
    document = {"id": "media-a", "filename": "bill.pdf"}
    assert components[:2] == [
        {"type": "header", "parameters": [{"type": "document", "document": document}]},
        {"type": "body", "parameters": [{"type": "text", "parameter_name": "name", "text": "Ann"}]},
    ]
    assert [(one["sub_type"], one["index"], *one["parameters"]) for one in components[2:]] == [
        ("url", "0", {"type": "text", "text": "x"}),
        ("quick_reply", "1", {"type": "payload", "payload": "p"}),
        ("copy_code", "2", {"type": "coupon_code", "coupon_code": "c"}),
        ("flow", "3", {"type": "action", "action": {"flow_token": "t"}}),
    ]


def test_a_bare_template() -> None:
    """Nothing to fill, no components; values in order have no names."""
    bare = TemplateContent(kind="template", name="hello", language="en")
    assert body_of(bare) == {"name": "hello", "language": {"policy": "deterministic", "code": "en"}}
    listed = body_of(bare.model_copy(update={"body": ("a", "b")}))["components"]
    assert listed == [
        {"type": "body", "parameters": [{"type": "text", "text": "a"}, {"type": "text", "text": "b"}]}
    ]


def test_a_place_at_zero() -> None:
    """The equator is a place, and no absent one."""
    at = LocationContent(kind="location", location=Location(latitude=0.0, longitude=0.0, name=""))
    assert body_of(at) == {"latitude": 0.0, "longitude": 0.0}


def test_a_reaction_taken_back() -> None:
    """An empty emoji takes it back; without the member Meta would refuse."""
    assert body_of(ReactionContent(kind="reaction", message="wamid.1")) == {
        "message_id": "wamid.1",
        "emoji": "",
    }


@pytest.mark.parametrize(
    ("card", "name"),
    [
        (Card(), {"formatted_name": "?", "first_name": "?"}),
        (Card(company="Acme"), {"formatted_name": "Acme", "first_name": "Acme"}),
        (
            Card(emails=("", "a@example.com")),
            {"formatted_name": "a@example.com", "first_name": "a@example.com"},
        ),
        (
            Card(first_name="Ann", last_name="Lee"),
            {"formatted_name": "Ann Lee", "first_name": "Ann", "last_name": "Lee"},
        ),
        (Card(name="Dr Lee", last_name="Lee"), {"formatted_name": "Dr Lee", "last_name": "Lee"}),
    ],
)
def test_every_card_has_a_name(card: Card, name: dict[str, str]) -> None:
    """Meta wants the name to show and one part of it, whatever the card has."""
    (said,) = body_of(CardsContent(kind="contacts", contacts=(card,)))
    assert said["name"] == name


def test_where_a_form_begins() -> None:
    """With a screen it begins there and is filled; without, it begins where it begins by itself."""
    plain = FormContent(kind="form", text="a", button="Open", flow_id="1")
    start = {"flow_message_version": "3", "flow_id": "1", "flow_cta": "Open"}
    assert body_of(plain)["action"]["parameters"] == start
    filled = body_of(plain.model_copy(update={"screen": "S", "data": {"a": 1}, "token": "t", "draft": True}))
    assert filled["action"]["parameters"] == {
        **start,
        "flow_token": "t",
        "mode": "draft",
        "flow_action": "navigate",
        "flow_action_payload": {"screen": "S", "data": {"a": 1}},
    }


def test_marking_as_read() -> None:
    """With the sign that somebody writes, or without, as Meta's own example has it."""
    examples = specification()["paths"][MESSAGES]["post"]["requestBody"]["content"]["application/json"][
        "examples"
    ]
    example = examples["Send typing indicator and read receipt"]["value"]
    assert read_body(example["message_id"], typing=True) == example
    assert read_body("wamid.1", typing=False) == {
        "messaging_product": "whatsapp",
        "status": "read",
        "message_id": "wamid.1",
    }


@given(message=messages)
def test_files_that_meta_has_not(message: OutgoingMessage) -> None:
    """It is known before whether a request can be made: exactly where a file has no id, it cannot."""
    assert not missing_files(message, UPLOADS)
    if missing_files(message, {}):
        with pytest.raises(KeyError):
            message_body(TO, message, OUR_ID, {})
    else:
        assert message_body(TO, message, OUR_ID, {}) == body(message)
