"""Events as entries of a ticket, customers as users."""

from datetime import UTC, datetime
from typing import Any

import pytest

from appcare.crm.conformance.customers import Customer
from appcare.crm.request_tracker.mapping import LARGEST, entry_of, subject_of, user_of
from appcare.domain.events import ContactRef, CrmEvent
from tests.unit.crm.samples import event

LINK = "https://files.example.com/x"


def changed(of: CrmEvent, **data: Any) -> CrmEvent:
    """Return an event with other data."""
    return of.model_copy(update={"data": of.data.model_copy(update=data)})


def test_what_the_customer_writes_is_correspondence() -> None:
    """It opens a ticket, and stands there as it was written."""
    entry = entry_of(Customer().writes("Hello\n<b>you</b>"))
    assert entry
    assert (entry.text, entry.internal, entry.opens, entry.media) == (
        "Hello\n<b>you</b>",
        False,
        True,
        None,
    )


def test_a_failed_message_is_a_comment_that_opens_a_ticket() -> None:
    """Who answered and closed the ticket hears of it, and the customer does not."""
    entry = entry_of(Customer().status("wamid.1", "failed"))
    assert entry
    assert (entry.internal, entry.opens) == (True, True)
    assert "131026" in entry.text


@pytest.mark.parametrize("what", ["is_not_sent_to", "may_have_got_one", "waits_too_long"])
def test_what_an_agent_must_see_is_a_comment_that_opens_a_ticket(what: str) -> None:
    """A message that may not have arrived, a customer who waits: nobody reads a closed ticket."""
    entry = entry_of(getattr(Customer(), what)())
    assert entry
    assert (entry.internal, entry.opens) == (True, True)


def test_what_the_company_wrote_is_a_comment() -> None:
    """Nobody takes it for the customer's."""
    entry = entry_of(Customer().company_writes("We called back"))
    assert entry
    assert (entry.internal, "We called back" in entry.text) == (True, True)


def test_a_reaction_opens_no_ticket() -> None:
    """A thumb up for the last answer is no new matter."""
    entry = entry_of(Customer().does_other_things("wamid.1")[0])
    assert entry
    assert (entry.internal, entry.opens) == (False, False)


@pytest.mark.parametrize("word", ["sent", "delivered", "read", "played"])
def test_other_statuses_have_no_place(word: Any) -> None:
    """They are left out."""
    assert entry_of(Customer().status("wamid.1", word)) is None


def test_what_belongs_to_no_conversation_has_no_place() -> None:
    """There is no ticket it could stand in."""
    assert entry_of(changed(Customer().writes("Hello"), conversation=None)) is None


@pytest.mark.parametrize(("text", "kept"), [("0", "0\n"), ("00", "00"), ("a\0\ud83db", "a\ufffd\ufffdb")])
def test_texts_that_request_tracker_would_not_keep(text: str, kept: str) -> None:
    """A lone "0" is dropped by it, half a character is an error 500, no database has to keep a null."""
    entry = entry_of(Customer().writes(text))
    assert entry
    assert entry.text == kept


@pytest.mark.parametrize(("size", "attached"), [(0, False), (1, True), (LARGEST, True), (LARGEST + 1, False)])
def test_files_within_the_limit_are_attached(size: int, attached: bool) -> None:  # noqa: FBT001 - the expectation
    """A larger or an empty one becomes a comment with its link."""
    customer = Customer()
    entry = entry_of(customer.file_of(customer.sends_picture(), b"", LINK, size))
    assert entry
    assert (entry.media is not None, entry.internal, entry.opens) == (attached, not attached, True)
    assert (LINK in entry.text) is not attached


@pytest.mark.parametrize(
    ("contact", "user"),
    [
        (
            {"name": "Ann  Example", "phone": "31612345678"},
            {"RealName": "Ann Example", "MobilePhone": "+31612345678"},
        ),
        ({"username": "ann", "phone": None}, {"RealName": "ann"}),
        ({"phone": "316"}, {"RealName": "+316", "MobilePhone": "+316"}),
        ({}, {}),
        ({"name": "x" * 121}, {"RealName": "x" * 120}),
    ],
)
def test_a_customer_as_a_user(contact: dict[str, Any], user: dict[str, str]) -> None:
    """The login name is our id; a mail address, which must be unique, is never given."""
    assert user_of(ContactRef(id="ctc_1", **contact)) == {"Name": "ctc_1", **user}


@pytest.mark.parametrize(
    ("template", "name", "subject"),
    [
        ("WhatsApp: {name}", "Ann", "WhatsApp: Ann"),
        ("{number} {phone} {name}", "Ann", "support +31612345678 Ann"),
        ("{name}", "{phone}\r\n B\0", "{phone} B\ufffd"),
        ("{name}", None, "+31612345678"),
        ("{name}", "x" * 300, "x" * 200),
    ],
)
def test_the_subject_of_a_ticket(template: str, name: str | None, subject: str) -> None:
    """One line; what a customer calls themselves is never taken for a place to fill in."""
    contact = ContactRef(id="ctc_1", phone="31612345678", name=name)
    assert subject_of(template, changed(event(datetime.now(UTC)), contact=contact)) == subject


def test_the_subject_for_somebody_unknown() -> None:
    """Without name and number it is still a subject."""
    assert subject_of("{name} {phone}", changed(event(), contact=ContactRef(id="ctc_1"))) == "customer"
