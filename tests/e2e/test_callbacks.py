"""An agent's answer comes back by a signed callback: into the history, and to every other CRM."""

import time
from typing import Any

import pytest
from standardwebhooks import Webhook

from playground.inbox_view import event_of
from playground.waiting import within
from tests.e2e.agents import ORIGIN, TOLD_S, answer, call_back, customer, unique
from tests.e2e.world import World

OTHER = "desk"
SETTLED_S = 5.0
"""Long enough for what is queued to be delivered: another delivery would have come by then."""


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
    answer_id = unique()
    first = call_back(world, answer(contact_id, conversation_id, answer_id=answer_id))
    assert (first.status_code, first.json()) == (202, {"taken": 1, "repeated": 0, "unknown": []})
    later = answer(contact_id, conversation_id, answer_id=answer_id, written_at="2026-11-22T12:09:00Z")
    again = call_back(world, later)
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
    body = answer(contact_id, conversation_id, answer_id=unique())
    refused = [
        call_back(world, body.replace(b"tomorrow", b"today"), signed=body),
        call_back(world, body, age_s=301),
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
