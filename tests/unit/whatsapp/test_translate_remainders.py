"""What stands at the edges of an update: told in our words, or in `raw`."""

import json
from typing import Any

import pytest

from appcare.domain.log import LogRecord
from appcare.domain.media import lane_of
from appcare.whatsapp.media import wanted_media
from tests.unit.whatsapp import reading
from tests.unit.whatsapp.samples import Json, contact, status, text_message, value, webhook

ANNA, ANNA_ID, BUSINESS = "31612345678", "NL.7402815593", "15550783881"


def record_of(change: Json, field: str) -> LogRecord:
    """Return the change's only record."""
    return reading.record_of(webhook(change, field=field))


def told(change: Json, field: str = "messages") -> Any:
    """Return the data of the change's only event."""
    return reading.event_of(record_of(change, field)).data


def message(type_: str, **parts: Any) -> Json:
    """Return a customer's message of a type."""
    return {**text_message(type=type_), "text": None, **parts}


def past(*messages: Json, **thread: Any) -> Json:
    """Return a history with one thread."""
    found = {"id": ANNA, "context": {"wa_id": ANNA, "user_id": ANNA_ID}, "messages": list(messages), **thread}
    return value(history=[{"metadata": {"phase": 0, "chunk_order": 1, "progress": 5}, "threads": [found]}])


def authors(change: Json) -> list[str | None]:
    """Return who wrote each message of the only thread."""
    return [one.by for one in told(change, "history").parts[0].threads[0].messages]


@pytest.mark.parametrize(
    "said",
    [
        {"type": "reaction", "reaction": {"message_id": "wamid.0", "emoji": "👍"}},
        {"type": "edit", "edit": {"original_message_id": "wamid.0", "message": {"type": "text"}}},
        {"type": "revoke", "revoke": {"original_message_id": "wamid.0"}},
        {"type": "template", "template": {"name": "welcome"}},
    ],
)
def test_what_a_history_has_beside_messages(said: Json) -> None:
    """A message of a type that histories are not told of goes out as it came."""
    data = told(past({"from": ANNA, "id": "wamid.1", "timestamp": "1799999000", **said}), "history")
    assert data.parts[0].threads[0].messages[0].message.was == said["type"]
    assert data.raw["value"]["history"][0]["threads"][0]["messages"][0][said["type"]] == said[said["type"]]


@pytest.mark.parametrize(
    ("names", "by"),
    [
        ({"from": f"+{ANNA}"}, "customer"),
        ({"from": "+31 6 1234 5678"}, "customer"),
        ({"from": ANNA_ID}, "customer"),
        ({"from_user_id": ANNA_ID, "from": "31600000000"}, "customer"),
        ({"from_user_id": ANNA_ID, "to": BUSINESS}, "customer"),
        ({"from": BUSINESS, "to": ANNA}, "company"),
        ({"from": f"+{BUSINESS}"}, "company"),
        ({"to": ANNA}, "company"),
        ({"to_user_id": ANNA_ID}, "company"),
        ({"from": "31600000000"}, None),
        ({}, None),
    ],
)
def test_who_wrote_in_the_past(names: Json, by: str | None) -> None:
    """However the customer is named, what they wrote is theirs; nobody is guessed at."""
    assert authors(past({"id": "wamid.1", "type": "text", "text": {"body": "hi"}, **names})) == [by]


@pytest.mark.parametrize("act", ["reaction", "edit", "revoke"])
@pytest.mark.parametrize("kind", ["messages", "message_echoes"])
def test_what_is_done_to_a_message_in_a_group(act: str, kind: str) -> None:
    """The group, and what Meta could not do, stand beside the message's id."""
    said = {"original_message_id": "wamid.0", "message_id": "wamid.0"}
    errors = [{"code": 131051, "title": "Unsupported"}]
    data = told(value(**{kind: [message(act, group_id="120363", errors=errors, **{act: said})]}))
    assert data.message.group_id == "120363"
    assert data.message.errors[0].code == 131051


