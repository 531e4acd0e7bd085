"""The adapter `webhook`: CloudEvents in Standard Webhooks' envelope."""

import base64
import json
import time
from collections.abc import Sequence

import pytest
from standardwebhooks import Webhook, WebhookVerificationError

from appcare.application.adapter_ports import Attempt
from appcare.config.settings import Destination
from appcare.crm.http import Answer
from appcare.crm.setup import DestinationSecrets
from appcare.crm.webhook.adapter import WebhookAdapter
from appcare.crm.webhook.mapping import body_of
from appcare.domain.delivery import Delivered, Refusal, Rejected, RetryLater, Said
from appcare.domain.errors import StorageError
from tests.unit.crm.samples import MemoryHttp, event, setup

URL = "https://crm.example.com/appcare"
INBOX = Destination(name="inbox", adapter="webhook", url=URL)
CURRENT, PREVIOUS, FOREIGN = (
    "whsec_" + base64.b64encode(letter * 32).decode() for letter in (b"c", b"p", b"f")
)


def adapter(http: MemoryHttp, *secrets: str) -> WebhookAdapter:
    """Return an adapter that signs with `secrets`."""
    return WebhookAdapter(setup(INBOX, http, lambda: DestinationSecrets(secrets)))


def attempt(number: int = 1, later_s: int = 0) -> Attempt:
    """Return an attempt about now."""
    return Attempt(number, (int(time.time()) + later_s) * 1000 + 999)


@pytest.mark.parametrize("secret", [CURRENT, PREVIOUS])
def test_both_secrets_verify_during_a_rotation(secret: str) -> None:
    """A receiver that knows either secret accepts the call, by the reference library."""
    http = MemoryHttp()
    assert adapter(http, CURRENT, PREVIOUS).deliver(event(), {}, attempt()) == Delivered()
    (call,) = http.calls
    assert Webhook(secret).verify(call.body, dict(call.headers)) == json.loads(body_of(event()))


def test_nobody_elses_secret_verifies() -> None:
    """A receiver with another secret refuses it."""
    http = MemoryHttp()
    adapter(http, CURRENT).deliver(event(), {}, attempt())
    with pytest.raises(WebhookVerificationError):
        Webhook(FOREIGN).verify(http.calls[0].body, dict(http.calls[0].headers))


def test_every_attempt_is_the_same_event_at_another_time() -> None:
    """Id and body stay, timestamp and signature are of the attempt."""
    http = MemoryHttp()
    for number in (1, 2):
        adapter(http, CURRENT).deliver(event(), {}, attempt(number, later_s=number * 60))
    first, second = http.calls
    assert (first.url, first.body, first.headers["webhook-id"]) == (
        URL,
        second.body,
        second.headers["webhook-id"],
    )
    assert int(second.headers["webhook-timestamp"]) - int(first.headers["webhook-timestamp"]) == 60
    assert first.headers["webhook-signature"] != second.headers["webhook-signature"]
    for call in http.calls:
        Webhook(CURRENT).verify(call.body, dict(call.headers))


def test_the_timestamp_is_of_the_attempt_in_seconds() -> None:
    """A fraction of a second is cut, as the signature has it."""
    http = MemoryHttp()
    adapter(http, CURRENT).deliver(event(), {}, Attempt(1, 1_799_999_000_999))
    assert http.calls[0].headers["webhook-timestamp"] == "1799999000"


@pytest.mark.parametrize(
    "secrets",
    [[], ["whsec_"], [""], ["whsec_!!!!"], ["whsec_a"], ["geheim-é"], [CURRENT, "whsec_"]],
    ids=repr,
)
def test_no_call_without_a_usable_secret(secrets: Sequence[str]) -> None:
    """Nothing is sent unsigned or signed with nothing; the destination is at fault, not the event."""
    http = MemoryHttp()
    result = adapter(http, *secrets).deliver(event(), {}, attempt())
    assert isinstance(result, Rejected)
    assert result.code is Refusal.AUTH
    assert not any(secret and secret in result.reason for secret in secrets)
    assert not http.calls


