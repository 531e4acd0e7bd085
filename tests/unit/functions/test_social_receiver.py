"""Notifications in; out, those that come again."""

import json
from typing import Any

import pytest

from appcare.domain.errors import StorageError
from appcare.memory.clock import MovedClock
from appcare.memory.event_log import MemoryEventLog
from appcare.whatsapp.receiver import UpdateKeeper
from functions.social_receiver import handler
from tests.unit.functions.samples import Event, FlushedTelemetry, message
from tests.unit.whatsapp import samples


class World:
    """A receiver over memory."""

    def __init__(self) -> None:
        """Put it together."""
        self.log = MemoryEventLog()
        self.telemetry = FlushedTelemetry()

    def receiver(self) -> UpdateKeeper:
        """Return the receiver, as the wiring does."""
        return UpdateKeeper(log=self.log, telemetry=self.telemetry, clock=MovedClock(0), retention_days=365)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a world that the handler works in."""
    found = World()
    monkeypatch.setattr(handler, "receiver", found.receiver)
    monkeypatch.setattr(handler, "telemetry", lambda: found.telemetry)
    return found


def batch(*wamids: str) -> Event:
    """Return a batch with one notification for each message."""
    records = []
    for wamid in wamids:
        body = samples.webhook(samples.value(messages=[samples.text_message(wamid)]))
        entry = json.dumps(json.loads(body)["entry"][0])
        published = json.dumps({"whatsAppWebhookEntry": entry})
        records.append(message(wamid, json.dumps({"Type": "Notification", "Message": published})))
    return {"Records": records}


def wamids(world: World) -> list[str]:
    """Return the ids of the messages that are stored."""
    return sorted(key.sk.split("#")[1] for key in world.log.records)


def test_a_batch(world: World) -> None:
    """Each notification is stored; one that comes again changes nothing."""
    for _ in range(2):
        assert handler.lambda_handler(batch("wamid.1", "wamid.2"), None) == {"batchItemFailures": []}
    assert wamids(world) == ["wamid.1", "wamid.2"]
    assert len(world.log.stream) == 2
    assert world.telemetry.counts["update.stored"] == 4
    assert world.telemetry.flushed == 2


def test_what_cannot_be_stored_comes_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the notification whose storing failed is reported; the others are done."""
    append = world.log.append

    def fail_once(records: Any) -> None:
        if any("wamid.1" in record.key.sk for record in records):
            raise StorageError("throttled")
        append(records)

    monkeypatch.setattr(world.log, "append", fail_once)
    said = handler.lambda_handler(batch("wamid.1", "wamid.2"), None)
    assert said == {"batchItemFailures": [{"itemIdentifier": "wamid.1"}]}
    assert wamids(world) == ["wamid.2"]


def test_a_notification_that_nobody_understands_is_kept(world: World) -> None:
    """What cannot be unwrapped neither comes again nor is lost."""
    event = {"Records": [message("1", "no JSON at all")]}
    assert handler.lambda_handler(event, None) == {"batchItemFailures": []}
    assert [record.body for record in world.log.records.values()] == [b"no JSON at all"]
    assert world.telemetry.counts["webhook.unreadable"] == 1


def test_counts_are_written_even_when_it_breaks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug shows as an exception, and what was counted until then is not lost."""
    monkeypatch.setattr(handler, "webhook", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        handler.lambda_handler(batch("wamid.1"), None)
    assert world.telemetry.flushed == 1
