"""What follows from updates: topics, files, answers, progress."""

import json
from typing import Any

import pytest

from appcare.domain.prices import Price, Priced
from appcare.domain.progress import Progress, Stage
from docs.samples.messages import KINDS
from docs.samples.people import Sample, echo
from tests.unit.whatsapp.reading import data_of, said_by
from tests.unit.whatsapp.samples import Json, status, text_message, value, webhook

OLD = "31612345678"


@pytest.mark.parametrize(
    ("parts", "topic"),
    [
        ({}, ""),
        ({"referral": {"source_id": "AD", "source_url": "https://x"}}, "AD"),
        ({"referral": {"source_url": "https://x"}}, "https://x"),
        ({"referral": {}}, ""),
        ({"type": "button", "button": {"payload": "P", "text": "T"}}, "P"),
        ({"type": "button", "button": {"text": "T"}}, ""),
        ({"type": "interactive", "interactive": {"list_reply": {"id": "L"}}}, "L"),
        ({"type": "interactive", "interactive": {"button_reply": {"id": "B"}}}, "B"),
        ({"type": "button", "button": {"payload": "P"}, "referral": {"source_id": "AD"}}, "AD"),
    ],
)
def test_what_a_conversation_may_begin_with(parts: Json, topic: str) -> None:
    """An ad, else the id of a choice."""
    assert said_by(webhook(value(messages=[text_message(**parts)]))).topic == topic


IMAGE: Json = {"type": "image", "image": {"id": "77"}}
EDIT: Json = {"original_message_id": "wamid.O", "message": IMAGE}


@pytest.mark.parametrize(
    "body",
    [
        webhook(value(messages=[text_message(**IMAGE)])),
        webhook(value(messages=[text_message(type="edit", edit=EDIT)])),
        webhook(value(messages=[text_message(type="voice", voice={"id": "77"})])),
        webhook(value(messages=[text_message(**IMAGE)]), field="history"),
        echo("image", {"id": "77"}).body(),
        echo("edit", EDIT).body(),
    ],
    ids=range(6),
)
def test_files_to_fetch(body: bytes) -> None:
    """A message's file is found, also in an echo, in an edit, and in the past."""
    assert said_by(body).media == ("77",)


def test_an_edit_without_its_message() -> None:
    """What was edited is said, and the update goes out as it came."""
    data = data_of(
        webhook(value(messages=[text_message(type="edit", edit={"original_message_id": "wamid.O"})]))
    )
    assert (data["edit"]["of"], data["edit"]["message"]["kind"]) == ("wamid.O", "unsupported")
    assert data["raw"]["message"]["type"] == "edit"


@pytest.mark.parametrize("reaction", [{"message_id": "wamid.O"}, {"message_id": "wamid.O", "emoji": ""}])
def test_a_reaction_taken_back(reaction: Json) -> None:
    """A reaction without an emoji is one taken back."""
    data = data_of(webhook(value(messages=[text_message(type="reaction", reaction=reaction)])))
    assert data["reaction"] == {"to": "wamid.O"}


@pytest.mark.parametrize(
    ("context", "forwarded"),
    [
        ({"forwarded": True}, "once"),
        ({"forwarded": True, "frequently_forwarded": True}, "often"),
        ({"frequently_forwarded": "true"}, "often"),
        ({"forwarded": False}, None),
    ],
)
def test_forwarded(context: Json, forwarded: str | None) -> None:
    """Whether it was passed on, and often."""
    data = data_of(webhook(value(messages=[text_message(context=context)])))
    assert data["message"].get("forwarded") == forwarded


def test_a_question_about_a_product_from_an_ad() -> None:
    """Product and ad are told."""
    context = {"id": "wamid.Q", "referred_product": {"catalog_id": "C", "product_retailer_id": "P"}}
    ad = {
        "source_id": "AD",
        "source_type": "ad",
        "image_url": "https://x/i",
        "ctwa_clid": "K",
        "welcome_message": {"text": "Hi"},
    }
    message = data_of(webhook(value(messages=[text_message(context=context, referral=ad)])))["message"]
    assert message["product"] == {"catalog_id": "C", "product_id": "P"}
    assert message["referral"] == {
        "source_id": "AD",
        "source_type": "ad",
        "media_url": "https://x/i",
        "click_id": "K",
        "greeting": "Hi",
    }


def test_errors_beside_content() -> None:
    """A message that Meta had trouble with keeps its content and says what the trouble was."""
    message = data_of(
        webhook(value(messages=[text_message(errors=[{"code": "131052", "title": "No file"}])]))
    )
    assert message["message"]["text"] == "hello"
    assert message["message"]["errors"] == [{"code": 131052, "title": "No file"}]


@pytest.mark.parametrize(
    ("parts", "field"), [({"group_id": "G"}, "messages"), ({}, "standby"), ({"group_id": "G"}, "standby")]
)
def test_what_is_not_ours_to_answer(parts: Json, field: str) -> None:
    """Neither a group's message nor one that another agent handles opens a conversation."""
    body = webhook(value(messages=[text_message(**parts)]), field=field)
    assert (said_by(body).types, said_by(body).inbound) == (("message.received",), False)
    message = data_of(body)["message"]
    assert (message.get("group_id"), message.get("standby", False)) == (
        parts.get("group_id"),
        field == "standby",
    )


