"""What agents do in the end-to-end tests: they answer customers, by API or in a CRM that calls back."""

import json
import time
import uuid
from contextlib import suppress
from datetime import UTC, datetime

import httpx
from standardwebhooks import Webhook

from playground.inbox_view import event_of
from playground.whatsapp_phone import now, text, webhook_of
from tests.e2e.world import World

ORIGIN = "inbox"
TOLD_S = 30.0
REPEATS = 2


def customer(world: World, phone: str, *, written_s_ago: int = 30) -> tuple[str, str]:
    """Have a customer write; return the ids of contact and conversation, once the CRM knows them."""
    message = text(phone, "Where is my parcel?", at=now() - written_s_ago)
    assert world.phone.post(webhook_of(message)).status_code == 200
    (attempt,) = world.await_accepted([message["id"]], TOLD_S)
    data = event_of(attempt)["data"]
    return data["contact"]["id"], data["conversation"]["id"]


def unique() -> str:
    """Return an id that nothing has yet, however often the tests run on one stack."""
    return str(uuid.uuid4())


def call_back(world: World, body: bytes, *, signed: bytes | None = None, age_s: int = 0) -> httpx.Response:
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


def answer(
    contact_id: str, conversation_id: str, *, answer_id: str, written_at: str = "2026-11-22T12:02:00Z"
) -> bytes:
    """Return a callback's body."""
    data = {"id": answer_id, "contact_id": contact_id, "conversation_id": conversation_id, "agent": "u-7"}
    document = {
        "type": "agent.replied",
        "timestamp": written_at,
        "data": {**data, "text": "It comes tomorrow."},
    }
    return json.dumps(document).encode()


def send(world: World, contact_id: str, words: str, *, key: str = "") -> httpx.Response:
    """Answer by API; whoever hears nothing for too long asks again under the same key."""
    asked = {"message": {"content": {"kind": "text", "text": words}}}
    headers = {"Idempotency-Key": key or unique()}
    for _ in range(REPEATS):
        with suppress(httpx.TimeoutException):
            return world.api.post(f"/contacts/{contact_id}/messages", json=asked, headers=headers)
    return world.api.post(f"/contacts/{contact_id}/messages", json=asked, headers=headers)
