"""A batch of the queue of wanted files, and whose access token counts."""

from collections.abc import Sequence

import pytest

from appcare.application.lane_run import Incoming
from appcare.aws.messages import encode_event
from appcare.aws.redelivery import FailedMessage
from appcare.config.environment import FetcherEnvironment
from appcare.config.settings import Settings
from appcare.domain.lanes import EventRef, LaneId
from appcare.domain.log import LogKey
from functions.media_fetcher import handler, wiring
from tests.unit.functions.samples import FlushedTelemetry, message

REF = EventRef(LogKey("wa#1#316", "1799999000000#wamid.1#message"), "media.wanted", "med_1")
TOLD = FetcherEnvironment(
    event_log_table="log",
    bodies_bucket="bodies",
    state_table="state",
    account_secrets={"whatsapp/main": "one", "whatsapp/second": "two"},
    media_queue="https://sqs.example.com/111122223333/media.fifo",
    wakeups_queue="wakeups",
)
SETTINGS = Settings()


class Context:
    """A context with a minute left."""

    def get_remaining_time_in_millis(self) -> int:
        """Return a minute."""
        return 60_000


class Engine:
    """Keeps what it gets and fails it."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.got: list[Incoming] = []

    def deliver(self, messages: Sequence[Incoming], deadline: int) -> Sequence[str]:
        """Keep a batch."""
        assert deadline > 60_000
        self.got += messages
        return [one.id for one in messages]


class Redelivery:
    """Keeps what is to come again."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.failed: list[tuple[str, FailedMessage]] = []

    def soon(self, destination: str, failed: Sequence[FailedMessage]) -> None:
        """Keep it."""
        self.failed += [(destination, one) for one in failed]


@pytest.fixture
def telemetry(monkeypatch: pytest.MonkeyPatch) -> FlushedTelemetry:
    """Telemetry of the handler and the wiring."""
    found = FlushedTelemetry()
    monkeypatch.setattr(handler, "telemetry", lambda: found)
    monkeypatch.setattr(wiring, "telemetry", lambda: found)
    monkeypatch.setattr(wiring, "environment", lambda: TOLD)
    monkeypatch.setattr(wiring, "settings", lambda: SETTINGS)
    return found


def test_a_batch(monkeypatch: pytest.MonkeyPatch, telemetry: FlushedTelemetry) -> None:
    """A reference reaches the engine in its own lane; what fails is reported and comes again soon."""
    engine, redelivery = Engine(), Redelivery()
    monkeypatch.setattr(handler, "engine", lambda: engine)
    monkeypatch.setattr(handler, "redelivery", lambda: redelivery)
    answer = handler.lambda_handler({"Records": [message("m1", encode_event(REF), 7)]}, Context())
    assert engine.got == [Incoming("m1", f"{7:020d}", LaneId("media", "med_1"), REF, again=True)]
    assert answer == {"batchItemFailures": [{"itemIdentifier": "m1"}]}
    assert redelivery.failed == [("media", FailedMessage("handle of m1", 3))]
    assert telemetry.flushed == 1