@pytest.mark.parametrize(("word", "stage"), [(stage.name.lower(), stage) for stage in Stage])
def test_how_far_a_message_came(word: str, stage: Stage) -> None:
    """Each status is a step of its message; in a group, of its message to that participant."""
    assert said_by(webhook(value(statuses=[status(word=word)]))).progress == Progress("wamid.HBgL2", stage)
    parts = {"recipient_id": "1@g.us", "recipient_type": "group", "recipient_participant_id": OLD}
    body = webhook(value(statuses=[status(word=word, **parts)]))
    assert said_by(body).progress == Progress(f"wamid.HBgL2#{OLD}", stage)
    assert data_of(body)["status"]["group_id"] == "1@g.us"
    assert said_by(webhook(value(statuses=[status("", word)]))).progress is None


def test_what_a_message_costs() -> None:
    """Pricing and the conversation that Meta bills, whatever type their parts come in."""
    said = status(
        pricing={"billable": "true", "pricing_model": "PMP", "type": "regular", "category": "service"},
        conversation={"id": "c", "expiration_timestamp": "1799999000", "origin": {"type": "service"}},
    )
    told = data_of(webhook(value(statuses=[said])))["status"]
    assert told["pricing"] == {"billable": True, "model": "PMP", "type": "regular", "category": "service"}
    assert told["billed"] == {"id": "c", "origin": "service", "expires_at": "2027-01-15T07:43:20Z"}


def test_a_price_is_one_message_s() -> None:
    """Of ours by our id, else by Meta's; in a group each participant has a price of their own."""
    ours = "msg_" + "a" * 26
    price: Json = {"pricing": {"billable": True, "type": "regular", "category": "service"}}
    said = Price("service", "regular", billable=True)
    assert said_by(webhook(value(statuses=[status(**price)]))).priced == Priced("wamid.HBgL2", said)
    group = {"recipient_id": "1@g.us", "recipient_type": "group", "recipient_participant_id": OLD}
    named = status(**price, **group, biz_opaque_callback_data=ours)
    assert said_by(webhook(value(statuses=[named]))).priced == Priced(f"{ours}#{OLD}", said)
    bare = said_by(webhook(value(statuses=[status(pricing={"pricing_model": "PMP"})]))).priced
    assert bare == Priced("wamid.HBgL2", Price())
    assert said_by(webhook(value(statuses=[status()]))).priced is None


@pytest.mark.parametrize(
    ("origin", "expires", "until"),
    [
        ("referral_conversion", "1799999000", 1_799_999_000_000),
        ("service", "1799999000", 0),
        ("referral_conversion", None, 0),
        (None, "1799999000", 0),
    ],
)
def test_until_when_messages_are_free(origin: str | None, expires: str | None, until: int) -> None:
    """Meta's own word counts, and only of a conversation that began with an ad."""
    billed = {"id": "c", "expiration_timestamp": expires, "origin": {"type": origin}}
    said = said_by(webhook(value(statuses=[status(conversation=billed)])))
    assert (said.free_until, said.inbound, said.outbound) == (until, False, False)
    assert said_by(webhook(value(statuses=[status()]))).free_until == 0


@pytest.mark.parametrize("seconds", [None, 0, "12"])
def test_a_call_answers_where_somebody_talked(seconds: Any) -> None:
    """A call that nobody picked up leaves the customer waiting."""
    call = {
        "id": "wacid.1",
        "from": OLD,
        "event": "terminate",
        "direction": "USER_INITIATED",
        "duration": seconds,
    }
    assert said_by(webhook(value(calls=[call]), field="calls")).outbound == (seconds == "12")


@pytest.mark.parametrize("kind", KINDS)
def test_an_echo_says_what_a_message_says(kind: str) -> None:
    """What the company writes on its phone is read as what customers write."""
    message: Json = json.loads(KINDS[kind].body())["entry"][0]["changes"][0]["value"]["messages"][0]
    swapped = {**message, "from": "31850608100", "to": OLD}
    told = data_of(Sample("smb_message_echoes", {"message_echoes": [swapped]}, around=True).body())
    received = data_of(KINDS[kind].body())
    assert told["message"] == received["message"]


def test_a_message_whose_field_stands_within() -> None:
    """The field may stand in the change's value; it is no change of its own."""
    inside = value(messages=[text_message()], field="standby")
    document = json.loads(webhook(inside))
    del document["entry"][0]["changes"][0]["field"]
    assert data_of(json.dumps(document).encode())["message"]["standby"] is True


def test_a_template_under_another_field() -> None:
    """What an update holds tells what it is, where its field does not."""
    changed = {"event": "PAUSED", "message_template_id": 7, "other_info": {"title": "FIRST_PAUSE"}}
    for field in ("messages", "template_status_update", "", "something_new"):
        told = data_of(webhook(changed, field=field))
        assert (told["status"], told["template"]["id"], told["title"]) == ("paused", "7", "FIRST_PAUSE")


@pytest.mark.parametrize("beside", [{"type": "call"}, {"id": "wacid.HBgL"}])
def test_a_call_rings_under_any_field(beside: Json) -> None:
    """A call's status is told by its type or its id, too."""
    assert said_by(webhook(value(statuses=[status(word="RINGING", **beside)]))).types == ("call.ringing",)