@pytest.mark.parametrize(
    ("written", "quantity"), [(2, 2), ("2", 2), (2.0, 2), ("2.0", 2), ("02", 2)], ids=repr
)
def test_how_many_were_ordered(written: Any, quantity: int) -> None:
    """A whole number is one, however it is written."""
    items = [{"product_retailer_id": "mug", "quantity": written, "item_price": 1.5, "currency": "EUR"}]
    data = told(value(messages=[message("order", order={"catalog_id": "1", "product_items": items})]))
    assert data.message.order.items[0].quantity == quantity
    assert data.raw is None


@pytest.mark.parametrize("written", [2.5, "2.5", "two", True, -1, [2], "1_0", "٢"], ids=repr)
def test_how_many_is_never_guessed(written: Any) -> None:
    """What is no whole number is told as it came."""
    items = [{"product_retailer_id": "mug", "quantity": written}]
    data = told(value(messages=[message("order", order={"product_items": items})]))
    assert data.message.order.items[0].quantity is None
    assert data.raw["message"]["order"]["product_items"] == items


@pytest.mark.parametrize(
    ("field", "parts", "lost"),
    [
        (
            "automatic_events",
            {"automatic_events": [{"event_name": "LeadSubmitted"}, {"event_name": "CartFilled"}]},
            "CartFilled",
        ),
        (
            "account_update",
            {
                "event": "ACCOUNT_RESTRICTION",
                "violation_info": {"violation_type": "SCAM"},
                "restriction_info": [{"restriction_type": "RESTRICTED_BIZ_INITIATED_MESSAGING"}],
            },
            "SCAM",
        ),
        (
            "smb_app_state_sync",
            {"state_sync": [{"type": "label", "label": {"name": "VIP"}}]},
            "VIP",
        ),
        ("messages", {"messages": [message("contacts", contacts=[{"org": {"department": "R&D"}}])]}, "R&D"),
        ("messages", {"messages": [message("contacts", contacts=[{"ims": [{"user_id": "@a"}]}])]}, "@a"),
    ],
)
def test_parts_without_words_of_ours(field: str, parts: Json, lost: str) -> None:
    """They are in `raw`."""
    assert lost in json.dumps(told(value(**parts), field).raw)


def test_an_address_book_s_usernames() -> None:
    """A contact that the phone app knows by its username has it."""
    entry = {"type": "contact", "action": "add", "contact": {"username": "@anna", "user_id": ANNA_ID}}
    data = told(value(state_sync=[entry]), "smb_app_state_sync")
    assert (data.contacts[0].username, data.raw) == ("@anna", None)


PICKED = {"id": "3631120", "file_name": "IMG_1.jpg", "mime_type": "image/jpeg", "sha256": "PqHgadp8="}


@pytest.mark.parametrize("written", [json.dumps, dict])
def test_files_in_a_form(written: Any) -> None:
    """A form's files are the message's files: announced, wanted, and found again by their lane."""
    answers = {"photos": [PICKED, {**PICKED, "id": 3631121}], "rooms": [{"id": "kitchen"}], "name": "Anna"}
    reply = {"type": "nfm_reply", "nfm_reply": {"name": "flow", "response_json": written(answers)}}
    change = value(messages=[message("interactive", interactive=reply)])
    record = record_of(change, "messages")
    assert reading.CHANNEL.translate(record).media == ("3631120", "3631121")
    wanted = wanted_media(record, lane_of("3631121"))
    assert (wanted.wamid, wanted.filename, wanted.sha256) == ("wamid.HBgL1", "IMG_1.jpg", "PqHgadp8=")
    files = told(change).message.form.files
    assert [(one.id, one.filename) for one in files] == [("3631120", "IMG_1.jpg"), ("3631121", "IMG_1.jpg")]


