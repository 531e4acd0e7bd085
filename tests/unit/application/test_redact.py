"""What is kept of an answer names no customer and no secret."""

import base64
import html
import json
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.application.redact import REDACTED, SHORTEST, redacted
from appcare.domain.events import ContactRef, ConversationRef, CrmEvent, Message, MessageReceived, NumberRef
from appcare.domain.events.content import Location

Form = Callable[[str], str]

FORMS: tuple[Form, ...] = (
    str,
    str.upper,
    lambda value: json.dumps(value)[1:-1],
    lambda value: json.dumps(value, ensure_ascii=False)[1:-1],
    quote,
    lambda value: quote(value, safe="").lower(),
    quote_plus,
    html.escape,
)


def event(*, name: str = "Kees de Vries", text: str = "Waar is mijn pakje?", raw: object = None) -> CrmEvent:
    """Return a message of a customer."""
    return CrmEvent(
        id="evt_1",
        type="message.received",
        source="/whatsapp/106540352242922",
        subject="ctc_1",
        data=MessageReceived(
            order="1799999000000#wamid.1#message",
            occurred_at=None,
            number=NumberRef(id="106540352242922", name="balie"),
            contact=ContactRef(id="ctc_qzv6vp", phone="31612345678", name=name),
            conversation=ConversationRef(id="cnv_mlonsi"),
            raw=raw,
            message=Message(wamid="wamid.HBgL", kind="text", text=text),
        ),
    )


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("Contact Kees de Vries: phone is not valid", "Contact [redacted]: phone is not valid"),
        ("no contact with last name vries", "no contact with last name [redacted]"),
        ('{"error":"duplicate","value":"+31 6 1234-5678"}', '{"error":"duplicate","value":"+[redacted]"}'),
        ("text too long: waar is mijn pak...", "text too long: [redacted]..."),
        ("/in?phone=%2B31612345678&a=b failed", "/in?[redacted] failed"),
        (
            "see https://crm.example.com/log?key=abc for more",
            "see https://crm.example.com/log?[redacted] for more",
        ),
        ("mail kees@example.com bounced", "mail [redacted] bounced"),
        ("Authorization: Bearer abc.DEF-123 is revoked", "Authorization: Bearer [redacted] is revoked"),
        ("Basic authentication required", "Basic authentication required"),
        ("bearer token missing", "bearer token missing"),
        ('{"password": "hunter", "user": 7}', '{"password": "[redacted]", "user": 7}'),
        ("secret whsec_MfKQ9r8GKYqrTwjU= is old", "secret [redacted] is old"),
        ("jwt eyJhbGciOi.eyJzdWIi.SflK-x expired", "jwt [redacted] expired"),
        ("webhook-signature: v1,K5oZfzN95Z9UVu1EsfQmfVNQ==", "webhook-signature: [redacted]"),
        ("key EAAGm0PX4ZCpsBAKZCZBabcdefghijkl1", "key [redacted]"),
        (
            "<p>HTTP 422: field text is required (line 12)</p>",
            "<p>HTTP 422: field text is required (line 12)</p>",
        ),
        ("", ""),
    ],
)
def test_the_words_of_the_error_stay(said: str, kept: str) -> None:
    """Whoever looks into a failure reads what was wrong, not with whom."""
    assert redacted(said, event()) == kept


@pytest.mark.parametrize(
    "written",
    [
        "o'a <b>/é",
        "O'A <B>/É",
        "o'a <b>/\\u00e9",
        "o'a <b>\\/\\u00E9",
        "o'a <b>/e\u0301",
        "o%27a%20%3Cb%3E/%C3%A9",
        "o%27a%20%3cb%3e%2f%c3%a9",
        "o%27a+%3Cb%3E%2F%C3%A9",
        "o&#x27;a &lt;b&gt;/é",
        "o&#39;a &lt;b&gt;/é",
        "o&#039;a &lt;b&gt;/é",
    ],
)
def test_one_value_in_many_forms(written: str) -> None:
    """JSON, URLs and pages write the same text differently; so do two forms of Unicode."""
    assert redacted(f"not: {written}!", event(text="o'a <b>/é")) == "not: [redacted]!"


