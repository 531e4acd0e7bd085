"""Events as agents read them."""

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import TypeAdapter

from appcare.crm.wording import Voice, Wording, file_link, wording_of
from appcare.domain.events import EVENT_TYPES, CrmEvent
from appcare.domain.events.failures import FailureClass
from appcare.domain.events.media import StoredMedia
from appcare.domain.events.outgoing import OutgoingMessage
from docs.events import example_of
from tests.unit.crm.samples import event

PEOPLE = {
    "order": "1",
    "occurred_at": None,
    "number": {"id": "1", "name": "support"},
    "contact": {"id": "ctc_1"},
}
REF = {"wamid": "wamid.2"}
NO_PLACE = {
    *("message.sent", "message.delivered", "message.read", "message.played"),
    *("call.ringing", "call.accepted", "call.rejected"),
    *("customer.user_id_changed", "customer.chat_opened", "customer.conversion_detected", "unknown"),
    *("agent.read", "conversation.assigned", "conversation.closed"),
}
FAMILIES_WITHOUT_A_PLACE = ("group.", "template.", "number.", "rollout.", "account.", "flow.", "history.")


def of_type(type_: str, data: dict[str, Any]) -> CrmEvent:
    """Return an event with these data, read as strictly as any."""
    model = TypeAdapter(EVENT_TYPES[type_])
    return event().model_copy(update={"type": type_, "data": model.validate_python(PEOPLE | data)})


def said(type_: str, **data: Any) -> Wording:
    """Return the words for an event that must have some."""
    words = wording_of(of_type(type_, data), lambda wamid: "note 7" if wamid == "wamid.1" else "")
    assert words
    return words


def over_the_api(**message: Any) -> Wording:
    """Return the words for a message that was asked for through the API."""
    asked = OutgoingMessage.model_validate_json(json.dumps(message))
    return said("agent.replied", reply={"id": "1", "destination": "api", "message": asked})


def received(**message: Any) -> str:
    """Return what is read of a customer's message."""
    words = said("message.received", message={"wamid": "wamid.2", "kind": "text"} | message)
    assert (words.voice, words.message) == (Voice.CUSTOMER, True)
    return words.text


def test_an_answer_from_another_crm() -> None:
    """An agent reads where a colleague answered, what, and where the files lie; files alone are fine."""
    files = ({"url": "https://desk.example.com/1", "name": "a.pdf"}, {"url": "https://desk.example.com/2"})
    reply = {"id": "1", "destination": "desk", "files": files}
    links = "[File: a.pdf] https://desk.example.com/1\n[File: unnamed] https://desk.example.com/2"
    words = said("agent.replied", reply=reply | {"text": "Tomorrow."})
    assert (words.voice, words.message) == (Voice.COMPANY, True)
    assert words.text == f"[Answered in desk]\nTomorrow.\n{links}"
    assert said("agent.replied", reply=reply).text == f"[Answered in desk]\n{links}"


@pytest.mark.parametrize(
    ("content", "lines"),
    [
        ({"kind": "text", "text": "Tomorrow."}, ["Tomorrow."]),
        (
            {"kind": "image", "link": "https://a/1.jpg", "caption": "Look"},
            ["[Image: https://a/1.jpg]", "Look"],
        ),
        ({"kind": "document", "link": "https://a/1", "filename": "a.pdf"}, ["[Document: a.pdf]"]),
        (
            {"kind": "location", "location": {"latitude": 1.5, "longitude": 2.5, "name": "Shop"}},
            ["[Place] Shop", "1.5, 2.5"],
        ),
        ({"kind": "contacts", "contacts": [{}, {}]}, ["[Contacts: 2]"]),
        ({"kind": "reaction", "message": "wamid.1", "emoji": "+"}, ["[Reacted to note 7] +"]),
        ({"kind": "reaction", "message": "wamid.1"}, ["[Took back the reaction to note 7]"]),
        (
            {"kind": "buttons", "text": "Yes?", "footer": "f", "buttons": [{"id": "1", "title": "Yes"}]},
            ["Yes?", "f", "[Button] Yes"],
        ),
        (
            {
                "kind": "list",
                "text": "Which?",
                "button": "Open",
                "sections": [{"rows": [{"id": "1", "title": "A"}, {"id": "2", "title": "B"}]}],
            },
            ["Which?", "[Choice] A", "[Choice] B"],
        ),
        ({"kind": "form", "text": "Fill", "button": "Go", "flow_id": "1"}, ["Fill", "[Form] Go"]),
        ({"kind": "contact_request", "text": "Who?"}, ["Who?", "[Asks for the phone number]"]),
        ({"kind": "template", "name": "late", "language": "nl"}, ["[Template late, nl]"]),
        (
            {"kind": "template", "name": "late", "language": "nl", "body": ["Anna", "9"]},
            ["[Template late, nl]", "Anna, 9"],
        ),
        (
            {"kind": "template", "name": "late", "language": "nl", "body": {"who": "Anna"}},
            ["[Template late, nl]", "Anna"],
        ),
    ],
)
def test_a_message_asked_for_over_the_api(content: dict[str, Any], lines: list[str]) -> None:
    """An agent reads what was sent of every kind, and that nobody wrote it in a CRM."""
    words = over_the_api(content=content)
    assert (words.voice, words.message) == (Voice.COMPANY, True)
    assert words.text.splitlines() == ["[Written over the API]", *lines]


