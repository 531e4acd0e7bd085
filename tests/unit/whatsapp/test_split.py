"""What becomes of a webhook's parts, case by case."""

import hashlib
import json
from typing import Any

import pytest

from appcare.domain.log import UNREADABLE, LogRecord
from appcare.whatsapp.split import _BRACKETS, DEEPEST, RETRIED_FOR_S, Split, split
from tests.unit.whatsapp.samples import (
    ACCOUNT,
    NOW_S,
    NUMBER,
    YEAR_S,
    Json,
    contact,
    status,
    text_message,
    value,
    webhook,
)


def split_now(body: bytes, retention_s: int = YEAR_S) -> Split:
    """Split as the receiver does."""
    return split(body, retention_s=retention_s, now_s=NOW_S)


def only(body: bytes) -> LogRecord:
    """Return the one record of a webhook."""
    (record,) = split_now(body).records
    return record


def test_a_message_with_what_stands_around_it() -> None:
    """The record has the message, its contact and its number, and nothing else of the webhook."""
    message = text_message()
    mine, other = contact(), contact("31600000000", "Somebody")
    record = only(webhook(value(messages=[message], contacts=[other, mine])))

    assert (record.key.pk, record.key.sk) == (
        f"wa#{NUMBER}#31612345678",
        "1799999000000#wamid.HBgL1#message",
    )
    assert json.loads(record.body) == {
        "account": ACCOUNT,
        "field": "messages",
        "messaging_product": "whatsapp",
        "metadata": {"display_phone_number": "15550783881", "phone_number_id": NUMBER},
        "contact": mine,
        "message": message,
    }


def test_a_status_in_a_group_of_people() -> None:
    """Each participant's status of one message has its own key."""
    said = [status(recipient_participant_id=person) for person in ("31611111111", "31622222222")]
    keys = [record.key.sk for record in split_now(webhook(value(statuses=said))).records]
    assert keys == [
        f"1799999001000#wamid.HBgL2#status#delivered#{who}" for who in ("31611111111", "31622222222")
    ]


def test_a_field_change() -> None:
    """Another field lies with nobody, under the hash of its content."""
    change = {"event": "APPROVED", "message_template_id": 7}
    record = only(webhook(change, field="message_template_status_update", time=1_799_999_002))
    assert record.kind == "field.message_template_status_update"
    assert record.key.pk == f"wa#{ACCOUNT}#-"
    digest = hashlib.sha256(record.body).hexdigest()
    assert record.key.sk == f"1799999002000#{digest}#message_template_status_update"


@pytest.mark.parametrize(
    ("timestamp", "milliseconds"),
    [
        ("1799999000", "1799999000000"),
        (1_799_999_000, "1799999000000"),
        (1_799_999_000_123, "1799999000123"),
        ("yesterday", "1700000000000"),
        ("１７９９９９９０００", "1700000000000"),  # noqa: RUF001 - digits that are not ASCII
        (1_799_999_000.5, "1700000000000"),
        (True, "1700000000000"),
        (-1, "1700000000000"),
        ("0", "1700000000000"),
        (10**14, "1700000000000"),
        (10**30, "1700000000000"),
        (None, "1700000000000"),
    ],
    ids=repr,
)
def test_when(timestamp: Any, milliseconds: str) -> None:
    """A usable timestamp is the key's time; where there is none the entry's time stands in."""
    record = only(webhook(value(messages=[text_message(timestamp=timestamp)]), time=1_700_000_000))
    assert record.key.sk.partition("#")[0] == milliseconds


def test_no_time_at_all() -> None:
    """Without any timestamp the key begins with zeros, and the record is kept."""
    record = only(webhook(value(messages=[text_message(timestamp="now")])))
    assert record.key.sk.startswith("0000000000000#")
    assert record.expires_at is None


@pytest.mark.parametrize(("ahead_s", "expires"), [(RETRIED_FOR_S, True), (RETRIED_FOR_S - 1, False)])
def test_expiry_only_where_a_retry_cannot_come_after_it(ahead_s: int, expires: bool) -> None:  # noqa: FBT001 - a column
    """A record that would expire within Meta's retries has no expiry."""
    moment = NOW_S + ahead_s - YEAR_S
    record = only(webhook(value(messages=[text_message(timestamp=moment)])))
    assert record.expires_at == (NOW_S + ahead_s if expires else None)


@pytest.mark.parametrize("identity", ["wamid." + "x" * 2000, "a#b", "é" * 200])
def test_an_id_that_fits_no_key_is_hashed(identity: str) -> None:
    """The record keeps such an id as it came, its key a hash of it."""
    record = only(webhook(value(messages=[text_message(identity)])))
    assert record.key.sk == f"1799999000000#{hashlib.sha256(identity.encode()).hexdigest()}#message"
    assert json.loads(record.body)["message"]["id"] == identity


