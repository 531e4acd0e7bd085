"""What an answer means for a delivery: the whole table."""

import pytest

from appcare.crm.answers import is_web_page, result_of, said_in
from appcare.crm.http import Answer, NoAnswer
from appcare.domain.delivery import Delivered, DeliveryResult, Refusal, Rejected, RetryLater, Said, Scope

AUTH = {401, 403, 404, 405}
LATER = {408, 425, 429}


def expected(status: int) -> tuple[type[DeliveryResult], Refusal | None]:
    """Return what the table says of a status without Retry-After."""
    if 200 <= status <= 299:
        return Delivered, None
    if status in LATER or status >= 500:
        return RetryLater, None
    if status == 410:
        return Rejected, Refusal.GONE
    if status in AUTH or status < 400:
        return Rejected, Refusal.AUTH
    return Rejected, Refusal.INVALID


@pytest.mark.parametrize("status", range(100, 600))
def test_every_status(status: int) -> None:
    """2xx is delivered, 5xx and a few wait, 410 ends the destination, what is about us closes it."""
    result = result_of(Answer(status, None, b""))
    kind, code = expected(status)
    assert type(result) is kind
    assert getattr(result, "code", None) is code
    assert getattr(result, "reason", f"HTTP {status}") == f"HTTP {status}"
    assert getattr(result, "scope", Scope.LANE) is Scope.LANE


@pytest.mark.parametrize("status", [*sorted(LATER), 500, 503, 599])
@pytest.mark.parametrize("wish", [0.0, 7.0])
def test_a_wish_to_wait_is_everybodys(status: int, wish: float) -> None:
    """Whoever says how long to wait says it to all lanes, also when it is no time at all."""
    assert result_of(Answer(status, wish, b"")) == RetryLater(
        f"HTTP {status}", wish, Scope.DESTINATION, said=Said(status)
    )


@pytest.mark.parametrize("status", [200, 301, 400, 401, 410])
def test_a_wish_to_wait_saves_nobody(status: int) -> None:
    """Retry-After beside an answer that is final changes nothing."""
    assert result_of(Answer(status, 9.0, b"")) == result_of(Answer(status, None, b""))


def test_no_answer_concerns_one_lane() -> None:
    """Silence is tried again, for this customer."""
    assert result_of(NoAnswer("timeout")) == RetryLater("no answer: timeout", None, Scope.LANE)


def test_an_address_that_may_not_be_called_closes_the_destination() -> None:
    """Nothing is called again until somebody mends the setting."""
    refused = NoAnswer("address not allowed: inside", retryable=False)
    assert result_of(refused) == Rejected(Refusal.AUTH, "address not allowed: inside")


def test_what_is_kept_of_an_answer() -> None:
    """Its beginning as text, whatever bytes they are; nothing of a packed one, which nobody could read."""
    assert said_in(Answer(500, None, b"caf\xe9" + b"x" * 4000)) == Said(500, "caf\ufffd" + "x" * 2044)
    assert said_in(Answer(500, None, b"\x1f\x8b", {"content-encoding": "gzip"})) == Said(500)
    assert said_in(Answer(500, None, b"no", {"content-encoding": "Identity"})) == Said(500, "no")


@pytest.mark.parametrize(
    "body",
    [
        b"<!doctype html><title>Log in</title>",
        b"\xef\xbb\xbf\r\n\t <!DOCTYPE\nHTML PUBLIC",
        b"<html>",
        b"<HTML lang='nl'>",
        b" <html",
    ],
)
def test_a_web_page(body: bytes) -> None:
    """It begins like one, behind white space or a byte order mark."""
    assert is_web_page(Answer(200, None, body))


@pytest.mark.parametrize(
    "body", [b"", b"ok", b"{}", b'"<html>"', b"<htmlx>", b"<!doctype xml>", b"<p>ok</p>"]
)
def test_no_web_page(body: bytes) -> None:
    """What an endpoint says by itself is none, whatever its framework calls it."""
    assert not is_web_page(Answer(200, None, body, {"content-type": "text/html; charset=utf-8"}))
