"""What a webhook is answered, and what of it is stored and told."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pytest

from appcare.domain.errors import StorageError
from appcare.domain.log import UNREADABLE, LogRecord
from appcare.memory.clock import MovedClock
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.secrets import MemorySecrets
from appcare.memory.telemetry import MemoryTelemetry
from appcare.whatsapp.receiver import LARGEST_BODY, Handshake, Verdict, WebhookReceiver
from appcare.whatsapp.signature import sign
from tests.unit.whatsapp.samples import NOW_S, contact, status, text_message, value, webhook

SECRETS = {"app_secret": "now", "previous_app_secret": "", "verify_token": "token"}
BODY = webhook(value(messages=[text_message()], contacts=[contact()]))


class OneSecret:
    """`AccountSecrets` over one secret in memory; may be told to fail."""

    def __init__(self, secrets: MemorySecrets) -> None:
        """Read the secret `main`."""
        self.secrets = secrets
        self.trouble: Exception | None = None

    def get(self) -> Mapping[str, Any]:
        """Return it from memory."""
        if self.trouble:
            raise self.trouble
        return self.secrets.get("main")

    def refresh(self) -> Mapping[str, Any]:
        """Return it read anew."""
        if self.trouble:
            raise self.trouble
        return self.secrets.refresh("main")


class BrokenLog(MemoryEventLog):
    """A log that takes nothing."""

    def append(self, records: Sequence[LogRecord]) -> None:
        """Fail."""
        del records
        raise StorageError("throttled")


@dataclass
class Account:
    """A receiver with everything around it."""

    log: MemoryEventLog = field(default_factory=MemoryEventLog)
    telemetry: MemoryTelemetry = field(default_factory=MemoryTelemetry)
    stored: MemorySecrets = field(default_factory=lambda: MemorySecrets({"main": dict(SECRETS)}))

    def __post_init__(self) -> None:
        """Put the receiver together."""
        self.secrets = OneSecret(self.stored)
        self.receiver = WebhookReceiver(
            log=self.log,
            secrets=self.secrets,
            telemetry=self.telemetry,
            clock=MovedClock(NOW_S * 1000),
            retention_days=365,
        )

    def receive(self, body: bytes = BODY, key: str = "now") -> Verdict:
        """Receive a body signed with `key`."""
        return self.receiver.receive(body, sign(body, key))


def test_stored() -> None:
    """A signed webhook is in the log before it is answered."""
    account = Account()
    assert account.receive() is Verdict.STORED
    (record,) = account.log.records.values()
    assert record.expires_at == 1_799_999_000 + 365 * 86400
    assert account.telemetry.counts == {"webhook.received": 1, "update.stored": 1}


def test_a_retry_changes_nothing() -> None:
    """Meta's second try is stored under the same keys with the same content."""
    account = Account()
    account.receive()
    account.receive()
    assert [change.kind for change in account.log.stream] == ["INSERT"]


def test_signed_rubbish_is_stored() -> None:
    """What is signed and cannot be read is kept and counted, and Meta need not come again."""
    account = Account()
    assert account.receive(b"\xff{") is Verdict.STORED
    assert [record.kind for record in account.log.records.values()] == [UNREADABLE]
    assert account.telemetry.counts["webhook.unreadable"] == 1


def test_a_collision_is_counted() -> None:
    """Two updates under one key are told, for one of them is not stored."""
    account = Account()
    account.receive(webhook(value(messages=[text_message(), text_message(type="image")])))
    assert account.telemetry.counts["webhook.collision"] == 1


@pytest.mark.parametrize("signature", [None, "", "sha256=00", sign(BODY, "other"), sign(BODY, "")])
def test_not_signed(signature: str | None) -> None:
    """Nothing of a webhook that is not Meta's is stored."""
    account = Account()
    assert account.receiver.receive(BODY, signature) is Verdict.NOT_SIGNED
    assert not account.log.records
    assert account.telemetry.counts == {"webhook.signature_rejected": 1}


@pytest.mark.parametrize(
    ("size", "verdict"), [(LARGEST_BODY, Verdict.STORED), (LARGEST_BODY + 1, Verdict.TOO_LARGE)]
)
def test_how_large(size: int, verdict: Verdict) -> None:
    """3 MB are taken, a byte more is not."""
    account = Account()
    assert account.receive(BODY.ljust(size)) is verdict
    assert bool(account.log.records) == (verdict is Verdict.STORED)


def test_the_previous_secret_counts() -> None:
    """While the secret is rotated Meta may sign with either."""
    account = Account(stored=MemorySecrets({"main": {**SECRETS, "previous_app_secret": "before"}}))
    assert (account.receive(key="before"), account.receive(key="now")) == (200, 200)


