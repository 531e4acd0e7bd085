"""A batch of a queue in, what must come again out."""

from collections.abc import Sequence

import pytest

from appcare.application.delivery_ports import WakeUp
from appcare.application.lane_run import Incoming
from appcare.aws.messages import encode_event, encode_wake_up
from appcare.aws.redelivery import FailedMessage
from appcare.config.environment import PublisherEnvironment
from appcare.crm.setup import DestinationSecrets
from appcare.domain.errors import StorageError
from appcare.domain.lanes import EventRef, LaneId
from appcare.domain.log import LogKey
from appcare.memory.secrets import MemorySecrets
from functions.crm_publisher import handler, wiring
from tests.unit.functions.samples import QUEUE_ARN, Event, FlushedTelemetry, message

REF = EventRef(LogKey("wa#1#316", "1799999000000#wamid.1#message"), "message.received", "ctc_1", "cnv_1")
LANE = LaneId("inbox", "ctc_1")
EVENT, WAKE = encode_event(REF), encode_wake_up(WakeUp(LANE, 5))
TOLD = PublisherEnvironment(
    event_log_table="log",
    bodies_bucket="bodies",
    state_table="state",
    destination_queues={
        "inbox": "https://sqs.example.com/111122223333/crm-inbox.fifo",
        "inbox-2": "https://sqs.example.com/111122223333/crm-inbox-2.fifo",
    },
    destination_secrets={"inbox": "secret"},
    wakeups_queue="wakeups",
)


class Context:
    """A context with a minute left."""

    def get_remaining_time_in_millis(self) -> int:
        """Return a minute."""
        return 60_000


class Engine:
    """An engine that keeps what it gets and fails what it is told to."""

    def __init__(self) -> None:
        """Deliver everything."""
        self.batches: list[Sequence[Incoming]] = []
        self.fails: list[str] = []
        self.trouble: Exception | None = None

    def deliver(self, messages: Sequence[Incoming], deadline: int) -> Sequence[str]:
        """Keep a batch."""
        assert deadline > 60_000
        if self.trouble:
            raise self.trouble
        self.batches.append(messages)
        return self.fails


class Redelivery:
    """Keeps what is to come again."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.failed: list[FailedMessage] = []

    def soon(self, destination: str, failed: Sequence[FailedMessage]) -> None:
        """Keep it."""
        assert destination == "inbox"
        self.failed += failed


class World:
    """A publisher around that engine."""

    def __init__(self) -> None:
        """Put it together."""
        self.engine = Engine()
        self.telemetry = FlushedTelemetry()
        self.destinations: list[str] = []
        self.redelivery = Redelivery()

    def engine_of(self, destination: str) -> Engine:
        """Return the engine, as the wiring does."""
        self.destinations.append(destination)
        return self.engine


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a world that the handler works in."""
    found = World()
    wiring.destination_of.cache_clear()
    monkeypatch.setattr(wiring, "environment", lambda: TOLD)
    monkeypatch.setattr(handler, "engine", found.engine_of)
    monkeypatch.setattr(handler, "redelivery", lambda: found.redelivery)
    monkeypatch.setattr(handler, "telemetry", lambda: found.telemetry)
    return found


def failures(*messages: Event) -> list[str]:
    """Hand a batch over and return the ids that must come again."""
    answer = handler.lambda_handler({"Records": list(messages)}, Context())
    return [failure["itemIdentifier"] for failure in answer["batchItemFailures"]]


def test_a_batch(world: World) -> None:
    """Events and wake-ups reach their destination's engine in order, with their sequence."""
    assert failures(message("m1", EVENT, 7), message("m2", WAKE, 8)) == []
    assert world.engine.batches == [
        [Incoming("m1", f"{7:020d}", LANE, REF, again=True), Incoming("m2", f"{8:020d}", LANE, None)]
    ]
    assert (world.destinations, world.telemetry.flushed) == (["inbox"], 1)


def test_what_must_come_again(world: World) -> None:
    """The engine's failures are reported and come again soon, the others are done with."""
    world.engine.fails = ["m2"]
    assert failures(message("m1", EVENT), message("m2", EVENT)) == ["m2"]
    assert world.redelivery.failed == [FailedMessage("handle of m2", 3)]