@pytest.mark.parametrize("group", ["120363041234567890", "1203630412"])
def test_a_group_is_no_telephone(group: str) -> None:
    """A status that names nobody in the group keeps the group's key and is no proof of a phone number."""
    found = status(recipient_id=group, recipient_type="group")
    record = record_of(value(statuses=[found]), "messages")
    customer = reading.CHANNEL.translate(record).customer
    assert record.key.pk.endswith(f"#{group}")
    assert (customer.phone, customer.bsuid) == (None, None)
    assert told(value(statuses=[found])).status.group_id == group


@pytest.mark.parametrize("lists", [{"messages": []}, {"statuses": [], "contacts": []}, {"state_sync": []}])
def test_empty_lists_are_no_event(lists: Json) -> None:
    """Nothing happened: it is in the log and nobody hears of it."""
    assert reading.CHANNEL.translate(record_of(value(**lists), "messages")).types == ()


@pytest.mark.parametrize("parts", [{}, {"messages": {}}, {"messages": [], "novelty": 1}])
def test_what_is_not_understood_is_no_silence(parts: Json) -> None:
    """A change that says nothing, or something else beside empty lists, is `unknown`."""
    assert reading.CHANNEL.translate(record_of(value(**parts), "messages")).types == ("unknown",)


def test_a_name_that_is_not_taken_is_told() -> None:
    """Where the contact has another number than the message, both can be read."""
    other = value(messages=[text_message()], contacts=[contact(wa_id="31600000009")])
    assert told(other).contact.phone == ANNA
    assert told(other).raw["contact"]["wa_id"] == "31600000009"
    assert told(value(messages=[text_message()], contacts=[contact(wa_id=f"+{ANNA}")])).raw is None


@pytest.mark.parametrize(
    ("field", "parts", "said"),
    [
        (
            "template_correct_category_detection",
            {"message_template_id": 7, "category": "UTILITY", "correct_category": "MARKETING"},
            {"previous": "utility", "planned": "marketing"},
        ),
        (
            "phone_number_quality_update",
            {"event": "THROUGHPUT_UPGRADE", "max_daily_conversations_per_business": "TIER_10K"},
            {"daily_customers": 10_000},
        ),
        (
            "phone_number_quality_update",
            {"event": "THROUGHPUT_UPGRADE", "max_daily_conversations_per_business": "TIER_UNLIMITED"},
            {"daily_customers": -1},
        ),
        (
            "calls",
            {"calls": [{"id": "wacid.1", "from": ANNA, "event": "terminate", "status": ["COMPLETED"]}]},
            {"outcome": "completed"},
        ),
    ],
)
def test_documented_twice(field: str, parts: Json, said: Json) -> None:
    """What Meta documents in a second form is understood in it, with nothing left over."""
    data = told(value(**parts), field)
    assert {name: getattr(data, name) for name in said} == said
    assert data.raw is None


def test_a_security_code_s_hash() -> None:
    """A message says under which security code it was written, where the company asked for that."""
    data = told(value(messages=[text_message(identity_key_hash="DF2lS5v2W6x=")]))
    assert (data.message.identity_hash, data.raw) == ("DF2lS5v2W6x=", None)


@pytest.mark.parametrize(
    ("field", "parts"),
    [
        ("tracking_events", {"events": [{"event_name": "click", "tracking_data": {"click_id": "c"}}]}),
        ("messaging_handovers", {"messaging_handovers": [{"sender": {"phone_number": ANNA}}]}),
        ("business_status_update", {"business_id": "1", "event": "BUSINESS_ACCOUNT_DISABLED"}),
        ("message_echoes", {"message_echoes": [message("template", to=ANNA, template={"name": "t"})]}),
    ],
)
def test_fields_without_words_of_ours(field: str, parts: Json) -> None:
    """They are `unknown`, and whole."""
    record = record_of(value(**parts), field)
    assert reading.CHANNEL.translate(record).types == ("unknown",)
    assert told(value(**parts), field).raw == json.loads(record.body)
