"""The HTTP client, against a server on this machine."""

import pytest

from appcare.crm.http import KEPT_BYTES, Answer, NoAnswer, OutboundClient, Request
from appcare.outbound.calls import OutboundCalls
from tests.raw_server import END, server

SOON_S = 0.2
ENOUGH_S = 20.0


def client(timeout: float = ENOUGH_S) -> OutboundClient:
    """Return a client that may call this machine."""
    return OutboundClient(OutboundCalls(["127.0.0.1"]), timeout)


def sent(url: str, timeout: float = ENOUGH_S) -> Answer | NoAnswer:
    """Return what a post gives."""
    headers = {"webhook-id": "evt_1"}
    request = Request(method="POST", url=url, headers=headers, body=END)
    return client(timeout).send(request)


def answered(answer: bytes, *, stalls: bool = False, timeout: float = ENOUGH_S) -> Answer | NoAnswer:
    """Return what a post gives where the server answers so."""
    with server(answer, stalls=stalls) as running:
        return sent(running.url, timeout)


def test_a_status_and_the_request() -> None:
    """Status, wish and body come back; the request had its body, its headers and no proxy."""
    with server(b"HTTP/1.1 503 Busy\r\nRetry-After: 7\r\nContent-Length: 4\r\n\r\nbusy") as running:
        answer = sent(running.url)
    assert answer == Answer(503, 7.0, b"busy")
    (request,) = running.requests
    assert request.startswith(b"POST /in HTTP/1.1\r\n")
    assert b"webhook-id: evt_1\r\n" in request
    assert request.endswith(b"\r\n\r\nthe body")


def test_a_redirect_is_an_answer() -> None:
    """It is not followed, wherever it leads."""
    with server(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n") as other:
        location = other.url.encode()
        found = answered(b"HTTP/1.1 307 Moved\r\nLocation: " + location + b"\r\nContent-Length: 0\r\n\r\n")
    assert found == Answer(307, None, b"")
    assert not other.requests


@pytest.mark.parametrize("headers", [b"Content-Length: 3000000\r\n", b"Connection: close\r\n"])
def test_a_long_body_is_cut(headers: bytes) -> None:
    """No more of it is kept than a log line could hold."""
    found = answered(b"HTTP/1.1 200 OK\r\n" + headers + b"\r\n" + b"x" * 20_000)
    assert found == Answer(200, None, b"x" * KEPT_BYTES, whole=False)


def test_a_body_that_stalls() -> None:
    """The status was said: that the rest does not come makes it no other answer."""
    found = answered(b"HTTP/1.1 201 Created\r\nContent-Length: 9\r\n\r\nbegin", stalls=True, timeout=1.0)
    assert found == Answer(201, None, b"begin", whole=False)


def test_a_body_that_breaks_off() -> None:
    """Nor does a connection that ends too early."""
    assert answered(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nbegin") == Answer(
        200, None, b"begin", whole=False
    )


def test_a_body_that_does_not_unpack() -> None:
    """What is kept is as it came; a wrong encoding is the CRM's own business."""
    found = answered(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc")
    assert found == Answer(200, None, b"abc")


def test_rubbish_beside_a_status() -> None:
    """A Retry-After that makes no sense is none."""
    odd = b"Sun, 22 Nov 2026 12:00:30 +99999999999999999999"
    found = answered(b"HTTP/1.1 429 Slow\r\nRetry-After: " + odd + b"\r\nContent-Length: 0\r\n\r\n")
    assert found == Answer(429, None, b"")


def test_silence() -> None:
    """Who says nothing in time gave no answer."""
    assert answered(b"", stalls=True, timeout=SOON_S) == NoAnswer("timeout")


@pytest.mark.parametrize("answer", [b"", b"SSH-2.0-OpenSSH_9.9\r\n", b"HTTP/1.1 abc\r\n\r\n"])
def test_what_is_not_http(answer: bytes) -> None:
    """A connection that closes, or speaks another language, gave no answer."""
    assert answered(answer) == NoAnswer("RemoteProtocolError")


def test_nobody_there() -> None:
    """A refused connection is no answer, not an exception."""
    with server(b"") as running:
        url = running.url
    assert sent(url) == NoAnswer("ConnectError")


@pytest.mark.parametrize(
    "url", ["", "ftp://127.0.0.1/", "http://", "http://127.0.0.1:99999/", "http://[x", "/in"]
)
def test_no_url(url: str) -> None:
    """A URL that is none is no answer, either."""
    assert isinstance(sent(url, SOON_S), NoAnswer)


def test_a_header_that_cannot_be_sent() -> None:
    """Nothing is sent that could be read as another header."""
    request = Request(method="POST", url="http://127.0.0.1:9/", headers={"a": "b\r\nc: d"})
    assert isinstance(client(SOON_S).send(request), NoAnswer)
