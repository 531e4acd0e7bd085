"""Consents through the API over memory."""

from typing import Any

import pytest

from appcare.application.find_contact import FindContact
from appcare.application.read_consent import ReadConsent
from appcare.application.record_consent import RecordConsent
from appcare.domain.consent import Consent, MarketingChoice
from appcare.domain.identity import Customer
from appcare.memory.consents import MemoryConsents
from appcare.memory.contacts import MemoryContacts
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.history import MemoryContactBook
from appcare.whatsapp.keys import partition
from functions.agent_api import consents, handler, routes
from tests.unit.functions.api_requests import ask
from tests.unit.functions.samples import FlushedTelemetry

PHONE, NOW = "31612345678", 1_795_348_800_000
STRANGER = "31687654321"
YES = {
    "given": True,
    "words": "Yes, you may write to me.",
    "source": "checkout",
    "at": "2026-11-22T11:00:00Z",
}


class World:
    """The API, one number, and one customer."""

    def __init__(self) -> None:
        """Put it together."""
        self.log, self.kept = MemoryEventLog(), MemoryConsents()
        contacts = MemoryContacts()
        customer = Customer(f"wa#7#{PHONE}", phone=PHONE)
        self.contact = contacts.resolve([customer])[customer].id
        self.contacts = FindContact(MemoryContactBook(contacts))
        self.known = ReadConsent(self.contacts, self.kept)
        self.recording = RecordConsent(
            log=self.log, contacts=self.contacts, consents=self.kept, partition_of=partition
        )
        self.numbers = {"support": "7", "7": "7"}


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a world that the API works in."""
    found = World()
    monkeypatch.setattr(consents, "contacts", lambda: found.contacts)
    monkeypatch.setattr(consents, "known_consents", lambda: found.known)
    monkeypatch.setattr(consents, "recording", lambda: found.recording)
    monkeypatch.setattr(consents, "number_ids", lambda: found.numbers)
    monkeypatch.setattr(consents, "now", lambda: NOW)
    monkeypatch.setattr(handler, "authorizer", lambda: "lambda")
    for module in (handler, routes):
        monkeypatch.setattr(module, "telemetry", FlushedTelemetry)
    return found


def record(**told: Any) -> tuple[int, Any]:
    """Post a consent."""
    return ask("/v1/consents", method="POST", body={**YES, **told})


def test_a_consent_is_recorded_and_told(world: World) -> None:
    """With its time, its words and its source, at once."""
    assert record(contact_id=world.contact) == (202, {"contact_id": world.contact})

    status, told = ask(f"/v1/contacts/{world.contact}/consent")

    assert (status, told) == (200, {"consent": YES, "marketing": None})


def test_the_same_told_again_changes_nothing(world: World) -> None:
    """One fact, however often, and however the number and the moment are written."""
    answers = [
        record(phone=written, at=at)
        for written in (STRANGER, "+31 6 87654321", "0031-687654321")
        for at in ("2026-11-22T11:00:00Z", "2026-11-22T12:00:00.000+01:00")
    ]
    assert len({(status, told["contact_id"]) for status, told in answers}) == 1
    assert [key.pk for key in world.log.records] == [f"wa#7#{STRANGER}"]


def test_what_the_customer_chose_in_whatsapp_is_told(world: World) -> None:
    """It stands beside what was recorded."""
    chosen = MarketingChoice(stopped=True, at=NOW)
    world.kept.learn(world.contact, Consent(marketing=chosen))
    status, told = ask(f"/v1/contacts/{world.contact}/consent")
    marketing = {"stopped": True, "at": "2026-11-22T12:00:00Z"}
    assert (status, told) == (200, {"consent": None, "marketing": marketing})


@pytest.mark.parametrize(
    ("told", "part"),
    [
        ({"phone": "call me"}, "body/phone"),
        ({"phone": STRANGER, "number": "shop"}, "body/number"),
        ({"phone": STRANGER, "at": "2026-11-22T12:05:01Z"}, "body/at"),
        ({"phone": STRANGER, "at": "1969-12-31T23:59:59Z"}, "body/at"),
        ({"phone": STRANGER, "at": "2026-11-22T12:00:00"}, "body/at"),
        ({"phone": STRANGER, "words": ""}, "body/words"),
        ({"phone": STRANGER, "source": "x" * 257}, "body/source"),
        ({"phone": STRANGER, "contact_id": "ctc_" + "a" * 26}, "body"),
        ({}, "body"),
        ({"contact_id": "anna"}, "body/contact_id"),
        ({"phone": STRANGER, "gievn": True}, "body/gievn"),
    ],
)
def test_what_is_wrong_is_named(world: World, told: dict[str, Any], part: str) -> None:
    """Nothing is kept of it."""
    status, problem = record(**told)
    assert status == 400
    assert [error["pointer"] for error in problem["errors"]] == [f"#/{part}"]
    assert not world.log.records


def test_half_a_character_is_bad_input(world: World) -> None:
    """JSON can hold what no log can."""
    body = (
        '{"phone":"31687654321","given":true,"source":"form","at":"2026-11-22T11:00:00Z","words":"\\ud800"}'
    )
    status, problem = ask("/v1/consents", method="POST", body=body)
    assert (status, problem["errors"][0]["pointer"]) == (400, "#/body/words")
    assert not world.log.records


def test_a_stranger_needs_a_number_where_there_are_several(world: World) -> None:
    """The fact has to lie with one of them; by its id or by its name."""
    world.numbers |= {"shop": "8", "8": "8"}
    assert record(phone=STRANGER)[0] == 400
    assert record(phone=STRANGER, number="shop")[0] == 202
    assert record(phone=STRANGER, number="8")[0] == 202
    assert [key.pk for key in world.log.records] == [f"wa#8#{STRANGER}"]


def test_nobody_s_consent_is_not_found(world: World) -> None:
    """Neither told nor recorded."""
    nobody = "ctc_" + "a" * 26
    assert ask(f"/v1/contacts/{nobody}/consent")[0] == 404
    assert record(contact_id=nobody)[0] == 404
    assert not world.log.records


def test_only_posting_is_possible() -> None:
    """The list of all consents is nobody's to read."""
    status, _ = ask("/v1/consents")
    assert status == 405
