"""A file goes into the bucket by a place that the API offers, and is known to messages from then on."""

import hashlib
from typing import Any
from uuid import uuid4

import httpx

from playground.whatsapp_phone import now, text, webhook_of
from tests.e2e.test_agent_api import ROUTED_S, contact_of
from tests.e2e.world import World

ANNA = "31680000001"
PNG = b"\x89PNG\r\n\x1a\n" + bytes(30_000)


def test_a_file_is_put_and_then_judged(world: World) -> None:
    """No message may have it before it is there, none that it does not fit after; nobody replaces it."""
    first = text(ANNA, "Send me the label", at=now() - 5)
    assert world.phone.post(webhook_of(first)).status_code == 200
    assert world.await_accepted([first["id"]], ROUTED_S)
    path = f"/contacts/{contact_of(world, ANNA)}/messages"
    said = {"mime_type": "image/png", "size": len(PNG), "filename": "häger.png"}
    offered = world.api.post("/uploads", json={**said, "sha256": hashlib.sha256(PNG).hexdigest()})
    assert offered.status_code == 201
    upload, place = offered.json()["id"], offered.json()["upload"]

    def ask(kind: str) -> httpx.Response:
        body: Any = {"message": {"content": {"kind": kind, "upload_id": upload}}}
        return world.api.post(path, json=body, headers={"Idempotency-Key": str(uuid4())})

    def put(content: bytes) -> int:
        told = {name: value for name, value in place["headers"].items() if name != "content-length"}
        return httpx.put(place["url"], content=content, headers=told, trust_env=False).status_code

    missing = ask("image")
    assert (missing.status_code, missing.json()["reason"]) == (422, "file")
    assert put(PNG + b"more") == httpx.codes.FORBIDDEN
    assert put(PNG) == httpx.codes.OK
    assert put(PNG) == httpx.codes.PRECONDITION_FAILED
    wrong = ask("video")
    assert (wrong.status_code, wrong.json()["reason"]) == (422, "file")
    assert "image/png" in wrong.json()["advice"]
    assert httpx.get(place["url"], trust_env=False).status_code == httpx.codes.FORBIDDEN