@pytest.mark.parametrize(
    "body", ["", "{", "[]", "{}", '{"wake": "5", "contact": "c"}', '{"pk": 1}', "[" * 10_000]
)
def test_a_message_that_cannot_be_read(world: World, body: str) -> None:
    """It is reported, to end as a dead letter; its neighbours are delivered."""
    world.engine.fails = ["m3"]
    assert failures(message("m1", body), message("m2", EVENT), message("m3", EVENT)) == ["m1", "m3"]
    assert [one.id for one in world.engine.batches[0]] == ["m2", "m3"]
    assert world.telemetry.lines == [("message not read", {"message_id": "m1", "code": "undigestible"})]


def test_nothing_that_can_be_read(world: World) -> None:
    """The engine is not asked."""
    assert failures(message("m1", "{"), message("m2", "{")) == ["m1", "m2"]
    assert not world.engine.batches


def test_trouble_of_ours_brings_the_batch_again(world: World) -> None:
    """Nothing was begun: every message comes again, in order, those that cannot be read as well."""
    world.engine.trouble = StorageError("throttled")
    assert failures(message("m1", EVENT), message("m2", "{"), message("m3", WAKE)) == ["m1", "m2", "m3"]
    assert [one.receipt for one in world.redelivery.failed] == [f"handle of m{place}" for place in (1, 2, 3)]
    assert world.telemetry.counts == {"delivery.batch_not_begun": 1}
    assert world.telemetry.flushed == 1


def test_what_was_redriven_was_handed_out_before(world: World) -> None:
    """A message sent back from the dead letters is new to its queue; its event may have failed before."""
    redriven, fresh = message("m1", EVENT), message("m2", EVENT)
    for one in (redriven, fresh):
        one["attributes"]["ApproximateReceiveCount"] = "1"
        one["attributes"]["MessageDeduplicationId"] = "evt_1"
    redriven["attributes"]["MessageDeduplicationId"] = "redrive_1"
    failures(redriven, fresh)
    assert [incoming.again for batch in world.engine.batches for incoming in batch] == [True, False]


def test_a_bug_is_an_exception(world: World) -> None:
    """What nobody thought of fails the whole batch; what was counted is written."""
    world.engine.trouble = ZeroDivisionError()
    with pytest.raises(ZeroDivisionError):
        failures(message("m1", EVENT))
    assert world.telemetry.flushed == 1


def test_whose_queue_it_is(world: World) -> None:
    """A queue leads to its destination by its whole name; a strange one to nobody's."""
    assert wiring.destination_of(QUEUE_ARN) == "inbox"
    assert wiring.destination_of(QUEUE_ARN.replace("inbox", "inbox-2")) == "inbox-2"
    with pytest.raises(KeyError):
        wiring.destination_of(QUEUE_ARN + "2")
    assert not world.destinations


@pytest.mark.parametrize(
    ("stored", "expected"),
    [
        ({"current": "a", "previous": "b"}, ["a", "b"]),
        ({"current": "a", "previous": ""}, ["a"]),
        ({"current": "a", "previous": 7}, ["a"]),
        ({"previous": "b"}, ["b"]),
    ],
)
@pytest.mark.usefixtures("world")
def test_signing_secrets(
    monkeypatch: pytest.MonkeyPatch, stored: dict[str, object], expected: list[str]
) -> None:
    """The current one first, then the previous one as long as it is there."""
    secrets = MemorySecrets({"secret": stored})
    monkeypatch.setattr(wiring, "_secrets", lambda: secrets)
    assert wiring.secrets_of("inbox").signing == tuple(expected)


@pytest.mark.parametrize("stored", [{}, {"current": ""}, {"other": "a"}])
@pytest.mark.usefixtures("world")
def test_no_signing_secret(monkeypatch: pytest.MonkeyPatch, stored: dict[str, str]) -> None:
    """An empty one is none, as where none is stored: the adapter closes the destination, nothing crashes."""
    secrets = MemorySecrets({"secret": stored})
    monkeypatch.setattr(wiring, "_secrets", lambda: secrets)
    for destination in ("inbox", "inbox-2"):
        assert wiring.secrets_of(destination) == DestinationSecrets()
