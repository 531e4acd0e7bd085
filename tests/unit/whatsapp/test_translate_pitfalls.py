"""Updates that look like something else."""

import json
from typing import Any

import pytest

from appcare.whatsapp.media import MEDIA_KINDS
from tests.unit.whatsapp.reading import told
from tests.unit.whatsapp.samples import NOW_S, text_message, value


@pytest.mark.parametrize("word", ["failed", "captured", "pending"])
def test_a_payment_s_status_is_no_message_s(word: str) -> None:
    """A payment that failed does not say that its message did, and goes out whole."""
    payment = {
        "id": "wamid.order",
        "status": word,
        "type": "payment",
        "timestamp": str(NOW_S),
        "recipient_id": "31600000001",
        "payment": {"reference_id": "order-7", "transaction": {"status": word}},
    }
    said, event = told(value(statuses=[payment]))
    assert said.progress is None
    assert event.type == "unknown"
    assert "order-7" in json.dumps(event.data.raw)


def test_a_file_that_the_business_sent_lies_with_its_customer() -> None:
    """In a history the sender may be ourselves; the number of the business is nobody's customer."""
    ours = {
        **text_message(type="image", image={"id": "77", "mime_type": "image/png"}),
        "from": "15550783881",
        "to": "31600000009",
    }
    said, _ = told(value(messages=[ours]), field="history")
    assert said.customer.phone == "31600000009"
    assert said.customer.partition.endswith("#31600000009")


@pytest.mark.parametrize("answers", [[{"a": 1}], 7, {"deep": json.loads("[" * 60 + "]" * 60)}])
def test_a_form_s_answers_of_any_shape_are_told(answers: Any) -> None:
    """What is no plain object goes out as text, not away."""
    reply = {"type": "nfm_reply", "nfm_reply": {"name": "flow", "response_json": answers}}
    message = {**text_message(), "type": "interactive", "interactive": reply}
    del message["text"]
    _, event = told(value(messages=[message]))
    form = event.data.message.form
    assert json.loads(form.text) == answers


def test_an_answer_that_we_have_no_word_for_is_an_answer_all_the_same() -> None:
    """The company wrote, whatever it was: the customer waits no longer."""
    echo = {"from": "15550783881", "to": "31600000001", "id": "wamid.e", "type": "hologram"}
    said, event = told(value(message_echoes=[{**echo, "timestamp": str(NOW_S)}]))
    assert event.type == "unknown"
    assert said.outbound


def test_a_voice_note_under_its_own_name_can_be_found_again() -> None:
    """Whatever translation asks to be fetched, the fetcher knows where to look for."""
    assert "voice" in MEDIA_KINDS
