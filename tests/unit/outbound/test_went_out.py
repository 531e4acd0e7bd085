"""Whether a call that failed may have reached the other side: who must not do a thing twice goes by it."""

import socket
from collections.abc import Callable, Iterator
from threading import Event
from typing import TYPE_CHECKING

import pytest

from appcare.outbound.calls import CallError, OutboundCalls, Streamed
from appcare.outbound.network import JudgedNetwork, TimedStream
from tests.talking_server import ANSWER, answer_half, read_all, read_half, read_until, serving

if TYPE_CHECKING:
    from _typeshed import ReadableBuffer

BODY = b"x" * 1000
ENOUGH_S = 20.0
SOON_S = 0.3


def posted(
    url: str, seconds: float = ENOUGH_S, calls: OutboundCalls | None = None, body: bytes | Streamed = BODY
) -> bytes:
    """Return the answer's body."""
    ours = calls or OutboundCalls(["127.0.0.1"])
    with ours.call("POST", url, {}, body, ends=ours.ends(seconds)) as reply:
        return b"".join(reply.pieces)


def failed(url: str, seconds: float = ENOUGH_S, calls: OutboundCalls | None = None) -> CallError:
    """Return how a call fails."""
    with pytest.raises(CallError) as caught:
        posted(url, seconds, calls)
    return caught.value


def closed_port() -> int:
    """Return a port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
    return port


@pytest.mark.parametrize("talk", [lambda _: None, read_half, read_all, answer_half])
def test_a_connection_that_closes_without_a_whole_answer(talk: Callable[[socket.socket], object]) -> None:
    """Whether it read nothing, half or all of the request: who wrote it cannot tell which."""
    with serving(talk) as url:
        assert failed(url).went_out


@pytest.mark.parametrize("talk", [lambda _: None, read_half, read_all, answer_half])
def test_a_server_that_hangs(talk: Callable[[socket.socket], object]) -> None:
    """Silence says nothing about what was read."""
    with serving(talk, hangs=True) as url:
        error = failed(url, SOON_S)
        assert (str(error), error.went_out) == ("timeout", True)


def test_nobody_listens() -> None:
    """A refused connection carried nothing."""
    error = failed(f"http://127.0.0.1:{closed_port()}/")
    assert (error.went_out, error.retryable) == (False, True)


def test_no_such_host() -> None:
    """Nor does a name that leads nowhere."""
    calls = OutboundCalls(network=JudgedNetwork(resolve=lambda _host, _port: []))
    error = failed("https://nowhere.example.com/", calls=calls)
    assert (str(error), error.went_out, error.retryable) == ("host not found", False, True)


@pytest.mark.parametrize("url", ["http://example.com/", "https://inside.example.com/", "no url"])
def test_a_place_that_may_not_be_called(url: str) -> None:
    """It was not called, and will not be."""
    calls = OutboundCalls(network=JudgedNetwork(resolve=lambda _host, _port: ["10.0.0.1"]))
    error = failed(url, calls=calls)
    assert (error.went_out, error.retryable) == (False, False)


def test_no_tls() -> None:
    """Who speaks no TLS did not get the request."""
    with serving(lambda connection: connection.sendall(b"hello"), hangs=True) as url:
        assert not failed(url.replace("http:", "https:")).went_out


def test_a_silent_handshake() -> None:
    """A handshake that does not end in time comes before the request."""
    with serving(lambda _: None, hangs=True) as url:
        error = failed(url.replace("http:", "https:"), SOON_S)
        assert (str(error), error.went_out) == ("timeout", False)


def test_no_time_is_left() -> None:
    """A call whose time is over before it begins is not begun."""
    with serving(read_all) as url:
        assert not failed(url, -1.0).went_out


def test_a_header_that_cannot_be_sent() -> None:
    """It is noticed before anything is written."""
    calls = OutboundCalls(["127.0.0.1"])
    with (
        serving(read_all, hangs=True) as url,
        pytest.raises(CallError) as caught,
        calls.call("POST", url, {"a": "b\r\nc: d"}, BODY, ends=calls.ends(ENOUGH_S)),
    ):
        pass
    assert not caught.value.went_out


class BrokenWriter(JudgedNetwork):
    """Connections on which nothing can be written after so many writes."""

    def __init__(self, writes: int) -> None:
        super().__init__(["127.0.0.1"])
        self._writes = writes

    def connect_tcp(
        self, host: str, port: int, timeout: float | None = None, *_: object, **__: object
    ) -> TimedStream:
        """Connect."""
        left = self._writes

        class Broken(socket.socket):
            def send(self, data: "ReadableBuffer", flags: int = 0) -> int:
                nonlocal left
                left -= 1
                if left < 0:
                    raise BrokenPipeError
                return super().send(data, flags)

        connection = Broken(fileno=socket.create_connection((host, port)).detach())
        del timeout
        return TimedStream(connection, self.left)


@pytest.mark.parametrize(("writes", "went_out"), [(0, False), (1, True)])
def test_what_breaks_off_while_it_is_written(writes: int, *, went_out: bool) -> None:
    """Before the head's end nobody has a request; behind it somebody may act on what there is."""
    with serving(lambda _: None) as url:
        calls = OutboundCalls(["127.0.0.1"], network=BrokenWriter(writes))
        assert failed(url, calls=calls).went_out is went_out


