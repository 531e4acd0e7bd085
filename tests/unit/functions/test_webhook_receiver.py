"""Requests in, answers out."""

from typing import Any

import pytest

from appcare.domain.errors import StorageError
from appcare.memory.clock import MovedClock
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.secrets import MemorySecrets
from appcare.whatsapp.receiver import LARGEST_BODY, WebhookReceiver
from appcare.whatsapp.signature import sign
from functions.webhook_receiver import handler
from functions.webhook_receiver.wiring import OneSecret
from tests.unit.functions.samples import Event, FlushedTelemetry, request

BODY = '{"entry":[{"id":"1","changes":[{"field":"x","value":{"text":"é"}}]}]}'.encode()
SECRETS = {"whatsapp/main": {"app_secret": "now", "verify_token": "token"}}


class World:
    """The receiver of one account over memory."""

    def __init__(self) -> None:
        """Put it together."""
        self.log = MemoryEventLog()
        self.telemetry = FlushedTelemetry()
        self.secrets: Any = MemorySecrets(SECRETS)
        self.asked: list[str] = []

    def receiver(self, account: str) -> WebhookReceiver:
        """Return the receiver, as the wiring does."""
        self.asked.append(account)
        if account not in SECRETS:
            raise KeyError(account)
        return WebhookReceiver(
            log=self.log,
            secrets=OneSecret(self.secrets, account),
            telemetry=self.telemetry,
            clock=MovedClock(0),
            retention_days=365,
        )


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a world that the handler works in."""
    found = World()
    monkeypatch.setattr(handler, "receiver", found.receiver)
    monkeypatch.setattr(handler, "telemetry", lambda: found.telemetry)
    return found


def answer(event: Event) -> dict[str, Any]:
    """Return what the function says."""
    return handler.lambda_handler(event, None)


def post(body: bytes = BODY, *, encoded: bool = False, **parts: Any) -> Event:
    """Return a signed webhook."""
    return request("POST", body, encoded=encoded, headers={"x-hub-signature-256": sign(body, "now")}, **parts)


@pytest.mark.parametrize("encoded", [False, True])
def test_a_webhook(world: World, *, encoded: bool) -> None:
    """A body is checked and stored as the bytes that Meta sent, however API Gateway hands it over."""
    said = answer(post(encoded=encoded))
    assert (said["statusCode"], said["body"]) == (200, "ok")
    assert said["headers"]["content-type"].startswith("text/plain")
    assert len(world.log.records) == 1
    assert (world.asked, world.telemetry.flushed) == (["whatsapp/main"], 1)


def test_bytes_that_are_no_text(world: World) -> None:
    """Signed bytes of any kind are kept as they came."""
    assert answer(post(b"\xff\xfe{", encoded=True))["statusCode"] == 200
    assert [record.body for record in world.log.records.values()] == [b"\xff\xfe{"]


@pytest.mark.parametrize("headers", [{}, {"x-hub-signature-256": sign(BODY, "other")}])
def test_a_stranger(world: World, headers: dict[str, str]) -> None:
    """An unsigned body is refused."""
    assert answer(request("POST", BODY, headers=headers))["statusCode"] == 401
    assert not world.log.records


def test_no_body(world: World) -> None:
    """A request without a body is one with an empty body."""
    event = post(b"")
    del event["body"]
    assert answer(event)["statusCode"] == 200
    assert [record.kind for record in world.log.records.values()] == ["unreadable"]


def test_too_large(world: World) -> None:
    """More than 3 MB are refused as that."""
    assert answer(post(b" " * (LARGEST_BODY + 1)))["statusCode"] == 413
    assert not world.log.records


def test_a_handshake(world: World) -> None:
    """The challenge comes back to who knows the token, as plain text."""
    asked = {"hub.mode": "subscribe", "hub.verify_token": "token", "hub.challenge": "<b>1"}
    said = answer(request("GET", queryStringParameters=asked))
    assert (said["statusCode"], said["body"]) == (200, "<b>1")
    assert said["headers"] == {"content-type": "text/plain; charset=utf-8", "cache-control": "no-store"}
    assert not world.log.records


@pytest.mark.parametrize(
    "asked",
    [None, {}, {"hub.verify_token": "token"}, {"hub.mode": "subscribe", "hub.verify_token": "x"}],
)
def test_another_handshake(world: World, asked: dict[str, str] | None) -> None:
    """Anybody else gets no challenge."""
    told = None if asked is None else {**asked, "hub.challenge": "1158201444"}
    said = answer(request("GET", queryStringParameters=told))
    assert said["statusCode"] == 403
    assert "1158201444" not in said["body"]
    assert world.telemetry.flushed == 1


@pytest.mark.parametrize(
    "path",
    [None, {}, {"channel": "whatsapp"}, {"account": "main"}, {"channel": "whatsapp", "account": "Main"}],
)
@pytest.mark.parametrize("method", ["GET", "POST"])
def test_no_such_account(world: World, path: dict[str, str] | None, method: str) -> None:
    """A path that names no account of ours leads nowhere."""
    said = answer({**post(), **request(method, pathParameters=path)})
    assert said["statusCode"] == 404
    assert world.telemetry.flushed == 1


def test_trouble_is_told_and_nothing_else(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """When nothing can be read or stored the answer is 500, without a word of what went wrong."""

    def fail(_: str) -> None:
        raise StorageError("table appcare-prod-log throttled")

    monkeypatch.setattr(world.secrets, "get", fail)
    said = answer(post())
    assert said["statusCode"] == 500
    assert "appcare-prod-log" not in str(said)


def test_counts_are_written_even_when_it_breaks(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A bug shows as an exception, and what was counted until then is not lost."""
    monkeypatch.setattr(handler, "_body", lambda _: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        answer(post())
    assert world.telemetry.flushed == 1
