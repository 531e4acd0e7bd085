"""What came in through the front door is read back through the API, by who has a key and nobody else."""

from typing import Any

import httpx
import pytest

from playground.waiting import within
from playground.whatsapp_phone import now, text, webhook_of
from tests.e2e.world import World

ANNA, BERT = "31670000001", "31670000002"
ROUTED_S = 30.0
PROBLEM = "application/problem+json"


def contact_of(world: World, phone: str) -> str:
    """Return the id of the contact with a phone number, as soon as there is one."""
    found: list[str] = []

    def is_known() -> bool:
        answer = world.api.get("/contacts", params={"phone": phone})
        found[:] = [one["id"] for one in answer.json()["contacts"]]
        return bool(found)

    assert within(ROUTED_S, is_known)
    return found[0]


def test_a_history_is_what_the_crm_got(world: World) -> None:
    """The API tells of each message in the words in which it was delivered, page by page."""
    sent = [text(ANNA, f"Message {n}", at=now() - 60 + n) for n in range(5)]
    assert world.phone.post(webhook_of(*sent)).status_code == 200
    wamids = [message["id"] for message in sent]
    assert len(world.await_accepted(wamids, ROUTED_S)) == 5
    delivered = {a["headers"]["webhook-id"]: a["body"] for a in world.inbox.accepted()}

    path = f"/contacts/{contact_of(world, ANNA)}/events"
    events: list[Any] = []
    cursor: dict[str, str] = {}
    while True:
        answer = world.api.get(path, params={"limit": 2, "order": "oldest", **cursor})
        assert answer.status_code == 200
        events += answer.json()["events"]
        if answer.json()["next"] is None:
            break
        cursor = {"cursor": answer.json()["next"]}

    assert [event["data"]["message"]["wamid"] for event in events] == wamids
    assert [httpx.Response(200, text=delivered[event["id"]]).json() for event in events] == events


def test_an_event_leads_to_its_update(world: World) -> None:
    """`data.order` of an event opens Meta's own words."""
    message = text(BERT, "What did Meta say?", at=now() - 5)
    world.phone.post(webhook_of(message))
    contact = contact_of(world, BERT)
    (event,) = world.api.get(f"/contacts/{contact}/events").json()["events"]

    answer = world.api.get(f"/contacts/{contact}/update", params={"order": event["data"]["order"]})

    assert answer.status_code == 200
    assert answer.json()["update"]["message"] == message
    conversations = world.api.get(f"/contacts/{contact}").json()["conversations"]
    assert [one["id"] for one in conversations] == [event["data"]["conversation"]["id"]]


@pytest.mark.parametrize("authorization", [None, "", "Bearer", "Bearer guessed", "Basic Z3Vlc3NlZA=="])
def test_without_a_key_nothing_is_told(world: World, authorization: str | None) -> None:
    """Who shows no key, or another one, is refused."""
    headers = {} if authorization is None else {"Authorization": authorization}
    assert world.stranger.get("/contacts", params={"phone": ANNA}, headers=headers).status_code in (401, 403)


def test_problems(world: World) -> None:
    """What is asked wrongly, or does not exist, is answered with a problem."""
    bad = world.api.get("/contacts/ctc_x/events", params={"limit": 0})
    assert (bad.status_code, bad.headers["content-type"]) == (400, PROBLEM)
    assert {one["pointer"] for one in bad.json()["errors"]} == {"#/path/contact_id", "#/query/limit"}
    for path in (f"/contacts/ctc_{'a' * 26}/events", "/nothing"):
        absent = world.api.get(path)
        assert (absent.status_code, absent.headers["content-type"]) == (404, PROBLEM)
    assert world.api.post("/contacts").status_code == 405