def test_a_kept_connection_that_dies_is_not_tried_again() -> None:
    """A request on a kept-alive connection goes out once, though its server closes without a word."""
    requests = 0

    def talk(connection: socket.socket) -> None:
        nonlocal requests
        read_all(connection)
        requests += 1
        connection.sendall(ANSWER)
        read_all(connection)
        requests += 1

    calls = OutboundCalls(["127.0.0.1"])
    with serving(talk) as url:
        assert posted(url, calls=calls) == b"ok"
        assert failed(url, calls=calls).went_out
        assert requests == 2


def test_a_kept_connection_that_has_ended_is_not_used() -> None:
    """Where the end is seen before the request, it goes out on another connection, whole."""
    ended = Event()

    def talk(connection: socket.socket) -> None:
        ended.clear()
        read_all(connection)
        connection.sendall(ANSWER)
        connection.shutdown(socket.SHUT_RDWR)
        ended.set()

    calls = OutboundCalls(["127.0.0.1"])
    with serving(talk) as url:
        for _ in range(5):
            assert posted(url, calls=calls) == b"ok"
            assert ended.wait(ENOUGH_S)


def test_a_streamed_body() -> None:
    """Its pieces go out under the length that was told."""
    heads: list[bytes] = []

    def talk(connection: socket.socket) -> None:
        heads.append(read_all(connection))
        connection.sendall(ANSWER)

    with serving(talk) as url:
        assert posted(url, body=Streamed(10, iter([b"12", b"", b"the ", b"body"]))) == b"ok"
    head, _, body = heads[0].partition(b"\r\n\r\n")
    assert b"content-length: 10" in head.lower().split(b"\r\n")
    assert b"transfer-encoding" not in head.lower()
    assert body == b"12the body"


@pytest.mark.parametrize("pieces", [[b"12"], [b"12", b"345"], []])
def test_a_body_of_another_length(pieces: list[bytes]) -> None:
    """A body that is not as long as it was said to be ends the call, and is never a whole request."""
    with serving(lambda connection: read_until(connection, b"never"), hangs=True) as url:
        with pytest.raises(CallError, match="another length") as caught:
            posted(url, body=Streamed(4, pieces))
        assert caught.value.went_out


def test_what_a_body_raises_comes_out() -> None:
    """Trouble with reading what is to be sent is told as it is, and leaves no connection behind."""

    def pieces() -> Iterator[bytes]:
        yield b"1"
        raise LookupError

    calls = OutboundCalls(["127.0.0.1"])
    with serving(read_all, hangs=True) as url:
        with pytest.raises(LookupError):
            posted(url, calls=calls, body=Streamed(4, pieces()))
        assert not calls._pool.connections
