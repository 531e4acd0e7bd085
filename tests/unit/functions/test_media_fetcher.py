"""A batch of the queue of wanted files, and whose access token counts."""

from collections.abc import Sequence

import pytest

from appcare.application.lane_run import Incoming
from appcare.aws.messages import encode_event
from appcare.aws.redelivery import FailedMessage
from appcare.config.environment import FetcherEnvironment
from appcare.config.settings import Account, Number, Settings
from appcare.domain.errors import NoCloudApiError, SecretMissingError
from appcare.domain.lanes import EventRef, LaneId
from appcare.domain.log import LogKey
from appcare.memory.secrets import MemorySecrets
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
SETTINGS = Settings(
    accounts=(Account(name="main"), Account(name="second"), Account(name="social", source="social")),
    numbers=(
        Number(name="a", phone_number_id="1"),
        Number(name="b", phone_number_id="2", account="second"),
        Number(name="c", phone_number_id="3", account="social"),
    ),
)


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


def test_each_numbers_account_has_its_token(
    monkeypatch: pytest.MonkeyPatch, telemetry: FlushedTelemetry
) -> None:
    """A number's own account counts, for others the first one; a token that changes counts anew."""
    secrets = MemorySecrets({"one": {"access_token": "first"}, "two": {"access_token": "second"}})
    monkeypatch.setattr(wiring, "_secrets", lambda: secrets)
    assert [wiring.access_token(number) for number in ("1", "2", "unlisted")] == ["first", "second", "first"]
    secrets.values["one"] = {"access_token": "new"}
    assert wiring.access_token("1") == "new"
    assert not telemetry.counts


@pytest.mark.parametrize("secret", [{}, {"app_secret": "x"}, {"access_token": ""}, {"access_token": 5}])
def test_no_token_is_counted(
    monkeypatch: pytest.MonkeyPatch, telemetry: FlushedTelemetry, secret: dict[str, object]
) -> None:
    """Without a token people are told by the metric that the alarm watches."""
    monkeypatch.setattr(wiring, "_secrets", lambda: MemorySecrets({"one": secret}))
    with pytest.raises(SecretMissingError):
        wiring.access_token("1")
    assert telemetry.counts == {"media.token_missing": 1}


def test_an_account_without_the_cloud_api(telemetry: FlushedTelemetry) -> None:
    """Files of an account that has no Cloud API are an error that stays, and no alarm about tokens."""
    with pytest.raises(NoCloudApiError):
        wiring.access_token("3")
    assert not telemetry.counts