def test_a_message_over_the_api_that_answers_another() -> None:
    """Which one it answers comes first."""
    words = over_the_api(content={"kind": "text", "text": "Yes."}, reply_to="wamid.9")
    assert words.text == "[Written over the API]\n[Answers an earlier message]\nYes."


@pytest.mark.parametrize("type_", EVENT_TYPES)
def test_which_events_have_a_place_in_a_conversation(type_: str) -> None:
    """What neither side said or did has none; the others, as they really come, are put into words."""
    example = {
        name: value
        for name, value in example_of(type_)["data"].items()
        if name in EVENT_TYPES[type_].model_fields
    }
    data = TypeAdapter(EVENT_TYPES[type_]).validate_json(TypeAdapter(Any).dump_json(example))
    words = wording_of(event().model_copy(update={"type": type_, "data": data}))
    assert (words is None) is (type_ in NO_PLACE or type_.startswith(FAMILIES_WITHOUT_A_PLACE))
    assert words is None or words.text == words.text.strip() != ""


@pytest.mark.parametrize(
    ("message", "text"),
    [
        ({"text": "Hi\nthere"}, "Hi\nthere"),
        ({"text": "Hi", "reply_to": "wamid.1"}, "[Answers note 7]\nHi"),
        (
            {"text": "Hi", "reply_to": "wamid.9", "forwarded": "often"},
            "[Forwarded many times]\n[Answers an earlier message]\nHi",
        ),
        ({"kind": "image", "text": "Look", "media": {"id": "1", "caption": "Look"}}, "[Image]\nLook"),
        ({"kind": "audio", "media": {"id": "1", "voice": True}}, "[Voice message]"),
        ({"kind": "document", "media": {"id": "1", "filename": "a.pdf"}}, "[Document: a.pdf]"),
        (
            {"kind": "location", "location": {"latitude": 52.37, "longitude": 4.9, "name": "Dam"}},
            "[Location] Dam\nhttps://www.openstreetmap.org/?mlat=52.370000&mlon=4.900000",
        ),
        (
            {
                "kind": "contacts",
                "contacts": ({"name": "Ann", "phones": ({"number": "+31 6", "whatsapp": "316"},)},),
            },
            "[Contact] Ann; +31 6 (WhatsApp +316)",
        ),
        ({"kind": "contacts", "requested": True, "contacts": ({},)}, "[Own number] without a name"),
        (
            {
                "kind": "choice",
                "text": "Yes",
                "choice": {"of": "list", "title": "Yes", "description": "sure"},
            },
            "[Chose] Yes - sure",
        ),
        (
            {"kind": "form", "form": {"name": "f", "answers": {"day": "Monday", "n": [1, "é"]}}},
            '[Form: f]\nday: Monday\nn: [1, "é"]',
        ),
        (
            {
                "kind": "order",
                "text": "soon",
                "order": {
                    "items": ({"product_id": "p", "quantity": 2, "price": "9.5", "currency": "EUR"}, {})
                },
            },
            "[Order]\n2 x p at 9.5 EUR\n? x ?\nsoon",
        ),
        (
            {
                "kind": "unsupported",
                "was": "poll_creation",
                "errors": ({"code": 131051, "title": "Unsupported"},),
            },
            "[A message that WhatsApp does not pass on: poll_creation]\n[Unsupported (Meta 131051)]",
        ),
        (
            {
                "text": "Hi",
                "product": {"product_id": "p"},
                "referral": {"source_type": "ad", "headline": "Sale", "source_url": "https://fb.me/1"},
            },
            "[Came through an ad: Sale] https://fb.me/1\n[About the product p]\nHi",
        ),
        (
            {"text": "Hi", "group_id": "g", "standby": True},
            "[Another agent at Meta handles this conversation]\n[Written in a group]\nHi",
        ),
    ],
)
def test_a_message(message: dict[str, Any], text: str) -> None:
    """Each kind says in brackets what it is, and then what the customer wrote."""
    assert received(**message) == text