def raising(error: Exception) -> WebhookAdapter:
    """Return an adapter whose secrets cannot be had."""

    def secrets() -> DestinationSecrets:
        raise error

    return WebhookAdapter(setup(INBOX, secrets=secrets))


def test_a_missing_secret_closes_the_destination() -> None:
    """Until somebody puts it there."""
    result = WebhookAdapter(setup(INBOX, secrets=DestinationSecrets)).deliver(event(), {}, attempt())
    assert result == Rejected(Refusal.AUTH, "signing secret missing")


def test_secrets_that_cannot_be_read_are_our_trouble() -> None:
    """That is told as such, so that the message comes again and nothing counts as refused."""
    with pytest.raises(StorageError):
        raising(StorageError("throttled")).deliver(event(), {}, attempt())


def test_the_answer_decides() -> None:
    """What the CRM says is what becomes of the delivery."""
    http = MemoryHttp(Answer(422, None, b"no"))
    result = adapter(http, CURRENT).deliver(event(), {}, attempt())
    assert result == Rejected(Refusal.INVALID, "HTTP 422", said=Said(422, "no"))


def test_a_web_page_is_no_acknowledgement() -> None:
    """A login page with status 200 took nothing: it is tried again, and the page's beginning kept."""
    http = MemoryHttp(Answer(200, None, b"<!DOCTYPE html><title>Log in"))
    result = adapter(http, CURRENT).deliver(event(), {}, attempt())
    assert result == RetryLater("answered with a web page", said=Said(200, "<!DOCTYPE html><title>Log in"))


def test_a_web_page_with_another_status_is_that_status() -> None:
    """An error page is an error."""
    http = MemoryHttp(Answer(404, None, b"<html>"))
    result = adapter(http, CURRENT).deliver(event(), {}, attempt())
    assert result == Rejected(Refusal.AUTH, "HTTP 404", said=Said(404, "<html>"))


@pytest.mark.parametrize("body", [b"", b"ok"])
def test_a_framework_that_says_text_html(body: bytes) -> None:
    """An answer without a page in it is a success, though its framework calls it one."""
    http = MemoryHttp(Answer(200, None, body, {"content-type": "text/html"}))
    assert adapter(http, CURRENT).deliver(event(), {}, attempt()) == Delivered()


def test_cloud_events() -> None:
    """The body has every attribute that CloudEvents 1.0 demands, and the event's own time."""
    document = json.loads(body_of(event()))
    assert {name: text for name, text in document.items() if name != "data"} == {
        "specversion": "1.0",
        "id": "evt_abcdefghijklmnopqrstuvwxyz",
        "source": "/whatsapp/106540352242922",
        "type": "message.received",
        "subject": "ctc_1",
        "time": "2026-11-22T12:30:01Z",
        "datacontenttype": "application/json",
    }
    assert document["data"]["message"]["text"] == "héllo 😀 <&>\u2028"


def test_an_event_without_a_time() -> None:
    """`data.occurred_at` is null and the attribute `time`, which may not be, is absent."""
    document = json.loads(body_of(event(occurred_at=None)))
    assert "time" not in document
    assert document["data"]["occurred_at"] is None


def test_raw_is_whole() -> None:
    """Nulls within Meta's update stay, while our own absent members are left out."""
    raw = {"a": None, "b": [None, {"c": None}], "d": 10**30}
    data = json.loads(body_of(event(raw=raw)))["data"]
    assert data["raw"] == raw
    assert "bsuid" not in data["contact"]


def test_the_same_event_is_the_same_bytes() -> None:
    """However often it is read."""
    assert body_of(event(raw={"b": 1, "a": 2})) == body_of(event(raw={"b": 1, "a": 2}))
