"""What a CRM, or whoever stands at its address, may do to us: the shipped client against real sockets."""

import gzip
import ssl
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import repeat

import pytest
import trustme

from appcare.crm.http import KEPT_BYTES, Answer, NoAnswer, OutboundClient, Request
from appcare.outbound.calls import OutboundCalls
from appcare.outbound.network import JudgedNetwork
from tests.raw_server import END, RawServer, server
from tests.slow_network import SlowNetwork

NAME = "crm.example.com"
OK = b"HTTP/1.1 200 OK\r\n"
ENOUGH_S = 30.0


def request(url: str, most_bytes: int = KEPT_BYTES) -> Request:
    """Return a post."""
    return Request(method="POST", url=url, headers={}, body=END, most_bytes=most_bytes)


def sent(running: RawServer, most_bytes: int = KEPT_BYTES) -> Answer | NoAnswer:
    """Return what a post to this machine gives."""
    client = OutboundClient(OutboundCalls(["127.0.0.1"]), ENOUGH_S)
    return client.send(request(running.url, most_bytes))


def sent_slowly(running: RawServer) -> tuple[Answer | NoAnswer, int]:
    """Return what a post gives where every byte takes a second, and how many were read."""
    network = SlowNetwork(["127.0.0.1"])
    calls = OutboundCalls(["127.0.0.1"], network=network)
    answer = OutboundClient(calls, ENOUGH_S * 2).send(request(running.url))
    return answer, sum(stream.reads for stream in network.streams)


def test_headers_that_drip() -> None:
    """A server that sends one byte of its headers a second is no answer when the call's time is over."""
    with server([OK, *repeat(b"x-a: b\r\n", 1000)], stalls=True) as running:
        answer, reads = sent_slowly(running)
    assert answer == NoAnswer("timeout")
    assert 0 < reads < ENOUGH_S * 2


def test_a_body_that_drips() -> None:
    """A status that came in time counts, with what came of the body until the time was over."""
    with server([OK, b"\r\n", b"y" * 1000], stalls=True) as running:
        answer, reads = sent_slowly(running)
    assert isinstance(answer, Answer)
    assert (answer.status, set(answer.body), answer.whole) == (200, {ord("y")}, False)
    assert 0 < len(answer.body) < reads < ENOUGH_S * 2


def endless() -> Iterator[bytes]:
    """Yield an answer that never ends."""
    yield OK + b"\r\n"
    yield from repeat(b"z" * 65536)


def test_a_body_without_end() -> None:
    """No more than was asked for is read, and the server is left talking to itself."""
    with server(endless()) as running:
        assert sent(running, 5000) == Answer(200, None, b"z" * 5000, whole=False)


def test_headers_without_end() -> None:
    """Headers that go on for ever are no HTTP."""
    with server([OK, *repeat(b"x-a: " + b"b" * 1000 + b"\r\n", 1000)]) as running:
        assert sent(running) == NoAnswer("RemoteProtocolError")


@pytest.mark.parametrize(("length", "whole"), [(4999, True), (5000, True), (5001, False)])
def test_what_is_asked_for_and_no_more(length: int, whole: bool) -> None:  # noqa: FBT001 - a column of the table
    """A body is whole exactly when all of it is there."""
    with server(OK + b"content-length: %d\r\n\r\n" % length + b"z" * length) as running:
        assert sent(running, 5000) == Answer(200, None, b"z" * min(length, 5000), whole=whole)


def test_a_packed_bomb() -> None:
    """We ask for no packing; what comes packed all the same stays packed."""
    bomb = gzip.compress(bytes(10_000_000))
    head = OK + b"content-encoding: gzip\r\ncontent-length: %d\r\n\r\n" % len(bomb)
    with server(head + bomb) as running:
        assert sent(running, len(bomb)) == Answer(200, None, bomb)
        assert b"accept-encoding: identity\r\n" in running.requests[0].lower()


