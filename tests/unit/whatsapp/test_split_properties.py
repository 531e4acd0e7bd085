"""Splitting holds for whatever comes."""

import json
from collections import Counter
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.log import UNREADABLE
from appcare.whatsapp.keys import canonical
from appcare.whatsapp.split import KINDS, Split, split
from tests.unit.whatsapp.samples import (
    NOW_S,
    YEAR_S,
    Json,
    contact,
    json_values,
    status,
    text_message,
    value,
    values,
    webhook,
)


def split_now(body: bytes) -> Split:
    """Split as the receiver does."""
    return split(body, retention_s=YEAR_S, now_s=NOW_S)


def keys_of(*bodies: bytes) -> dict[tuple[str, str], set[bytes]]:
    """Return each record's key with the bodies that came under it."""
    found: dict[tuple[str, str], set[bytes]] = {}
    for body in bodies:
        for record in split_now(body).records:
            found.setdefault((record.key.pk, record.key.sk), set()).add(record.body)
    return found


def updates_in(change: Json) -> list[str]:
    """Return the updates of a change, each as one text."""
    lists = {kind: change.get(name) for name, kind in KINDS.items()}
    return [
        canonical([kind, update]).decode()
        for kind, updates in lists.items()
        if isinstance(updates, list)
        for update in updates
    ]


def updates_stored(found: Split) -> Counter[str]:
    """Return the messages, statuses, calls and so on that records hold, each as one text."""
    stored: Counter[str] = Counter()
    for record in found.records:
        if record.kind in KINDS.values():
            update = json.loads(record.body)[record.kind]
            stored[canonical([record.kind, update]).decode()] += 1
    return stored


@given(st.binary(max_size=200))
def test_any_bytes_are_kept(body: bytes) -> None:
    """What is no webhook is one record with the bytes as they came."""
    found = split_now(body)
    assert [(record.kind, record.body) for record in found.records] == [(UNREADABLE, body)]


@given(json_values)
def test_any_json_is_kept(document: Any) -> None:
    """JSON of any shape gives records, and the same ones again."""
    body = json.dumps(document).encode()
    found = split_now(body)
    assert found.records
    assert split_now(body) == found


@given(json_values, st.sampled_from(("entry", "changes", "value", "contacts", *KINDS)))
def test_any_json_in_any_place_is_kept(anything: Any, place: str) -> None:
    """Whatever stands where a part is documented, splitting gives records and never raises."""
    document: Json = json.loads(webhook(value(messages=[text_message()], contacts=[contact()])))
    if place == "entry":
        document["entry"] = anything
    elif place == "changes":
        document["entry"][0]["changes"] = anything
    elif place == "value":
        document["entry"][0]["changes"][0]["value"] = anything
    else:
        document["entry"][0]["changes"][0]["value"][place] = anything
    body = json.dumps(document).encode()
    assert split_now(body).records
    assert split_now(body) == split_now(body)


@given(st.lists(values(), min_size=1, max_size=3))
def test_each_update_is_in_exactly_one_record(changes: list[Json]) -> None:
    """Nothing that concerns a person is lost or doubled, save where two have one key: a collision."""
    found = split_now(webhook(*changes))
    wanted = Counter(update for change in changes for update in updates_in(change))
    stored = updates_stored(found)
    assert not found.unreadable
    assert set(stored) <= set(wanted)
    if not found.collisions:
        assert set(stored) == set(wanted)
    assert len({record.key for record in found.records}) == len(found.records)


@given(values())
def test_everything_else_in_a_change_is_kept(change: Json) -> None:
    """A part that is neither a person's nor what stands around such parts is a change of its own.

    So is what stands among the contacts and names nobody.
    """
    found = split_now(webhook(change))
    people = [part for name in KINDS if isinstance(part := change.get(name), list)]
    lists = ("contacts", *KINDS)
    around = {"messaging_product", "metadata"} | {
        name for name in lists if isinstance(change.get(name, []), list | None)
    }
    around |= {"field"} if change.get("field") == "messages" else set()
    rest = {name: part for name, part in change.items() if name not in around or not any(people)}
    named = change.get("contacts")
    odd = [one for one in named if not isinstance(one, dict | None)] if isinstance(named, list) else []
    rest |= {"contacts": odd} if odd and any(people) else {}
    changes = [
        json.loads(record.body)["value"] for record in found.records if record.kind.startswith("field.")
    ]
    assert changes == ([rest] if rest or not any(people) else [])


