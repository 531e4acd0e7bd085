"""The stream in, queued events out."""

from collections.abc import Sequence
from typing import Any

import pytest

from appcare.application.channels import Channels
from appcare.application.delivery_ports import Outgoing
from appcare.application.route_event import EventRouter, RouterPorts
from appcare.application.subscription import Subscription
from appcare.aws.event_log import DynamoEventLog
from appcare.aws.stream import read_stream
from appcare.domain.errors import StorageError
from appcare.domain.log import LogKey, LogRecord
from appcare.memory.clock import MovedClock
from appcare.memory.contacts import MemoryContacts
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.queues import MemoryDeliveryQueues, MemoryParkedRecords
from appcare.memory.state import MemoryConversations, MemoryProgresses
from appcare.whatsapp.split import split
from appcare.whatsapp.translate import WhatsApp
from functions.event_router import handler
from tests.unit.functions.samples import Event, FlushedTelemetry, change, image
from tests.unit.whatsapp.samples import NOW_S, YEAR_S, text_message, value, webhook


class BrokenQueues(MemoryDeliveryQueues):
    """Queues that take nothing."""

    def send(self, outgoing: Sequence[Outgoing]) -> None:
        """Fail."""
        del outgoing
        raise StorageError("throttled")


class World:
    """A router over memory."""

    def __init__(self, queues: type[MemoryDeliveryQueues] = MemoryDeliveryQueues) -> None:
        """Put it together."""
        clock = MovedClock(NOW_S * 1000)
        self.telemetry = FlushedTelemetry()
        self.parked = MemoryParkedRecords()
        self.queues = queues(clock)
        ports = RouterPorts(
            log=MemoryEventLog(),
            contacts=MemoryContacts(),
            conversations=MemoryConversations(),
            progresses=MemoryProgresses(),
            queues=self.queues,
            parked=self.parked,
            clock=clock,
            telemetry=self.telemetry,
        )
        self.router = EventRouter(
            ports=ports,
            channels=Channels({"wa": WhatsApp(lambda _: "support")}),
            subscriptions=[Subscription("inbox", ("*",))],
            silence_hours=72,
        )

    def install(self, monkeypatch: pytest.MonkeyPatch) -> "World":
        """Let the handler work in it."""
        nothing: Any = None
        monkeypatch.setattr(handler, "router", lambda: self.router)
        monkeypatch.setattr(handler, "parked", lambda: self.parked)
        monkeypatch.setattr(handler, "event_log", lambda: DynamoEventLog(nothing, "log", nothing))
        monkeypatch.setattr(handler, "telemetry", lambda: self.telemetry)
        return self

    def queued(self) -> list[str]:
        """Return the sort keys of the queued events."""
        return [one.content.key.sk for one in self.queues.waiting("inbox") if hasattr(one.content, "key")]


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a world that the handler works in."""
    return World().install(monkeypatch)


def record(wamid: str = "wamid.1", text: str = "hello") -> LogRecord:
    """Return the record of a message."""
    body = webhook(value(messages=[text_message(wamid, text={"body": text})]))
    return split(body, retention_s=YEAR_S, now_s=NOW_S).records[0]


def route(*changes: Event) -> None:
    """Hand a batch over."""
    handler.lambda_handler({"Records": list(changes)}, None)


def test_what_is_new_is_queued(world: World) -> None:
    """Each inserted record becomes an event in its destination's queue."""
    route(*(change("INSERT", image(record(wamid))) for wamid in ("wamid.1", "wamid.2")))
    assert world.queued() == [record("wamid.1").key.sk, record("wamid.2").key.sk]
    assert world.telemetry.flushed == 1


def test_another_content_is_counted_and_not_routed(world: World) -> None:
    """A key that was given another content is a collision."""
    route(change("MODIFY", image(record(text="now")), image(record(text="before"))))
    assert world.telemetry.counts == {"log.collision": 1}
    assert not world.queued()


def test_another_expiry_is_nothing(world: World) -> None:
    """The same content with another time to live is no collision."""
    before = {**image(record()), "expires_at": {"N": "1"}}
    route(change("MODIFY", image(record()), before))
    assert not world.telemetry.counts


def test_what_is_removed_is_nothing(world: World) -> None:
    """Expired items are nobody's event."""
    route(change("REMOVE", None, image(record())))
    assert not world.telemetry.counts
    assert not world.queued()


@pytest.mark.parametrize(
    "broken",
    [
        {"body": {"M": {}}},
        {"body": {}},
        {"body": {"B": "not base64!"}},
        {"kind": {}},
        {"expires_at": {"N": "x"}},
    ],
    ids=repr,
)
def test_an_image_that_is_no_record_is_parked(world: World, broken: Event) -> None:
    """It goes aside under its key, and its neighbours go their way."""
    route(change("INSERT", {**image(record()), **broken}), change("INSERT", image(record("wamid.2"))))
    assert world.parked.parked == [(record().key, "undigestible")]
    assert world.telemetry.counts["record.parked"] == 1
    assert world.queued() == [record("wamid.2").key.sk]


@pytest.mark.parametrize(
    "odd",
    [
        LogRecord(LogKey("wa#1#2", "0000000000000#1#message"), "message", b"[]"),
        LogRecord(LogKey("telex#1#2", "0000000000000#1#message"), "message", b"{}"),
    ],
    ids=["no object", "no channel of ours"],
)
def test_a_record_that_nobody_understands_is_parked(world: World, odd: LogRecord) -> None:
    """The stream goes on."""
    route(change("INSERT", image(odd)), change("INSERT", image(record())))
    assert [key for key, _ in world.parked.parked] == [odd.key]
    assert world.queued() == [record().key.sk]


def test_our_own_facts_are_no_events(world: World) -> None:
    """Decisions and bodies that could not be read are kept, not told."""
    unreadable = split(b"no", retention_s=YEAR_S, now_s=NOW_S).records[0]
    decision = LogRecord(LogKey("wa#1#2", "0#cnv_1#conversation.opened"), "conversation.opened", b"{}")
    route(change("INSERT", image(unreadable)), change("INSERT", image(decision)))
    assert not world.queued()
    assert not world.parked.parked


def test_trouble_of_ours_is_raised(monkeypatch: pytest.MonkeyPatch) -> None:
    """The stream is to bring the batch again; what was counted is written."""
    world = World(BrokenQueues).install(monkeypatch)
    with pytest.raises(StorageError):
        route(change("INSERT", image(record())))
    assert world.telemetry.flushed == 1


def test_the_stream_says_when_a_record_arrived(world: World) -> None:
    """It stands beside the record, in milliseconds, and where it is missing nothing is made up."""
    del world
    told = change("INSERT", image(record()))
    told["dynamodb"]["ApproximateCreationDateTime"] = 1_799_999_000.5
    nothing: Any = None
    log = DynamoEventLog(nothing, "log", nothing)
    batch = read_stream({"Records": [told, change("INSERT", image(record("wamid.2")))]}, log)
    assert [one.arrived_at for one in batch.inserted] == [1_799_999_000_500, None]
