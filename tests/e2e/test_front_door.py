"""What the webhook endpoint lets in, and what it answers."""

import hashlib
import json

import pytest

from playground.whatsapp_phone import text, wamid, webhook_of
from tests.e2e.world import World

LARGEST = 3 * 1024 * 1024
LONE_SURROGATE = webhook_of(text("31600000004", "BROKEN")).replace(b"BROKEN", b"\\ud800")


def test_handshake_is_answered_with_the_challenge(world: World) -> None:
    """Meta's handshake with our verify token gets its challenge back, as plain text."""
    answer = world.phone.handshake("1158201444")
    assert (answer.status_code, answer.text) == (200, "1158201444")


def test_handshake_with_another_token_is_refused(world: World) -> None:
    """Who does not know the verify token cannot take the webhook over."""
    assert world.phone.handshake("1158201444", verify_token="guessed").status_code == 403


def test_unsigned_webhook_is_refused(world: World) -> None:
    """Nothing without a signature is stored."""
    assert world.phone.post(webhook_of(text("31600000001", "Hi")), sign=False).status_code == 401


def test_webhook_signed_by_somebody_else_is_refused(world: World) -> None:
    """Nothing with a wrong signature is stored."""
    message = text("31600000002", "Hi")
    assert world.phone.post(webhook_of(message), signed_as="another secret").status_code == 401
    assert world.log_records("wa#106540352242922#31600000002") == []


def test_largest_webhook_of_meta_is_taken(world: World) -> None:
    """A body of 3 MB is Meta's own limit, and is stored whole."""
    message_id = wamid()
    body = webhook_of(text("31600000003", "", message_id=message_id))
    filled = webhook_of(text("31600000003", "x" * (LARGEST - len(body)), message_id=message_id))
    assert len(filled) == LARGEST
    assert world.phone.post(filled).status_code == 200
    assert len(world.log_records("wa#106540352242922#31600000003")) == 1


def test_larger_body_is_refused(world: World) -> None:
    """One byte more than Meta ever sends is refused."""
    assert world.phone.post(b" " * (LARGEST + 1)).status_code == 413


@pytest.mark.parametrize(
    "body",
    [
        b"this is no JSON",
        b"[" * 5000 + b"]" * 5000,
        LONE_SURROGATE,
        json.dumps({"object": "whatsapp_business_account", "entry": {}}).encode(),
        json.dumps({"entry": [{"id": "1", "changes": [{"field": "messages", "value": None}]}]}).encode(),
    ],
    ids=["no JSON", "deep", "lone surrogate", "entry is an object", "value is null"],
)
def test_signed_body_that_cannot_be_split_is_kept_whole(world: World, body: bytes) -> None:
    """What Meta signed is never refused and never lost, readable or not."""
    assert world.phone.post(body).status_code == 200
    (record,) = world.log_records(f"unreadable#{hashlib.sha256(body).hexdigest()}")
    (kept,) = record["body"].values()
    assert (kept.encode() if isinstance(kept, str) else kept) == body
