"""Whom an update concerns."""

import hashlib
import json

import pytest

from appcare.domain.log import LogRecord
from appcare.whatsapp.split import split
from tests.unit.whatsapp.samples import NOW_S, NUMBER, YEAR_S, Json, contact, text_message, value, webhook


def records(body: bytes) -> tuple[LogRecord, ...]:
    """Split as the receiver does."""
    return split(body, retention_s=YEAR_S, now_s=NOW_S).records


def only(body: bytes) -> LogRecord:
    """Return the one record of a webhook."""
    (record,) = records(body)
    return record


@pytest.mark.parametrize(
    ("said", "customer"),
    [
        ({"from_user_id": "NL.1"}, "NL.1"),
        ({"from": "NL.2"}, "NL.2"),
        ({"from": "NL.2\n"}, "NL.2\n"),
        ({"from": ""}, "-"),
        ({"from": "", "username": "kees"}, "kees"),
        ({"from": 31612345678}, "31612345678"),
        ({"from": "a#b"}, hashlib.sha256(b"a#b").hexdigest()),
        ({"from": "x" * 257}, hashlib.sha256(b"x" * 257).hexdigest()),
        ({"from": "x" * 256}, "x" * 256),
    ],
)
def test_who_a_message_is_from(said: Json, customer: str) -> None:
    """The best name that the message has is the customer's part of its key."""
    record = only(webhook(value(messages=[text_message(**said)])))
    assert record.key.pk == f"wa#{NUMBER}#{customer}"


def test_a_guessed_contact_names_only_who_has_no_name() -> None:
    """A lone contact with other numbers completes the record, and the key just where the update has none."""
    stranger = contact("5511999998888", user_id="BR.654")
    named = only(webhook(value(messages=[text_message()], contacts=[stranger])))
    nameless = only(webhook(value(messages=[text_message(sender="")], contacts=[stranger])))

    assert named.key.pk == f"wa#{NUMBER}#31612345678"
    assert json.loads(named.body)["contact"] == stranger
    assert nameless.key.pk == f"wa#{NUMBER}#BR.654"


def test_a_contact_is_guessed_for_one_sender_only() -> None:
    """Beside two senders an entry with other numbers is nobody's, and nothing stands in its place."""
    said = [text_message("wamid.1", "31611111111"), text_message("wamid.2", "31622222222")]
    found = records(webhook(value(messages=said, contacts=[contact("5511999998888")])))
    assert len(found) == 2
    assert all("contact" not in json.loads(record.body) for record in found)


def test_the_first_of_two_entries_counts() -> None:
    """Where `contacts` has somebody twice."""
    twice = [contact(name="Kees"), contact(name="Cornelis")]
    record = only(webhook(value(messages=[text_message()], contacts=twice)))
    assert json.loads(record.body)["contact"] == twice[0]
