"""Keys in, yes or no out."""

import logging
from collections.abc import Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.api_keys import bearer_of, client_of, hash_of
from appcare.domain.errors import SecretMissingError, StorageError
from functions.api_authorizer import handler
from tests.unit.functions.samples import FlushedTelemetry

KEYS = {"crm": hash_of("first key"), "desk": hash_of("second key").upper(), "odd": None}


@pytest.fixture
def telemetry(monkeypatch: pytest.MonkeyPatch) -> FlushedTelemetry:
    """Return the telemetry of an authorizer that knows two clients."""
    found = FlushedTelemetry()
    monkeypatch.setattr(handler, "telemetry", lambda: found)
    monkeypatch.setattr(handler, "hashes", lambda: KEYS)
    return found


def asked(**headers: str) -> dict[str, Any]:
    """Return what the authorizer says to a request with these headers."""
    return handler.lambda_handler({"version": "2.0", "headers": headers}, None)


@pytest.mark.parametrize(
    ("authorization", "client"),
    [("Bearer first key", "crm"), ("bearer second key", "desk"), ("BEARER  first key ", "crm")],
)
def test_a_client(telemetry: FlushedTelemetry, authorization: str, client: str) -> None:
    """Who shows a client's key passes as that client."""
    assert asked(authorization=authorization) == {"isAuthorized": True, "context": {"client": client}}
    assert (telemetry.counts["api.admitted"], telemetry.flushed) == (1, 1)


@pytest.mark.parametrize(
    "authorization",
    [
        "",
        "Bearer",
        "Bearer ",
        "first key",
        "Basic first key",
        "Bearer first",
        f"Bearer {KEYS['crm']}",
        "Bearer é",
    ],
)
def test_a_stranger(telemetry: FlushedTelemetry, authorization: str) -> None:
    """Anything else does not, not even the hash that is kept."""
    assert asked(authorization=authorization)["isAuthorized"] is False
    assert telemetry.counts["api.key_rejected"] == 1


def test_no_header(telemetry: FlushedTelemetry) -> None:
    """A request without headers passes as nobody's."""
    assert handler.lambda_handler({}, None)["isAuthorized"] is False
    assert telemetry.flushed == 1


def test_nobody_has_a_key_yet(telemetry: FlushedTelemetry, monkeypatch: pytest.MonkeyPatch) -> None:
    """As long as no key is set up, everybody is refused, and the log says why."""

    def missing() -> Mapping[str, Any]:
        raise SecretMissingError("The secret arn:secret is absent.")

    monkeypatch.setattr(handler, "hashes", missing)
    assert asked(authorization="Bearer first key")["isAuthorized"] is False
    assert [fields for _, fields in telemetry.lines] == [{"code": "secret_missing"}]


def test_keys_that_cannot_be_read(telemetry: FlushedTelemetry, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trouble of ours lets nobody in: it is an exception, which API Gateway takes for a refusal."""

    def fail() -> Mapping[str, Any]:
        raise StorageError("reading a secret: InternalServiceError")

    monkeypatch.setattr(handler, "hashes", fail)
    with pytest.raises(StorageError):
        asked(authorization="Bearer first key")
    assert telemetry.flushed == 1


def test_no_key_in_the_log(telemetry: FlushedTelemetry, caplog: pytest.LogCaptureFixture) -> None:
    """Neither a good nor a bad key is written anywhere."""
    with caplog.at_level(logging.DEBUG):
        asked(authorization="Bearer first key")
        asked(authorization="Bearer guessed key")
    assert "key" not in caplog.text
    assert telemetry.lines == []


@given(st.text(max_size=40))
def test_any_header_is_read(text: str) -> None:
    """Whatever stands in the header, it is a key or none; a key that is kept is the only one that fits."""
    key = bearer_of(text)
    assert key is None or (key and client_of(key, {"a": hash_of("z" * 41)}) is None)
