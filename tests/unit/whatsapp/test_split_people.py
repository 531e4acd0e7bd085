"""Where echoes, calls, preferences, changed ids and groups lie."""

import json
from typing import Any

import pytest

from appcare.domain.log import LogRecord
from appcare.whatsapp.split import split
from tests.unit.whatsapp.samples import NOW_S, NUMBER, YEAR_S, Json, contact, status, value, webhook

US = "15550783881"
THEM = "31612345678"
CALL: Json = {"id": "wacid.1", "event": "connect", "timestamp": "1799999000"}


def records_of(**parts: Any) -> tuple[LogRecord, ...]:
    """Return the records of a change."""
    return split(webhook(value(**parts)), retention_s=YEAR_S, now_s=NOW_S).records


def only(**parts: Any) -> LogRecord:
    """Return the one record of a change."""
    (record,) = records_of(**parts)
    return record


def owner(record: LogRecord) -> str:
    """Return the customer's part of a record's key."""
    return record.key.pk.removeprefix(f"wa#{NUMBER}#")


@pytest.mark.parametrize(
    ("parts", "customer"),
    [
        ({"from": US, "to": THEM}, THEM),
        ({"from": US, "to": THEM, "to_user_id": "NL.1"}, "NL.1"),
        ({"from": US, "to": "NL.1"}, "NL.1"),
        ({"from": THEM, "to": US}, THEM),
        ({"from": THEM, "to": f"+{US}"}, THEM),
        ({"from": US}, "NL.9"),
        ({}, "NL.9"),
    ],
)
def test_whose_an_echo_is(parts: Json, customer: str) -> None:
    """An echo is of whom it went to; the business itself is nobody's customer."""
    echo = {"id": "wamid.1", "type": "text", **parts}
    record = only(message_echoes=[echo], contacts=[contact("", user_id="NL.9")])
    assert (record.kind, owner(record)) == ("echo", customer)


@pytest.mark.parametrize(
    ("parts", "customer"),
    [
        ({"direction": "USER_INITIATED", "from": THEM, "to": US}, THEM),
        ({"direction": "USER_INITIATED", "from": THEM, "from_user_id": "NL.1", "to": US}, "NL.1"),
        ({"direction": "BUSINESS_INITIATED", "from": US, "to": THEM}, THEM),
        ({"direction": "business_initiated", "from": US, "to": THEM}, THEM),
        ({"direction": "BUSINESS_INITIATED", "from": "1", "to": THEM}, THEM),
        ({"direction": "BUSINESS_INITIATED", "from": THEM, "to": US}, THEM),
        ({"from": US, "to": THEM}, THEM),
        ({"from": US, "to": US}, "NL.9"),
        ({}, "NL.9"),
    ],
)
def test_whose_a_call_is(parts: Json, customer: str) -> None:
    """A call is of the side that is not the business; where nobody says which, of the contact beside it."""
    record = only(calls=[CALL | parts], contacts=[contact("", user_id="NL.9")])
    assert (record.kind, owner(record)) == ("call", customer)


def test_a_call_of_an_unknown_direction_and_number() -> None:
    """Without a direction and without the business's number, the sides say nothing; the contact does."""
    call = CALL | {"from": "1", "to": "2"}
    record = only(calls=[call], contacts=[contact()], metadata={"phone_number_id": NUMBER})
    assert owner(record) == THEM


def test_the_steps_of_a_call() -> None:
    """Each step of a call has its own key, and each status of one, too."""
    call = CALL | {"direction": "USER_INITIATED", "from": THEM}
    steps = [call, call | {"event": "terminate"}]
    rung = status("wacid.1", "RINGING", type="call")
    keys = [record.key.sk for record in records_of(calls=steps, statuses=[rung])]
    assert keys == [
        "1799999001000#wacid.1#status#RINGING",
        "1799999000000#wacid.1#call#connect",
        "1799999000000#wacid.1#call#terminate",
    ]


def test_preferences_of_two_people() -> None:
    """Each person's preference lies with that person; it has no id, so its content is its key."""
    said = [{"wa_id": THEM, "value": "stop"}, {"wa_id": "31600000000", "user_id": "NL.2", "value": "stop"}]
    records = records_of(user_preferences=said, contacts=[contact()])
    assert [owner(record) for record in records] == [THEM, "NL.2"]
    assert all(record.kind == "preference" for record in records)


def test_a_guessed_contact_does_not_change_the_key_of_what_has_no_id() -> None:
    """Meta's retry may come with other neighbours: the hash is of the update alone."""
    said = {"wa_id": THEM, "value": "stop"}
    alone = only(user_preferences=[said])
    beside = only(user_preferences=[said], contacts=[contact("31600000000", "Somebody")])
    assert alone.key == beside.key
    assert alone.body != beside.body


def test_a_changed_user_id_lies_with_the_new_one() -> None:
    """An element of `user_id_update` is its person's, not everybody's."""
    said = {"wa_id": THEM, "user_id": {"previous": "NL.1", "current": "NL.2"}}
    record = only(user_id_update=[said], contacts=[contact()])
    assert (record.kind, owner(record)) == ("identity", "NL.2")


def test_a_system_message_without_a_sender_lies_with_whom_it_names() -> None:
    """Otherwise it would lie with everybody who has no name."""
    system = {"type": "user_changed_user_id", "user_id": "NL.2"}
    record = only(messages=[{"id": "wamid.1", "type": "system", "system": system}])
    assert owner(record) == "NL.2"


def test_a_group_is_nobody() -> None:
    """Groups have no customer, whoever stands beside them."""
    said = {"group_id": "G", "type": "group_delete", "wa_id": THEM, "request_id": "1"}
    record = only(groups=[said, said | {"request_id": "2"}][:1], contacts=[contact()])
    assert (record.kind, owner(record)) == ("group", "-")
    assert "contact" not in json.loads(record.body)


def test_a_status_in_a_group_lies_with_the_participant() -> None:
    """The group is no person; who read the message is."""
    parts = {"recipient_id": "1203634@g.us", "recipient_type": "group"}
    named = status(**parts, recipient_participant_id=THEM, recipient_participant_user_id="NL.1")
    assert owner(only(statuses=[named])) == "NL.1"
    hidden = status(**parts, recipient_participant_user_id="NL.1")
    assert only(statuses=[hidden]).key.sk.endswith("#status#delivered#NL.1")
    assert owner(only(statuses=[status(**parts)])) == "1203634@g.us"
