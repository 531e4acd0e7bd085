"""What did not arrive is seen and had again: over the API and with `appcare`, under its id, in its order."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import Any

from appcare.aws.messages import encode_event
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey
from playground.inbox_view import Attempt, wamid_of
from playground.waiting import within
from playground.whatsapp_phone import PHONE_NUMBER_ID, now, text, webhook_of
from tests.e2e.test_agent_api import contact_of
from tests.e2e.world import Appcare, World, bodies_of, empty, first_accepted

ARRIVED_S = 60.0
WOKEN_S = 180.0


def ids(attempts: Sequence[Attempt]) -> list[str]:
    """Return the events' ids."""
    return [attempt["headers"]["webhook-id"] for attempt in attempts]


def written(world: World, phones: Sequence[str], each: int, ago_s: int = 600) -> list[str]:
    """Have customers write; return the message ids when all have arrived."""
    start = now() - ago_s
    sent = {phone: [text(phone, f"{n}", at=start + n) for n in range(each)] for phone in phones}
    assert set(world.post_all(map(bodies_of, sent.values()))) == {200}
    wamids = [message["id"] for messages in sent.values() for message in messages]
    assert len(world.await_accepted(wamids, ARRIVED_S)) == len(wamids)
    return wamids


def arrived_again(world: World, count: int) -> list[Attempt]:
    """Return the attempts after the first `count`, as soon as there are as many again."""
    assert within(ARRIVED_S, lambda: len(world.inbox.accepted()) >= 2 * count)
    return world.inbox.accepted()[count:]


def state_of(world: World, event_id: str) -> Any:
    """Return where a delivery stands."""
    return world.api.get(f"/deliveries/inbox/{event_id}").json().get("state")


def test_a_refused_event_is_listed_and_had_again(world: World, appcare: Appcare) -> None:
    """Parked by a 400, it is in both lists with its answer; replayed it arrives and is done with."""
    refused = text("31690000001", "refused for now", at=now() - 5)
    world.inbox.behave(status=400, match=refused["id"])
    assert world.phone.post(webhook_of(refused)).status_code == 200
    assert within(ARRIVED_S, lambda: [a["answered"] for a in world.inbox.attempts()] == [400])
    (event_id,) = ids(world.inbox.attempts())
    assert within(ARRIVED_S, lambda: state_of(world, event_id) == "parked")

    listed = world.api.get("/deliveries", params={"destination": "inbox", "state": "parked"}).json()
    (found,) = (one for one in listed["deliveries"] if one["event_id"] == event_id)
    assert [(one["status"], one["number"]) for one in found["attempts"]] == [(400, 1)]
    assert event_id in appcare("deliveries", "list", "--state", "parked", "--limit", "1000")
    assert "HTTP 400" in appcare("deliveries", "show", "inbox", event_id)

    asked = world.api.post(f"/deliveries/inbox/{event_id}/replay")
    assert (asked.status_code, asked.json()["events"]) == (202, 1)
    assert within(ARRIVED_S, lambda: ids(world.inbox.accepted()) == [event_id])
    assert all(attempt["verified"] for attempt in world.inbox.attempts())
    assert within(ARRIVED_S, lambda: state_of(world, event_id) == "delivered")


def test_a_customer_again(world: World) -> None:
    """All of a customer's events come once more, in order, and nobody else's."""
    anna, bert = "31690000002", "31690000003"
    wamids = written(world, [anna, bert], 5)
    first = [a for a in world.inbox.accepted() if wamid_of(a) in wamids[:5]]

    contact = contact_of(world, anna)
    asked = world.api.post(f"/contacts/{contact}/replay", json={"destination": "inbox"})

    assert (asked.status_code, asked.json()["events"]) == (202, 5)
    assert within(ARRIVED_S, lambda: len(world.inbox.accepted()) == 15)
    again = world.inbox.accepted()[10:]
    assert ids(again) == ids(first)
    assert all(attempt["verified"] for attempt in again)


def test_everybody_of_a_time_again(world: World, appcare: Appcare) -> None:
    """A range replay counts first, then sends: the same ids, each customer's order, nothing new."""
    # Two days ago: a window that closes just now would be told of among the messages.
    begin = datetime.now(UTC) - timedelta(days=3)
    written(world, [f"3169100{n:04d}" for n in range(10)], 6, ago_s=round(timedelta(days=2).total_seconds()))
    first = world.inbox.accepted()
    span = ("--from", begin.isoformat(), "--to", (begin + timedelta(days=1.5)).isoformat())
    command = ("replay", "--destination", "inbox", *span, "--types", "message.*", "--number", PHONE_NUMBER_ID)
    assert "Nothing was sent" in appcare(*command)
    assert len(world.inbox.accepted()) == len(first)

    told = re.search(r"Sent (\d+)", appcare(*command, "--yes"))
    assert told is not None

    # Nobody else wrote on that day, so that nothing of it arrives in the next test.
    assert within(ARRIVED_S, lambda: len(world.inbox.accepted()) == len(first) + int(told[1]))
    mine = set(ids(first))
    again = [a for a in world.inbox.accepted()[60:] if a["headers"]["webhook-id"] in mine]
    assert len(again) == len(first)
    assert len(set(ids(again)) - mine) == 0
    assert all(attempt["verified"] for attempt in again)
    assert first_accepted(again) == first_accepted(first)
    stamps = {a["headers"]["webhook-id"]: int(a["headers"]["webhook-timestamp"]) for a in first}
    assert all(int(a["headers"]["webhook-timestamp"]) >= stamps[a["headers"]["webhook-id"]] for a in again)


def test_dead_letters_go_back_in_order(world: World, appcare: Appcare) -> None:
    """What our own fault left behind arrives in its order, and the dead letters are empty."""
    phone = "31690000004"
    wamids = written(world, [phone], 8)
    contact = contact_of(world, phone)
    records = {
        item["sk"]["S"]: item for item in world.log_records(f"wa#{world.stack.phone_number_id}#{phone}")
    }
    refs = [
        EventRef(LogKey(item["pk"]["S"], sk), "message.received", contact)
        for sk, item in sorted(records.items())
        if item["kind"]["S"] == "message"
    ]
    assert len(refs) == 8
    for ref in refs:
        world.bury("inbox", encode_event(ref), group=contact, deduplication_id=ref.event_id)
    assert contact in appcare("dead-letters", "list", "inbox")

    assert "Sent back 8" in appcare("dead-letters", "redrive", "inbox", "--yes")

    again = arrived_again(world, 8)
    assert [wamid_of(attempt) for attempt in again] == wamids
    dead_letters = world.dead_letters()
    assert dead_letters == empty(dead_letters)


def test_a_destination_off_and_on(world: World, appcare: Appcare) -> None:
    """Disabled over the API it is called no more; enabled by the command, what waited arrives in order."""
    assert (
        world.api.post("/destinations/inbox/disable", json={"reason": "test"}).json()["state"] == "disabled"
    )
    try:
        sent = [text("31690000005", f"{n}", at=now() - 60 + n) for n in range(3)]
        assert world.post_all([bodies_of(sent)]) == [200] * 3

        def waits() -> bool:
            found = world.api.get("/destinations").json()["destinations"]
            return any(one["name"] == "inbox" and one["lanes_waiting"] == 1 for one in found)

        assert within(ARRIVED_S, waits)
        assert "disabled" in appcare("destinations", "list")
        assert world.inbox.attempts() == []
    finally:
        appcare("destinations", "enable", "inbox")
    arrived = world.await_accepted([message["id"] for message in sent], WOKEN_S)
    assert [wamid_of(attempt) for attempt in arrived] == [message["id"] for message in sent]
