"""Meta's updates in our words, case by case."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest

from appcare.domain.errors import UndigestibleError
from appcare.domain.events import (
    ChannelError,
    Message,
    MessageReceived,
    MessageStatusChanged,
    Unknown,
)
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, LogRecord
from tests.unit.whatsapp.reading import CHANNEL, event_of, record_of
from tests.unit.whatsapp.samples import (
    NUMBER,
    Json,
    contact,
    status,
    text_message,
    value,
    webhook,
)


def received(message: Json) -> MessageReceived:
    """Return a message in our words."""
    data = event_of(record_of(webhook(value(messages=[message])))).data
    assert isinstance(data, MessageReceived)
    return data


def changed(said: Json) -> MessageStatusChanged:
    """Return a status in our words."""
    data = event_of(record_of(webhook(value(statuses=[said])))).data
    assert isinstance(data, MessageStatusChanged)
    return data


def test_a_text() -> None:
    """A text message in full."""
    record = record_of(
        webhook(value(messages=[text_message(context={"id": "wamid.Q"})], contacts=[contact()]))
    )
    event = event_of(record)

    assert (event.type, event.source, event.subject) == ("message.received", f"/whatsapp/{NUMBER}", "ctc_1")
    assert event.data.model_dump(exclude_none=True) == {
        "order": record.key.sk,
        "occurred_at": datetime.fromtimestamp(1_799_999_000, UTC),
        "number": {"id": NUMBER, "name": "support"},
        "contact": {"id": "ctc_1", "phone": "31612345678", "name": "Kees"},
        "conversation": {"id": "cnv_1"},
        "message": {
            "wamid": "wamid.HBgL1",
            "kind": "text",
            "text": "hello",
            "reply_to": "wamid.Q",
        },
    }


@pytest.mark.parametrize("kind", ["image", "audio", "video", "document", "sticker"])
def test_media(kind: str) -> None:
    """Each kind of media is a reference with what Meta says about it; its caption is the text."""
    file: Json = {
        "id": 123,
        "mime_type": "a/b",
        "sha256": "c2hh",
        "caption": "look",
        "filename": "f",
        "voice": True,
        "animated": False,
    }
    message = received({**text_message(type=kind), kind: file}).message
    assert (message.kind, message.text) == (kind, "look")
    assert message.media is not None
    assert message.media.model_dump() == {**file, "id": "123"}


def test_a_voice_note_is_one_that_says_so() -> None:
    """Only a plain true makes an audio file a recording."""
    media = received(text_message(type="audio", audio={"id": "1", "voice": "false"})).message.media
    assert media is not None
    assert media.voice is False


@pytest.mark.parametrize(
    ("parts", "was"),
    [
        ({"type": "interactive", "interactive": {"type": "next_year"}}, "interactive"),
        ({"type": "unsupported", "unsupported": {"type": "edit"}}, "edit"),
        ({"type": "unknown"}, None),
        ({"type": "image", "image": {"caption": "no id"}}, "image"),
        ({"type": "text", "text": {"body": 7}}, "text"),
        ({"type": "location", "location": {"latitude": "1e999", "longitude": 1}}, "location"),
        ({"type": "contacts", "contacts": ["nobody"]}, "contacts"),
    ],
)
def test_what_cannot_be_shown_is_unsupported_and_raw(parts: Json, was: str | None) -> None:
    """A message that Meta does not pass on, or whose content is not as documented, goes out as it came."""
    message = text_message(**parts)
    data = received(message)
    assert data.message == Message(wamid="wamid.HBgL1", kind="unsupported", was=was)
    assert data.raw["message"] == message


@pytest.mark.parametrize("type_", ["next_year", "system", "hsm"])
def test_another_type_is_unknown_and_raw(type_: str) -> None:
    """A message of a type that nobody documents goes out as it came; the customer did write, though."""
    record = record_of(webhook(value(messages=[text_message(type=type_)])))
    data = event_of(record).data
    assert isinstance(data, Unknown)
    assert data.raw["message"]["type"] == type_
    assert CHANNEL.translate(record).inbound == (type_ != "system")


@pytest.mark.parametrize("type_", [None, 7.5, ["text"], ""])
def test_a_message_without_a_type_is_what_it_holds(type_: Any) -> None:
    """Where the type is missing, the content tells it."""
    assert received(text_message(type=type_)).message.text == "hello"


@pytest.mark.parametrize("word", ["sent", "delivered", "read", "played", "failed"])
def test_a_status(word: str) -> None:
    """Each of Meta's words has its event, with our id of the message where Meta gives it back."""
    said = status(word=word, biz_opaque_callback_data="msg_1")
    event = event_of(record_of(webhook(value(statuses=[said]))))
    data = changed(said)
    assert (event.type, data.status.status) == (f"message.{word}", word)
    assert (data.message.wamid, data.status.our_id) == ("wamid.HBgL2", "msg_1")


