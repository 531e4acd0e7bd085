"""The phone builds and signs webhooks as Meta does."""

import json

from appcare.whatsapp.split import split
from playground.conversation import conversation
from playground.demo import EVENTS
from playground.whatsapp_phone import change, signature, status, text, webhook, webhook_of


def test_signature_is_metas() -> None:
    """The signature is the HMAC-SHA256 of the raw bytes, in hexadecimal."""
    assert signature(b"{}", "secret") == (
        "sha256=77325902caca812dc259733aacd046b73817372c777b8d95b402647474516e13"
    )


def test_messages_have_ids_of_their_own() -> None:
    """Two messages are never taken for one."""
    assert text("31612345678", "a")["id"] != text("31612345678", "a")["id"]


def test_changes_are_spread_over_entries() -> None:
    """Every change is in one entry, and the entries are as many as asked."""
    changes = [change(statuses=[status("31612345678", "sent")]) for _ in range(10)]
    entries = json.loads(webhook(*changes, entries=5))["entry"]
    assert [len(entry["changes"]) for entry in entries] == [2] * 5


def test_pipeline_reads_what_the_phone_sends() -> None:
    """The runtime splits a sample into the records it stands for."""
    body = webhook_of(text("31612345678", "Hi", at=1_700_000_000, message_id="wamid.x"))
    (record,) = split(body, retention_s=0, now_s=0).records
    assert record.key.pk == "wa#106540352242922#31612345678"
    assert record.key.sk == "1700000000000#wamid.x#message"


def test_sample_conversation_makes_the_events_it_says() -> None:
    """The demo waits for exactly the events that its webhooks bring."""
    splits = [split(body, retention_s=0, now_s=0) for _, body in conversation()]
    assert not any(one.unreadable for one in splits)
    assert sum(len(one.records) for one in splits) == EVENTS