def test_an_empty_message_is_a_message() -> None:
    """A message without anything in it is kept as one."""
    record = only(webhook(value(messages=[{}])))
    assert json.loads(record.body)["message"] == {}


@pytest.mark.parametrize("odd", [{"0": text_message("wamid.X")}, "wamid.X", 7])
def test_messages_that_are_no_list_are_not_lost(odd: Any) -> None:
    """What stands under `messages` and is no list is kept as a change beside the statuses."""
    records = split_now(webhook(value(messages=odd, statuses=[status()]))).records
    assert [record.kind for record in records] == ["status", "field.messages"]
    assert json.loads(records[1].body)["value"] == {"messages": odd}


def test_a_null_beside_messages_is_nothing() -> None:
    """A list that is null instead of absent makes no change of its own."""
    assert only(webhook(value(messages=[text_message()], statuses=None))).kind == "message"


def test_twice_the_same_is_once() -> None:
    """An update that a webhook holds twice is one record."""
    found = split_now(
        webhook(value(messages=[text_message(), text_message()]), value(messages=[text_message()]))
    )
    assert (len(found.records), found.collisions) == (1, 0)


def test_the_same_key_with_another_content_is_counted() -> None:
    """The first one has its record, the body keeps the second, and the difference is told."""
    one, other = text_message(), text_message(text={"body": "other"})
    found = split_now(webhook(value(messages=[one, other])))
    first, body = found.records
    assert json.loads(first.body)["message"] == one
    assert b"other" in body.body
    assert (found.collisions, found.unreadable) == (1, False)


@pytest.mark.parametrize(
    "trouble", ["NaN", "Infinity", "-Infinity", "1e999", '"\\ud800"', "9" * 5000], ids=lambda text: text[:12]
)
def test_what_json_cannot_hold(trouble: str) -> None:
    """A webhook with infinity, half a character or a giant number in it is kept whole."""
    body = webhook(value(messages=[text_message(odd="TROUBLE")])).replace(b'"TROUBLE"', trouble.encode())
    found = split_now(body)
    assert found.unreadable
    assert [record.body for record in found.records] == [body]


def test_a_bad_update_does_not_take_its_neighbours_along() -> None:
    """Its neighbours are stored as ever; for its sake the body is kept whole as well."""
    body = webhook(
        value(messages=[text_message("wamid.good"), text_message("wamid.bad", odd=float("1e308"))])
    )
    found = split_now(body.replace(b"1e+308", b"1e+999"))
    assert [record.kind for record in found.records] == ["message", UNREADABLE]


def nested(brackets: int) -> bytes:
    """Return a webhook that nests this deep."""
    frame = webhook(value(messages=[text_message(deep="HERE")]))
    rest = brackets - 7  # document, entry, entry's object, changes, change, value, messages, message
    return frame.replace(b'"HERE"', b"[" * (rest - 1) + b"]" * (rest - 1))


@pytest.mark.parametrize(
    ("depth", "unreadable"), [(DEEPEST, False), (DEEPEST + 1, True), (5000, True), (200_000, True)]
)
def test_how_deep(depth: int, unreadable: bool) -> None:  # noqa: FBT001 - a column
    """Up to the limit a webhook is split, beyond it kept whole, however deep it goes."""
    assert split_now(nested(depth)).unreadable == unreadable


@pytest.mark.parametrize("text", ["[" * 5000, '"[{' * 2000, "\\" * 999, 'a\\"[[' * 999], ids=range(4))
def test_brackets_within_text_do_not_count(text: str) -> None:
    """Only structure is depth: people may write brackets, quotes and backslashes."""
    assert not split_now(webhook(value(messages=[text_message(text={"body": text})]))).unreadable


def test_a_string_without_an_end() -> None:
    """Quotes that never close are read once, as one string to the end: time grows with the body alone."""
    body = b"[" * 101 + b'"' + b'\\"' * 20_000
    tokens = [len(found[0]) for found in _BRACKETS.finditer(body)]
    assert tokens == [*([1] * 101), 40_001]
    assert split_now(body).unreadable


@pytest.mark.parametrize(
    "document",
    [
        {},
        {"entry": {}},
        {"entry": []},
        {"entry": [{"changes": []}]},
        {"entry": [{"changes": [{"value": None}]}]},
    ],
)
def test_a_webhook_without_updates_is_kept_whole(document: Json) -> None:
    """What holds nothing that can be split is one record."""
    body = json.dumps(document).encode()
    record = only(body)
    assert record.key.pk == f"unreadable#{hashlib.sha256(body).hexdigest()}"
    assert (record.kind, record.body, record.expires_at) == (UNREADABLE, body, None)
