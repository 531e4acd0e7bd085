"""An agent's answer comes back by a signed callback: into the history, and to every other CRM."""

import json
import time
from datetime import UTC, datetime
from typing import Any

import httpx
import pytest
from standardwebhooks import Webhook

from playground.inbox_view import event_of
from playground.waiting import within
from playground.whatsapp_phone import now, text, webhook_of
from tests.e2e.world import World

ORIGIN, OTHER = "inbox", "desk"
TOLD_S = 30.0
SETTLED_S = 5.0
"""Long enough for what is queued to be delivered: another delivery would have come by then."""


def customer(world: World, phone: str) -> tuple[str, str]:
    """Have a customer write; return the ids of contact and conversation, once the CRM knows them."""
    message = text(phone, "Where is my parcel?", at=now() - 30)
    assert world.phone.post(webhook_of(message)).status_code == 200
    (attempt,) = world.await_accepted([message["id"]], TOLD_S)
    data = event_of(attempt)["data"]
    return data["contact"]["id"], data["conversation"]["id"]


def post(world: World, body: bytes, *, signed: bytes | None = None, age_s: int = 0) -> httpx.Response:
    """Post a callback as the origin does, signed some time ago for these or other bytes."""
    at = int(time.time()) - age_s
    content = (body if signed is None else signed).decode()
    secret = world.destination_secret(ORIGIN)
    headers = {
        "webhook-id": f"msg_{at}",
        "webhook-timestamp": str(at),
        "webhook-signature": Webhook(secret).sign(f"msg_{at}", datetime.fromtimestamp(at, UTC), content),
    }
    return world.hooks.post(f"/{ORIGIN}", content=body, headers=headers)


def answer(contact_id: str, conversation_id: str, written_at: str = "2026-11-22T12:02:00Z") -> bytes:
    """Return a callback's body."""
    data = {"id": "n-1", "contact_id": contact_id, "conversation_id": conversation_id, "agent": "u-7"}
    document = {
        "type": "agent.replied",
        "timestamp": written_at,
        "data": {**data, "text": "It comes tomorrow."},
    }
    return json.dumps(document).encode()


def replies(world: World, contact_id: str) -> list[Any]:
    """Return the answers in a customer's history."""
    events = world.api.get(f"/contacts/{contact_id}/events").json()["events"]
    return [event for event in events if event["type"] == "agent.replied"]


def pushed(world: World) -> list[Any]:
    """Return the answers that CRMs were told of."""
    events = [event_of(attempt) for attempt in world.inbox.accepted()]
    return [event for event in events if event["type"] == "agent.replied"]


def test_an_answer_comes_back(world: World) -> None:
    """Taken at once, it stands in the history once, however often it is told, and the other CRM hears it."""
    contact_id, conversation_id = customer(world, "31670000101")
    first = post(world, answer(contact_id, conversation_id))
    assert (first.status_code, first.json()) == (202, {"taken": 1, "repeated": 0, "unknown": []})
    again = post(world, answer(contact_id, conversation_id, "2026-11-22T12:09:00Z"))
    assert (again.status_code, again.json()) == (202, {"taken": 0, "repeated": 1, "unknown": []})

    (event,) = replies(world, contact_id)
    assert event["data"]["conversation"]["id"] == conversation_id
    assert event["data"]["reply"]["text"] == "It comes tomorrow."
    assert event["data"]["reply"]["destination"] == ORIGIN

    assert within(TOLD_S, lambda: bool(pushed(world)))
    time.sleep(SETTLED_S)
    # The inbox stands for both CRMs, each with its own secret.
    (attempt,) = (one for one in world.inbox.accepted() if event_of(one)["type"] == "agent.replied")
    assert event_of(attempt) == event
    Webhook(world.destination_secret(OTHER)).verify(attempt["body"], attempt["headers"])


def test_who_proves_nothing_is_refused(world: World) -> None:
    """Changed after signing, signed long ago, or not signed: 401, and nothing of it is kept."""
    contact_id, conversation_id = customer(world, "31670000102")
    body = answer(contact_id, conversation_id)
    refused = [
        post(world, body.replace(b"tomorrow", b"today"), signed=body),
        post(world, body, age_s=301),
        world.hooks.post(f"/{ORIGIN}", content=body),
    ]
    for one in refused:
        assert (one.status_code, one.headers["content-type"]) == (401, "application/problem+json")
    assert replies(world, contact_id) == []


@pytest.mark.parametrize(
    ("path", "content", "status"),
    [("/nobody", b"{}", 404), ("/inbox", b"x" * 2_097_153, 413), ("/inbox/deeper", b"{}", 404)],
)
def test_what_is_not_there_or_too_large(world: World, path: str, content: bytes, status: int) -> None:
    """An unknown destination, a body without end and another path are refused unread."""
    assert world.hooks.post(path, content=content).status_code == status


def test_nothing_else_is_open(world: World) -> None:
    """Without a key only callbacks are let in."""
    assert world.stranger.get("/destinations").status_code in (401, 403)
    assert world.hooks.get(f"/{ORIGIN}").status_code in (401, 403, 404, 405)
