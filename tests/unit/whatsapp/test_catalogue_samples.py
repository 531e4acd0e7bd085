"""Each type of event from an update as Meta sends it."""

import json
from typing import Any

import pytest

from appcare.crm.webhook.mapping import body_of
from appcare.domain.events import EVENT_TYPES
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.whatsapp.split import split
from appcare.whatsapp.translate import WhatsApp
from docs.samples import SAMPLES
from docs.samples.agents import AGENTS
from docs.samples.media import MEDIA
from docs.samples.messages import KINDS
from docs.samples.own import OWN
from docs.samples.people import ANNA, ANNA_ID, NUMBER_ID, Sample
from tests.unit.whatsapp.samples import NOW_S, YEAR_S

CHANNEL = WhatsApp(lambda number_id: "support" if number_id == NUMBER_ID else "unlisted")


def record_of(sample: Sample) -> LogRecord:
    """Return the one record of a sample."""
    (record,) = split(sample.body(), retention_s=YEAR_S, now_s=NOW_S).records
    return record


def data_of(sample: Sample) -> Any:
    """Return what a CRM gets of a sample."""
    record = record_of(sample)
    (type_,) = CHANNEL.translate(record).types
    return json.loads(body_of(CHANNEL.event(record, EventRef(record.key, type_, "ctc_1"), raw=False)))["data"]


def test_every_type_has_a_sample() -> None:
    """Nothing is in the catalogue that no update of Meta's leads to, save facts of our own."""
    assert set(SAMPLES) == set(EVENT_TYPES) - {*MEDIA, *AGENTS, *OWN}


@pytest.mark.parametrize("type_", SAMPLES)
def test_a_sample_becomes_its_event(type_: str) -> None:
    """Each sample is read as the type that it stands for, and says more than that it happened."""
    record = record_of(SAMPLES[type_])
    assert CHANNEL.translate(record).types == (type_,)
    said = set(data_of(SAMPLES[type_])) - {"order", "occurred_at", "number", "contact"}
    model = EVENT_TYPES[type_]
    assert said == {name for name in said if name in model.model_fields}
    assert said or type_ == "customer.chat_opened"


@pytest.mark.parametrize("kind", KINDS)
def test_a_kind_of_message(kind: str) -> None:
    """Each kind has its member."""
    message = data_of(KINDS[kind])["message"]
    assert message["kind"] == kind
    assert (kind in message) or "media" in message or (kind == "unsupported" and message["was"])


def test_a_form_an_order_a_place_and_a_card() -> None:
    """What is within them is in our words, also where Meta sends numbers as text."""
    assert data_of(KINDS["form"])["message"]["form"] == {
        "name": "flow",
        "answers": {"meter": "01234", "floor": 2},
        "files": [],
    }
    order = data_of(KINDS["order"])["message"]
    assert order["order"]["items"] == [
        {"product_id": "mug-blue", "quantity": 2, "price": "12.5", "currency": "EUR"}
    ]
    assert order["text"] == "Gift-wrapped, please"
    assert data_of(KINDS["location"])["message"]["location"]["longitude"] == 5.1214
    shared = data_of(KINDS["contacts"])["message"]
    assert shared["requested"] is True
    assert shared["contacts"][0]["phones"] == [
        {"number": "+31 6 87654321", "type": "CELL", "whatsapp": "31687654321"}
    ]
    assert shared["contacts"][0]["addresses"] == ["Kade 1, 2801 AA, Gouda"]


PEOPLE = [
    type_
    for type_ in SAMPLES
    if type_.partition(".")[0] in ("message", "echo", "call", "preference")
    or type_ in ("customer.identity_changed", "customer.chat_opened")
]


@pytest.mark.parametrize("type_", PEOPLE)
def test_whose_it_is(type_: str) -> None:
    """Messages, echoes, calls and preferences lie with their customer, whichever side of them that is."""
    record = record_of(SAMPLES[type_])
    customer = CHANNEL.translate(record).customer
    assert record.key.pk == f"wa#{NUMBER_ID}#{ANNA_ID}"
    assert (customer.bsuid, customer.phone, customer.name, customer.username) == (
        ANNA_ID,
        ANNA,
        "Anna",
        "anna.vd.berg",
    )


NOBODY = [
    type_
    for type_ in SAMPLES
    if type_.partition(".")[0] in ("account", "template", "number", "group", "flow", "unknown")
]


@pytest.mark.parametrize("type_", NOBODY)
def test_what_concerns_nobody(type_: str) -> None:
    """What concerns the account, a number or a group has no customer, and never one's name."""
    record = record_of(SAMPLES[type_])
    customer = CHANNEL.translate(record).customer
    assert record.key.pk.endswith("#-")
    assert (customer.bsuid, customer.phone, customer.username, customer.name) == (None, None, None, None)


INBOUND = {"message.received", "call.started", "call.permission_changed"}
OUTBOUND = {"echo.sent", "call.ended"}


@pytest.mark.parametrize("type_", SAMPLES)
def test_who_wrote(type_: str) -> None:
    """Only what a customer wrote opens a conversation, and only what the company wrote answers it."""
    said = CHANNEL.translate(record_of(SAMPLES[type_]))
    assert (said.inbound, said.outbound) == (type_ in INBOUND, type_ in OUTBOUND)