@pytest.mark.parametrize("rest", [b"5\r\nbe", b"5\r\nbegin\r\n", b"5\r\nbegin\r\nzz\r\n"])
def test_chunks_that_break_off(rest: bytes) -> None:
    """What came before is kept, and is not taken for everything."""
    with server(OK + b"transfer-encoding: chunked\r\n\r\n" + rest) as running:
        answer = sent(running)
    assert isinstance(answer, Answer)
    assert (answer.status, b"begin".startswith(answer.body), answer.whole) == (200, True, False)


def test_a_connection_that_was_closed_is_not_used_again() -> None:
    """The next call makes another one, instead of failing on the old one."""
    with server(OK + b"content-length: 0\r\n\r\n") as running:
        client = OutboundClient(OutboundCalls(["127.0.0.1"]), ENOUGH_S)
        for _ in range(2):
            running.let_go.clear()
            assert client.send(request(running.url)) == Answer(200, None, b"")
            assert running.let_go.wait(ENOUGH_S)
        assert running.connections == 2


def test_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the environment says of proxies changes nothing: a proxy would look names up for us."""
    with server(OK + b"content-length: 0\r\n\r\n") as running, server(b"") as proxy:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        monkeypatch.delenv("no_proxy", raising=False)
        monkeypatch.delenv("NO_PROXY", raising=False)
        assert sent(running) == Answer(200, None, b"")
        assert proxy.connections == 0


AUTHORITY = trustme.CA()


def context(certificate: trustme.LeafCert) -> ssl.SSLContext:
    """Return how a server with this certificate speaks."""
    speaking = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    certificate.configure_cert(speaking)
    return speaking


def sent_to_name(port: int, *hosts: str) -> Answer | NoAnswer:
    """Return what a post gives to a name that leads to this machine."""
    trust = ssl.create_default_context()
    AUTHORITY.configure_trust(trust)
    network = JudgedNetwork(hosts, resolve=lambda _host, _port: ["127.0.0.1"])
    calls = OutboundCalls(hosts, network=network, trust=trust)
    return OutboundClient(calls, ENOUGH_S).send(request(f"https://{NAME}:{port}/in"))


def test_the_certificate_is_the_names() -> None:
    """The connection goes to an address, but the name is asked for, proved and called."""
    heard: list[str | None] = []
    speaking = context(AUTHORITY.issue_cert(NAME))
    speaking.sni_callback = lambda _socket, name, _context: heard.append(name)
    with server(OK + b"content-length: 0\r\n\r\n", tls=speaking) as running:
        assert sent_to_name(running.port, NAME) == Answer(200, None, b"")
        assert f"host: {NAME}:{running.port}\r\n".encode() in running.requests[0].lower()
    assert heard == [NAME]


YESTERDAY = datetime.now(UTC) - timedelta(days=1)


@pytest.mark.parametrize(
    "certificate",
    [
        pytest.param(lambda: trustme.CA().issue_cert(NAME), id="of nobody we trust"),
        pytest.param(lambda: AUTHORITY.issue_cert("other.example.com"), id="for another host"),
        pytest.param(lambda: AUTHORITY.issue_cert("127.0.0.1"), id="for the address"),
        pytest.param(
            lambda: AUTHORITY.issue_cert(NAME, not_before=YESTERDAY - timedelta(days=1), not_after=YESTERDAY),
            id="expired",
        ),
    ],
)
def test_a_certificate_that_proves_nothing(certificate: Callable[[], trustme.LeafCert]) -> None:
    """Nothing is sent to a server that does not prove to be the host; it is tried again later."""
    with server(OK + b"\r\n", tls=context(certificate())) as running:
        assert sent_to_name(running.port, NAME) == NoAnswer("tls: certificate not valid")
        assert running.requests == []


def test_no_tls_at_all() -> None:
    """A server that speaks plain HTTP where TLS is due is told as that."""
    with server(OK + b"content-length: 0\r\n\r\n", greets=True) as running:
        assert sent_to_name(running.port, NAME) == NoAnswer("tls: no handshake")


def test_a_name_that_leads_inside() -> None:
    """A name that is not ours and leads to this machine is not called, nor tried again by itself."""
    with server(OK + b"\r\n", tls=context(AUTHORITY.issue_cert(NAME))) as running:
        assert sent_to_name(running.port) == NoAnswer("address not allowed: inside", retryable=False)
        assert running.connections == 0
