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


def test_a_fresh_link_whenever_it_is_asked_for(world: World) -> None:
    """The event's path at the API gives new links to the very bytes; the message's order does, too."""
    media_id = str(secrets.randbelow(10**15))
    told = {"id": media_id, "size": 200_000, "mime_type": "image/jpeg"}
    digest = httpx.post(f"{world.stack.graph_url}/media", json=told, trust_env=False).json()["sha256"]
    message = image("31660000003", "Again", at=now() - 5, media_id=media_id, sha256=digest)
    assert world.phone.post(webhook_of(message)).status_code == 200
    assert within(FETCHED_S, lambda: len(world.inbox.accepted()) == 2)
    received, stored = (event_of(attempt)["data"] for attempt in world.inbox.accepted())
    delivered = httpx.get(stored["media"]["url"], trust_env=False).content

    path = stored["media"]["link_path"]
    answer = world.api.get(world.api.base_url.join(path))
    assert answer.status_code == 200
    fresh = answer.json()["media"]
    changing = {"url", "expires_at"}
    assert {name: fresh[name] for name in fresh.keys() - changing} == {
        name: stored["media"][name] for name in stored["media"].keys() - changing
    }
    file = httpx.get(fresh["url"], trust_env=False)
    assert file.content == delivered
    assert hashlib.sha256(file.content).hexdigest() == fresh["sha256"] == digest
    assert file.headers["content-disposition"].startswith("attachment")

    contact = f"/contacts/{received['contact']['id']}"
    asked = {"id": received["message"]["media"]["id"], "order": received["order"]}
    by_message = world.api.get(f"{contact}/media", params=asked).json()["media"]
    assert httpx.get(by_message["url"], trust_env=False).content == delivered
    (in_history,) = (
        event["data"]["media"]
        for event in world.api.get(f"{contact}/events").json()["events"]
        if event["type"] == "media.stored"
    )
    assert in_history["link_path"] == path
    assert not in_history.keys() & changing
    refused = world.stranger.get(world.api.base_url.join(path))
    assert refused.status_code in {401, 403}
    absent = world.api.get(f"{contact}/media", params={**asked, "id": "1"})
    assert (absent.status_code, absent.headers["content-type"]) == (404, "application/problem+json")


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