@given(st.lists(values(), min_size=1, max_size=3), st.text(max_size=3000) | st.none())
def test_keys_fit_and_no_part_is_empty(changes: list[Json], field: str | None) -> None:
    """Keys are within DynamoDB's limits, and each of their parts says something."""
    document = json.loads(webhook(*changes))
    for change in document["entry"][0]["changes"]:
        change["field"] = field
    for record in split_now(json.dumps(document).encode()).records:
        assert len(record.key.pk.encode()) <= 2048
        assert len(record.key.sk.encode()) <= 1024
        assert all(record.key.pk.split("#"))
        assert all(record.key.sk.split("#"))
        if record.kind != UNREADABLE:
            assert record.key.pk.count("#") == 2


SENDERS = ("31611111111", "31622222222", "NL.111")
OURS = "15550783881"


def _update(list_: str, sender: str, number: int) -> Json:
    """Return something of each list that is this person's, whichever side they are on."""
    said: Json = {"id": f"id.{number}", "timestamp": "1799999000", "from": OURS, "to": sender}
    made = {
        "messages": text_message(f"wamid.{number}", sender),
        "statuses": status(f"wamid.{number}", recipient_id=sender),
        "message_echoes": said | {"type": "text"},
        "calls": said | {"event": "connect", "direction": "BUSINESS_INITIATED"},
        "user_preferences": {"wa_id": sender, "value": "stop", "timestamp": 1_799_999_000 + number},
        "user_id_update": {"wa_id": sender, "user_id": {"previous": f"NL.{number}"}},
        "groups": {"group_id": sender, "type": "group_delete", "request_id": str(number)},
    }
    return made[list_]


@st.composite
def regrouped(draw: st.DrawFn) -> tuple[list[bytes], list[bytes]]:
    """Draw updates of several senders, in two groupings into webhooks."""
    drawn = st.lists(st.tuples(st.sampled_from(sorted(KINDS)), st.sampled_from(SENDERS)), min_size=1)
    updates = [(list_, sender, number) for number, (list_, sender) in enumerate(draw(drawn))]
    order = draw(st.permutations(updates))
    size, other_size = draw(st.integers(1, 5)), draw(st.integers(1, 5))
    return _grouped(updates, size), _grouped(order, other_size)


def _grouped(updates: list[tuple[str, str, int]], size: int) -> list[bytes]:
    webhooks = []
    for start in range(0, len(updates), size):
        group = updates[start : start + size]
        parts: Json = {"contacts": [_contact(sender) for sender in dict.fromkeys(one[1] for one in group)]}
        for list_, sender, number in group:
            parts.setdefault(list_, []).append(_update(list_, sender, number))
        webhooks.append(webhook(value(**parts)))
    return webhooks


def _contact(sender: str) -> Json:
    """One contact is found by number, one by its user id, one has another number than `from` says."""
    if sender == SENDERS[0]:
        return contact(sender, user_id="NL.987")
    if sender == SENDERS[1]:
        return contact("5511999998888", user_id="BR.654")
    return contact("", user_id=sender)


@given(regrouped())
def test_regrouping_gives_the_same_keys(groupings: tuple[list[bytes], list[bytes]]) -> None:
    """Other positions and other neighbours in another webhook lead to the same items."""
    one, other = groupings
    assert keys_of(*one).keys() == keys_of(*other).keys()


@given(st.sampled_from(SENDERS), st.integers(1, 4), st.integers(1, 4))
def test_regrouping_one_sender_gives_the_same_bodies(sender: str, size: int, other_size: int) -> None:
    """What one sender says is stored as the same bytes, however Meta groups it."""
    people = [list_ for list_ in KINDS if list_ != "groups"]
    updates = [(list_, sender, number) for number, list_ in enumerate(people)]
    both = keys_of(*_grouped(updates, size), *_grouped(updates[::-1], other_size))
    assert len(both) == len(people)
    assert all(len(bodies) == 1 for bodies in both.values())