def test_a_rotated_secret_is_read_again() -> None:
    """A signature that matches nothing in memory is tried with what is stored now."""
    account = Account()
    account.receive()
    account.stored.values["main"] = {**SECRETS, "app_secret": "next"}
    assert account.receive(key="next") is Verdict.STORED
    assert account.receive(key="now") is Verdict.NOT_SIGNED


@pytest.mark.parametrize(
    "incomplete",
    [{}, {"verify_token": "token"}, {"app_secret": ""}, {"app_secret": 7, "previous_app_secret": "now"}],
)
def test_without_a_secret_nothing_is_taken(incomplete: dict[str, Any]) -> None:
    """No secret, no webhook, not even one signed with nothing; Meta is to come again."""
    account = Account(stored=MemorySecrets({"main": incomplete}))
    assert account.receive(key="") is Verdict.OUR_TROUBLE
    assert not account.log.records
    assert account.telemetry.counts == {"webhook.secret_missing": 1}


@pytest.mark.parametrize(
    "incomplete", [{"verify_token": "token"}, {"verify_token": "token", "app_secret": ""}]
)
def test_a_secret_filled_in_late_counts_at_once(incomplete: dict[str, Any]) -> None:
    """A process that has read the secret before it was complete reads it again."""
    account = Account(stored=MemorySecrets({"main": incomplete}))
    assert account.receiver.shake_hands(Handshake("subscribe", "token", "1")) is Verdict.STORED
    assert account.receive() is Verdict.OUR_TROUBLE
    account.stored.values["main"] = SECRETS
    assert account.receive() is Verdict.STORED


def test_secrets_that_cannot_be_read() -> None:
    """That is our trouble: nothing is refused for good, nothing is stored."""
    account = Account()
    account.secrets.trouble = StorageError("throttled")
    assert account.receive() is Verdict.OUR_TROUBLE
    assert account.telemetry.counts == {"webhook.storage_failed": 1}


def test_a_log_that_takes_nothing() -> None:
    """That is our trouble, too: Meta comes again."""
    account = Account(log=BrokenLog())
    assert account.receive() is Verdict.OUR_TROUBLE
    assert account.telemetry.counts == {"webhook.storage_failed": 1}


@pytest.mark.parametrize(
    ("mode", "token", "verdict"),
    [
        ("subscribe", "token", Verdict.STORED),
        ("subscribe", "other", Verdict.NOT_VERIFIED),
        ("subscribe", "", Verdict.NOT_VERIFIED),
        ("subscribe", "tökén\ud800", Verdict.NOT_VERIFIED),
        ("unsubscribe", "token", Verdict.NOT_VERIFIED),
        ("", "token", Verdict.NOT_VERIFIED),
    ],
)
def test_the_handshake(mode: str, token: str, verdict: Verdict) -> None:
    """Only who knows our token and wants to subscribe gets the challenge back."""
    assert Account().receiver.shake_hands(Handshake(mode, token, "1158201444")) is verdict


def test_a_handshake_without_a_token_of_ours() -> None:
    """Without a token nobody is let in, an empty one neither."""
    account = Account(stored=MemorySecrets({"main": {"app_secret": "now", "verify_token": ""}}))
    assert account.receiver.shake_hands(Handshake("subscribe", "", "1")) is Verdict.OUR_TROUBLE


PERSONAL = ("31612345678", "31600000007", "Kees", "wamid", "HBgL", "hello", "NL.5", "kees_1", "now", "token")


@pytest.mark.parametrize(
    "body",
    [
        webhook(value(messages=[text_message()], contacts=[contact(user_id="NL.5")])),
        webhook(value(messages=[text_message(), text_message(username="kees_1", type="x")])),
        webhook(value(statuses=[status(recipient_id="31600000007")])),
        b"31612345678 is not JSON, hello",
    ],
    ids=range(4),
)
@pytest.mark.parametrize("log", [MemoryEventLog, BrokenLog])
def test_nothing_personal_is_told(body: bytes, log: type[MemoryEventLog]) -> None:
    """No number, name, id of Meta's, text or secret stands in a log line, a metric or a dimension."""
    account = Account(log=log())
    account.receive(body)
    account.receive(body, key="wrong")
    fields = [fields for _, fields in account.telemetry.lines]
    told = json.dumps([fields, [str(metric) for metric in account.telemetry.by_dimensions]])
    assert fields
    assert [word for word in PERSONAL if word in told] == []
