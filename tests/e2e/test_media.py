"""A picture's message reaches the CRM at once, and its file soon after, by a link."""

import hashlib
import secrets

import httpx

from playground.inbox_view import event_of
from playground.waiting import within
from playground.whatsapp_phone import image, now, webhook_of
from tests.e2e.world import World, empty

FETCHED_S = 60.0


def test_a_picture_comes_after_its_message_and_can_be_had(world: World) -> None:
    """The inbox has `message.received`, then `media.stored`, whose link gives the very bytes."""
    media_id = str(secrets.randbelow(10**15))
    told = {"id": media_id, "size": 300_000, "mime_type": "image/jpeg"}
    digest = httpx.post(f"{world.stack.graph_url}/media", json=told, trust_env=False).json()["sha256"]
    message = image("31660000001", "Look", at=now() - 5, media_id=media_id, sha256=digest)

    assert world.phone.post(webhook_of(message)).status_code == 200

    assert within(FETCHED_S, lambda: len(world.inbox.accepted()) == 2)
    received, stored = (event_of(attempt) for attempt in world.inbox.accepted())
    assert (received["type"], stored["type"]) == ("message.received", "media.stored")
    assert received["subject"] == stored["subject"]
    assert stored["data"]["message"]["wamid"] == message["id"]
    media = stored["data"]["media"]
    assert (media["id"], media["sha256"], media["size"]) == (media_id, digest, 300_000)
    answer = httpx.get(media["url"], trust_env=False)
    assert hashlib.sha256(answer.content).hexdigest() == digest
    assert answer.headers["content-type"] == "image/jpeg"
    assert answer.headers["content-disposition"].startswith("attachment")
    dead_letters = world.dead_letters()
    assert dead_letters == empty(dead_letters)


def test_a_file_that_is_not_there_yet_comes_later(world: World) -> None:
    """Graph knows nothing of a file at first: the message goes out, the file follows when it can be had."""
    media_id = str(secrets.randbelow(10**15))
    graph = httpx.Client(base_url=world.stack.graph_url, trust_env=False)
    graph.post("/media", json={"id": media_id, "stale": 1, "sha256": "ab" * 32})
    message = image("31660000002", "Later", at=now() - 5, media_id=media_id)

    assert world.phone.post(webhook_of(message)).status_code == 200

    assert world.await_accepted([message["id"]], FETCHED_S)
    graph.post("/media", json={"id": media_id})
    types = ["message.received", "media.stored"]
    arrived = within(180.0, lambda: [event_of(one)["type"] for one in world.inbox.accepted()] == types)
    assert arrived
