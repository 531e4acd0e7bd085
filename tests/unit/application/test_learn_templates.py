"""Webhooks about templates keep what is known of them up to date."""

import json
from typing import Any

import pytest

from appcare.application.channels import Channels
from appcare.application.learn import Heard
from appcare.application.learn_templates import LearnTemplates
from appcare.domain.message_templates import Blanks, Known, MessageTemplate, Shape
from appcare.memory.templates import MemoryTemplates
from appcare.whatsapp.split import split
from appcare.whatsapp.translate import WhatsApp

WABA = "102290129340398"
NAMED = {
    "message_template_id": 1689556908129832,
    "message_template_name": "parcel_delayed",
    "message_template_language": "en-US",
}
CHANNEL = WhatsApp(lambda _: "unlisted")


def heard(field: str, at: int, **value: Any) -> list[Heard]:
    """Return a webhook of Meta's, of this second, as the router hears it."""
    change = {"field": field, "value": {**NAMED, **value}}
    body = {"object": "whatsapp_business_account", "entry": [{"id": WABA, "time": at, "changes": [change]}]}
    records = split(json.dumps(body).encode(), retention_s=10**9, now_s=at).records
    return [Heard(record, CHANNEL.translate(record), "ctc_1") for record in records]


def learnt(*batches: list[Heard]) -> list[MessageTemplate]:
    """Return what is known after these batches."""
    templates = MemoryTemplates()
    learner = LearnTemplates(templates, Channels({"wa": CHANNEL}))
    for batch in batches:
        learner.learn(batch)
    return [*templates.all(WABA)]


def status(event: str, at: int, **other: Any) -> list[Heard]:
    """Return a change of status."""
    return heard("message_template_status_update", at, event=event, **other)


@pytest.mark.parametrize(
    ("event", "other", "known"),
    [
        ("PAUSED", {"other_info": {"title": "FIRST_PAUSE"}}, "paused"),
        ("APPROVED", {}, "approved"),
        ("REINSTATED", {}, "approved"),
        ("LOCKED", {"other_info": {"title": "UNPAUSE"}}, "approved"),
        ("DISABLED", {}, "disabled"),
        ("SOMETHING_NEW", {}, "something_new"),
    ],
)
def test_status(event: str, other: dict[str, Any], known: str) -> None:
    """A change of status is known under the account that the webhook names, from its moment on."""
    (found,) = learnt(status(event, 1_800_000_000, message_template_category="UTILITY", **other))
    assert (found.waba_id, found.name, found.language) == (WABA, "parcel_delayed", "en_US")
    assert found.status == Known(known, 1_800_000_000_000)
    assert found.category.value == "utility"


@pytest.mark.parametrize("event", ["FLAGGED", "LOCKED"])
def test_warnings_change_no_status(event: str) -> None:
    """A paused template that is flagged, too, stays paused."""
    (found,) = learnt(status("PAUSED", 1_800_000_000), status(event, 1_800_000_001))
    assert found.status.value == "paused"


def test_late_webhook_does_not_undo_a_newer_one() -> None:
    """Meta brings webhooks late and in any order: the later change counts."""
    (found,) = learnt(status("PAUSED", 1_800_000_100), status("APPROVED", 1_800_000_000))
    assert found.status.value == "paused"


def test_quality_and_category() -> None:
    """Both are known, and a move that is still to come is none yet."""
    (found,) = learnt(
        heard(
            "message_template_quality_update",
            1_800_000_000,
            previous_quality_score="GREEN",
            new_quality_score="RED",
        ),
        heard(
            "template_category_update",
            1_800_000_000,
            previous_category="UTILITY",
            new_category="MARKETING",
        ),
        heard(
            "template_category_update",
            1_800_000_100,
            new_category="MARKETING",
            correct_category="AUTHENTICATION",
        ),
    )
    assert (found.quality.value, found.category.value) == ("red", "marketing")


def test_new_text() -> None:
    """A changed text says what it leaves open; what the webhook does not tell of is not known any more."""
    change = "message_template_components_update"
    (found,) = learnt(
        heard(change, 1_800_000_000, message_template_element="A", message_template_title="Hello {{1}}"),
        heard(change, 1_800_000_100, message_template_element="Hi {{1}}, {{2}}"),
    )
    assert found.shape.value == Shape(header=None, body=Blanks(2), buttons=None)


def test_text_header_is_told() -> None:
    """A header that is a text comes with the webhook."""
    change = "message_template_components_update"
    title = {"message_template_element": "A", "message_template_title": "Hello {{1}}"}
    (found,) = learnt(heard(change, 1_800_000_000, **title))
    assert found.shape.value == Shape(header="text", body=Blanks(), buttons=None)


def test_nothing_is_learnt_of_a_nameless_template() -> None:
    """An update without name or language cannot be kept, and is told all the same."""
    batch = status("PAUSED", 1_800_000_000, message_template_name="")
    assert batch[0].said.types == ("template.status_changed",)
    assert learnt(batch) == []