def test_a_value_that_overlaps_itself() -> None:
    """No part of a second one is left behind the first."""
    assert redacted("xababax", event(text="aba")) == "x[redacted]x"


def test_what_lies_in_metas_own_update_goes_too() -> None:
    """However deep it lies, and whatever it is called."""
    raw = {"a": [{"b": "Lindelaan"}, ("Gouda",), None, 7, True]}
    assert redacted("no such street Lindelaan in GOUDA", event(raw=raw)) == (
        "no such street [redacted] in [redacted]"
    )


def test_values_of_parts_of_a_message() -> None:
    """A place is a value like any other."""
    located = event()
    place = Location(latitude=52.011612, longitude=4.7, name="Café Het Pakhuis")
    message = Message(wamid="wamid.1", kind="location", location=place)
    data = located.data.model_copy(update={"message": message})
    said = "cannot map caf\\u00e9 het pakhuis at 52.011612"
    assert redacted(said, located.model_copy(update={"data": data})) == "cannot map [redacted] at [redacted]"


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=SHORTEST, max_size=40).filter(
    lambda value: any(letter.isalnum() for letter in value)
)


@given(name=words, text=words, inner=words, before=st.text(max_size=20), form=st.sampled_from(FORMS))
def test_no_value_of_the_event_survives(name: str, text: str, inner: str, before: str, form: Form) -> None:
    """Whatever a customer is called or writes, and however the CRM wrote it, it is not in what is kept."""
    told = event(name=name, text=text, raw={"deep": [inner]})
    said = f"{before}{form(name)} {before}{form(text)}{form(inner)}{before}"
    kept = redacted(said, told).split(REDACTED)
    for value in (name, text, inner, "31612345678", "106540352242922"):
        for as_form in FORMS[2:]:
            assert not any(as_form(value).lower() in piece.lower() for piece in kept)


secrets = st.one_of(
    st.binary(min_size=12).map(lambda key: "whsec_" + base64.b64encode(key).decode()),
    st.binary(min_size=12).map(lambda key: f"Bearer 1{base64.urlsafe_b64encode(key).decode()}"),
    st.binary(min_size=12).map(lambda key: f"basic {base64.b64encode(b':1' + key).decode()}"),
    st.from_regex(r"\AeyJ[a-zA-Z0-9_-]{8,20}\.[a-zA-Z0-9_-]{8,20}\.[a-zA-Z0-9_-]{8,20}\Z"),
    st.from_regex(r"\A[a-z][a-z0-9.'+-]{0,10}@[a-z0-9-]{1,10}\.[a-z]{2,5}\Z"),
    st.from_regex(r"\A[0-9]{2}[ .-]?[0-9]{3}[ .-]?[0-9]{2,6}\Z"),
    st.from_regex(r"\A\?[a-z]{1,5}=[a-zA-Z0-9%&=]{1,20}\Z"),
)


@given(
    secret=secrets,
    before=st.sampled_from(["", "error: ", '{"said":"', "(", "<b>"]),
    after=st.sampled_from(["", " x", '"}', ")"]),
)
def test_no_secret_survives(secret: str, before: str, after: str) -> None:
    """Tokens, keys, addresses, numbers and query strings go, wherever they stand."""
    kept = redacted(f"{before}{secret}{after}", event())
    bare = secret.removeprefix("Bearer ").removeprefix("basic ").removeprefix("?")
    assert bare not in kept
    assert REDACTED in kept


@given(st.text(max_size=300))
def test_any_answer_is_bounded(said: str) -> None:
    """What is kept is made of what was said: each letter is there or was replaced, and none is added."""
    left = iter(said)
    assert all(letter in left for piece in redacted(said, event()).split(REDACTED) for letter in piece)


def test_an_answer_that_means_harm_is_soon_read() -> None:
    """Long runs of what a rule might begin with are read through once or a few times, not over and over."""
    for piece in ("1 ", "a@", "?=", "bearer ", "eyJ.", "https://", "token=", "v1,", "-", "%20", "1%2"):
        said = piece * (2048 // len(piece))
        assert len(redacted(said, event())) <= len(said) * len(REDACTED)