def test_why_it_failed() -> None:
    """Codes come as numbers or text, details under `error_data` or not."""
    errors: list[Any] = [
        {"code": 131026, "title": "Undeliverable", "error_data": {"details": "far"}},
        {"code": "131047", "details": "near", "title": ""},
        {"code": "many", "title": 7},
        {"code": "9" * 19, "title": True},
        "nothing",
    ]
    assert changed(status(word="failed", errors=errors)).status.errors == (
        ChannelError(code=131026, title="Undeliverable", details="far"),
        ChannelError(code=131047, details="near"),
        ChannelError(title="7"),
        ChannelError(),
        ChannelError(),
    )


@pytest.mark.parametrize("word", ["RINGING", "deleted", "Sent", None, 7, ["sent"]])
def test_an_unknown_status_is_unknown_and_raw(word: Any) -> None:
    """A status without a word of ours goes out as it came."""
    said = status(word=word)
    data = event_of(record_of(webhook(value(statuses=[said])))).data
    assert isinstance(data, Unknown)
    assert (data.field, data.raw["status"]) == ("messages", said)


@pytest.mark.parametrize("field", ["seasonal_greetings", "message_template_status_update", ""])
def test_another_field_is_unknown_and_raw(field: str) -> None:
    """A change that nobody documents goes out under its field's name; it is no customer's message."""
    change = {"greeting": "hi", "message_template_id": None}
    record = record_of(webhook(change, field=field))
    data = event_of(record).data
    assert isinstance(data, Unknown)
    assert (data.field, data.raw["value"]) == (field, change)
    assert (CHANNEL.translate(record).inbound, CHANNEL.translate(record).number_id) == (False, "")


def test_no_timestamp_is_no_time() -> None:
    """Without Meta's timestamp the event has none; the router works with zero."""
    record = record_of(webhook(value(messages=[text_message(timestamp="soon")])))
    assert event_of(record).data.occurred_at is None
    assert CHANNEL.translate(record).occurred_at == 0


@pytest.mark.parametrize(
    ("parts", "bsuid", "phone"),
    [
        ({"from": "+31612345678"}, None, "31612345678"),
        ({"from": "31612345678", "from_user_id": "NL.1"}, "NL.1", "31612345678"),
        ({"from": "NL.1"}, "NL.1", None),
        ({"from": "", "from_user_id": "NL.ENT.1"}, "NL.ENT.1", None),
        ({"from": None}, None, None),
        ({"from": "0031 6-1234 5678"}, None, "31612345678"),
        ({"from": "+31 (6) 12345678"}, None, "31612345678"),
        ({"from": "WHATSAPP_ID"}, None, None),
        ({"from": "120363418770915618@g.us"}, None, None),
    ],
)
def test_who_it_was(parts: Json, bsuid: str | None, phone: str | None) -> None:
    """A business-scoped id is one wherever it stands; a phone number is digits without a plus."""
    record = record_of(webhook(value(messages=[text_message(**parts)])))
    customer = CHANNEL.translate(record).customer
    found = event_of(record).data.contact
    assert (customer.bsuid, customer.phone, customer.partition) == (bsuid, phone, record.key.pk)
    assert (found.bsuid, found.phone) == (bsuid, phone)


def test_an_id_in_the_profile() -> None:
    """A business-scoped id is found in the contact's profile, too."""
    person = contact() | {"profile": {"name": "Kees", "user_id": "NL.7"}}
    record = record_of(webhook(value(messages=[text_message()], contacts=[person])))
    assert CHANNEL.translate(record).customer.bsuid == "NL.7"


@pytest.mark.parametrize(
    ("number_id", "source"), [("1", "/whatsapp/1"), ("é /?", "/whatsapp/%C3%A9%20%2F%3F")]
)
def test_the_source_is_a_uri(number_id: str, source: str) -> None:
    """Whatever Meta's id of the number holds."""
    change = value(messages=[text_message()], metadata={"phone_number_id": number_id})
    assert event_of(record_of(webhook(change))).source == source


def test_raw_on_request() -> None:
    """Who asks for it gets Meta's update beside our words."""
    record = record_of(webhook(value(messages=[text_message()])))
    assert event_of(record, raw=True).data.raw == json.loads(record.body)


def test_another_type_than_the_record_holds() -> None:
    """An event that the record does not hold is undigestible, not invented."""
    record = record_of(webhook(value(messages=[text_message()])))
    with pytest.raises(UndigestibleError):
        CHANNEL.event(record, EventRef(record.key, "message.sent", "ctc_1"), raw=False)


@pytest.mark.parametrize("body", [b"", b"[]", b"1", b"\xff", b"[" * 100_000])
def test_a_body_that_we_did_not_write(body: bytes) -> None:
    """A record that is no JSON object is undigestible."""
    with pytest.raises(UndigestibleError):
        CHANNEL.translate(LogRecord(LogKey("wa#1#2", "0#1#message"), "message", body))