@pytest.mark.parametrize(
    ("type_", "data", "words"),
    [
        (
            "message.reacted",
            {"message": REF, "reaction": {"emoji": "👍", "to": "wamid.1"}},
            Wording(Voice.CUSTOMER, "[Reacted to note 7] 👍", message=False),
        ),
        (
            "echo.reacted",
            {"message": REF, "reaction": {"to": ""}},
            Wording(Voice.COMPANY, "[Took back the reaction to an earlier message]", message=False),
        ),
        (
            "message.edited",
            {
                "message": REF,
                "edit": {"of": "wamid.1", "message": {"wamid": "", "kind": "text", "text": "Ho"}},
            },
            Wording(Voice.CUSTOMER, "[Changed note 7; it says now:]\nHo"),
        ),
        (
            "message.revoked",
            {"message": REF, "revocation": {"of": "wamid.1"}},
            Wording(Voice.CUSTOMER, "[Deleted note 7]", message=False),
        ),
        (
            "echo.sent",
            {"message": {"wamid": "", "kind": "text", "text": "Ho"}},
            Wording(Voice.COMPANY, "[Written outside of AppCare]\nHo"),
        ),
        (
            "message.failed",
            {
                "message": {"wamid": "wamid.1"},
                "status": {
                    "status": "failed",
                    "errors": ({"code": 131047, "title": "Too late", "details": "24 h"},),
                },
            },
            Wording(
                Voice.NOTE,
                "[Not delivered to the customer: note 7]\n[Too late - 24 h (Meta 131047)]",
                message=False,
            ),
        ),
        (
            "message.unclear",
            {
                "message": {"wamid": ""},
                "status": {
                    "status": "unclear",
                    "failure": {"reason": FailureClass.UNCLEAR, "advice": "Ask whether it came."},
                },
            },
            Wording(
                Voice.NOTE,
                "[Nobody knows whether it was delivered: a message of ours]\n[Ask whether it came.]",
                message=False,
            ),
        ),
        (
            "conversation.window_closing",
            {
                "window": {
                    "waiting_since": datetime(2026, 11, 22, 11, 58, tzinfo=UTC),
                    "ends_at": datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
                }
            },
            Wording(
                Voice.NOTE,
                "[The customer has been waiting for an answer since 2026-11-22 11:58 UTC]\n"
                "[Free text can be sent until 2026-11-23 12:00 UTC; after that only a template]",
            ),
        ),
        (
            "media.lost",
            {"message": REF, "media": {"id": "1", "filename": "a.pdf"}, "reason": "too large"},
            Wording(
                Voice.NOTE,
                "[The file a.pdf of an earlier message cannot be fetched: too large]",
                message=False,
            ),
        ),
        (
            "call.ended",
            {"call": {"id": "1", "by": "customer"}, "seconds": 65},
            Wording(Voice.NOTE, "[Call by the customer: 65 seconds]", message=False),
        ),
        ("call.ended", {"call": {"id": "1"}}, Wording(Voice.NOTE, "[Call: nobody talked]", message=False)),
        (
            "call.permission_changed",
            {"message": REF, "allowed": False},
            Wording(Voice.CUSTOMER, "[Does not want to be called]", message=False),
        ),
        (
            "preference.changed",
            {"category": "marketing_messages", "choice": "stop"},
            Wording(Voice.CUSTOMER, "[Wants no more marketing messages]", message=False),
        ),
        (
            "consent.withdrawn",
            {"consent": {"given": False, "words": "No more, please.", "source": "telephone"}},
            Wording(
                Voice.NOTE,
                "[The customer does not agree to be written to any more (telephone)]\nNo more, please.",
                message=False,
            ),
        ),
        (
            "customer.number_changed",
            {"new_phone": "316"},
            Wording(Voice.NOTE, "[The customer has a new number: +316]", message=False),
        ),
    ],
)
def test_what_else_is_said(type_: str, data: dict[str, Any], words: Wording) -> None:
    """Who says it decides who may read it; only what is a message opens a conversation."""
    assert said(type_, **data) == words


STORED = {
    "id": "1",
    "mime_type": "application/pdf",
    "size": 12345,
    "sha256": "00",
    "link_path": "/v1/media/x",
}


def test_a_file() -> None:
    """Name, type and size stand by it; a false claim is warned of."""
    words = said("media.stored", message=REF, media=STORED | {"filename": "a.pdf", "type_differs": True})
    assert words.text.splitlines() == [
        "[File: a.pdf, application/pdf, 12,345 bytes]",
        "[Take care: the file is not what the sender says it is]",
    ]


def test_a_file_that_is_not_attached() -> None:
    """Why, where to get it now, and where when that link has ended."""
    until = datetime(2026, 11, 22, 12, 30, tzinfo=UTC)
    media = StoredMedia(**STORED, url="https://files.example.com/x", expires_at=until)  # type: ignore[arg-type]  # strict at run time
    assert file_link(media, "too large").splitlines() == [
        "[File: unnamed, application/pdf, 12,345 bytes]",
        "[Not attached: too large]",
        "[Fetch it here (until 2026-11-22 12:30 UTC at most):] https://files.example.com/x",
        "[A fresh link comes from the API:] /v1/media/x",
    ]
