"""A destination's secret is rotated while events are delivered by workers that learn of it one by one."""

import base64
import json
from collections import Counter
from typing import Any

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from appcare.application.adapter_ports import Attempt
from appcare.aws.secrets import SecretsManagerSecrets
from appcare.config.environment import PublisherEnvironment
from appcare.config.settings import Destination
from appcare.crm.http import Request
from appcare.crm.webhook.adapter import WebhookAdapter
from functions.crm_publisher import wiring
from tests.unit.crm.samples import MemoryHttp, event, setup

OLD, NEW = ("whsec_" + base64.b64encode(letter * 32).decode() for letter in (b"o", b"n"))
START = 1_795_000_000
ROTATED_AT, FINISHED_AT, OVER_AT = 120, 420, 600
"""Seconds: the new secret is put beside the old one, the old one is dropped, the story ends."""

KNOWN_WITHIN_S = 60
"""How long a worker may go on with what it read before; a receiver switches after that."""

WORKERS = 10
INBOX = Destination(name="inbox", adapter="webhook", url="https://crm.example.com/")


class SecretsManager:
    """The service, as far as reading one secret goes."""

    def __init__(self) -> None:
        self.value = {"current": OLD, "previous": ""}

    def get_secret_value(self, **_: Any) -> dict[str, str]:
        """Return what is stored."""
        return {"SecretString": json.dumps(self.value)}


@pytest.fixture(autouse=True)
def _told(monkeypatch: pytest.MonkeyPatch) -> None:
    told = PublisherEnvironment(
        event_log_table="",
        bodies_bucket="",
        state_table="",
        destination_queues={},
        destination_secrets={"inbox": "id"},
        wakeups_queue="",
    )
    monkeypatch.setattr(wiring, "environment", lambda: told)


def deliveries(monkeypatch: pytest.MonkeyPatch) -> list[tuple[int, Request]]:
    """Deliver one event a second with each worker; return (second, call) of every delivery."""
    service, second = SecretsManager(), 0

    def now() -> int:
        return (START + second) * 1000

    caches = [SecretsManagerSecrets(service, now) for _ in range(WORKERS)]  # type: ignore[arg-type]  # as far as it is used
    made: list[tuple[int, Request]] = []
    for second in range(OVER_AT):
        if second == ROTATED_AT:
            service.value = {"current": NEW, "previous": OLD}
        if second == FINISHED_AT:
            service.value = {"current": NEW, "previous": ""}
        # Workers start one after another, so that each reads the secret at another time.
        for cache in caches[: 1 + second // 7]:
            monkeypatch.setattr(wiring, "_secrets", lambda cache=cache: cache)
            http = MemoryHttp()
            adapter = WebhookAdapter(setup(INBOX, http, lambda: wiring.secrets_of("inbox")))
            adapter.deliver(event(), {}, Attempt(1, now()))
            made += [(second, call) for call in http.calls]
    return made


def is_verified(call: Request, secret: str, monkeypatch: pytest.MonkeyPatch) -> bool:
    """Whether the reference library accepts a delivery at the time it says it was made."""
    moment = int(call.headers["webhook-timestamp"])
    monkeypatch.setattr("standardwebhooks.webhooks.datetime", _clock_at(moment))
    try:
        Webhook(secret).verify(call.body, dict(call.headers))
    except WebhookVerificationError:
        return False
    return True


def _clock_at(moment: int) -> Any:
    from datetime import datetime as real  # noqa: PLC0415 - the library's clock is replaced by one that stands still

    class Stopped(real):
        @classmethod
        def now(cls, tz: Any = None) -> "Stopped":
            return cls.fromtimestamp(moment, tz)

    return Stopped


@pytest.mark.parametrize("switch_at", [ROTATED_AT + KNOWN_WITHIN_S, FINISHED_AT - 1])
def test_no_delivery_fails_whenever_the_receiver_switches(
    monkeypatch: pytest.MonkeyPatch, switch_at: int
) -> None:
    """From a minute after the rotation until it is finished, either secret alone accepts every delivery."""
    made = deliveries(monkeypatch)
    outcome = Counter(
        is_verified(call, NEW if second >= switch_at else OLD, monkeypatch) for second, call in made
    )
    both = [
        is_verified(call, OLD, monkeypatch) and is_verified(call, NEW, monkeypatch)
        for second, call in made
        if ROTATED_AT + KNOWN_WITHIN_S <= second < FINISHED_AT
    ]
    print(  # noqa: T201 - the figures
        f"{len(made)} deliveries, {outcome[False]} refused by a receiver that switches after {switch_at} s;"
        f" {sum(both)} of {len(both)} in between pass with either secret"
    )
    assert outcome[False] == 0
    assert all(both)
    assert len(made) > WORKERS * OVER_AT * 0.9


def test_a_receiver_that_switches_too_early_is_why_there_is_a_minute(monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever forgets the old secret at once refuses what workers signed before they knew."""
    made = deliveries(monkeypatch)
    assert not all(is_verified(call, NEW, monkeypatch) for second, call in made if second >= ROTATED_AT)
