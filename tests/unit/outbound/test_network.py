"""Connections go where was judged, and end when the call ends."""

import socket
from collections.abc import Callable, Sequence
from itertools import count
from threading import Event

import httpcore
import pytest

from appcare.outbound.addresses import RefusedAddressError, Resolve, UnknownHostError
from appcare.outbound.network import JudgedNetwork, TimedStream
from tests.raw_server import server

NAME = "crm.example.com"


def network(resolve: Resolve, monotonic: Callable[[], float] = lambda: 0.0) -> JudgedNetwork:
    """Return a network in which a host of this name is ours."""
    return JudgedNetwork([NAME], resolve=resolve, monotonic=monotonic)


def finding(*addresses: str) -> Resolve:
    """Return a resolver that finds these."""
    return lambda _host, _port: addresses


def test_the_name_is_looked_up_once() -> None:
    """A name that leads elsewhere the second time is not asked a second time."""
    answers = iter([["127.0.0.1"]])
    with server(b"") as running:
        stream = network(lambda _host, _port: next(answers)).connect_tcp(NAME, running.port, 10.0)
        stream.close()
        assert list(answers) == []


def test_no_connection_inside() -> None:
    """A public-looking name that leads to this machine is refused, and nobody is called."""
    with server(b"") as running:
        with pytest.raises(RefusedAddressError):
            network(finding("127.0.0.1")).connect_tcp("other.example.com", running.port, 10.0)
        assert running.connections == 0


def test_the_next_address_is_tried() -> None:
    """One address that does not take the connection does not end the call."""
    with server(b"") as running:
        network(finding("127.0.0.2", "127.0.0.1")).connect_tcp(NAME, running.port, 10.0).close()


def test_no_address_takes_the_connection() -> None:
    """Then the last one's trouble is told."""
    with server(b"") as running:
        port = running.port
    with pytest.raises(httpcore.ConnectError):
        network(finding("127.0.0.2", "127.0.0.1")).connect_tcp(NAME, port, 10.0)


def test_an_unknown_host() -> None:
    """A name without address is told as that."""
    with pytest.raises(UnknownHostError):
        network(finding()).connect_tcp(NAME, 443, 10.0)


def test_a_silent_resolver() -> None:
    """Looking a host up counts into the call's time, though a resolver has no timeout."""
    forever = Event()

    def resolve(_host: str, _port: int) -> Sequence[str]:
        forever.wait()
        return []

    try:
        with pytest.raises(httpcore.ConnectTimeout):
            network(resolve).connect_tcp(NAME, 443, 0.05)
    finally:
        forever.set()


def test_nothing_is_begun_after_the_end() -> None:
    """When the call's moment has come, no operation starts."""
    with server(b"") as running:
        late = network(finding("127.0.0.1"), lambda: 10.0)
        with pytest.raises(httpcore.ConnectTimeout):
            late.connect_tcp(NAME, running.port, 10.0)
    ours, theirs = socket.socketpair()
    with ours, theirs:
        theirs.send(b"x")
        stream = TimedStream(ours, late.left)
        with pytest.raises(httpcore.ReadTimeout):
            stream.read(1, 10.0)
        with pytest.raises(httpcore.WriteTimeout):
            stream.write(b"x", 10.0)
        assert stream.read(1, 11.0) == b"x"


def test_a_reader_that_takes_little_at_a_time() -> None:
    """Each piece written shortens the time for the rest, so that a slow reader cannot stretch it."""
    moments = count()
    ours, theirs = socket.socketpair()
    with ours, theirs:
        stream = TimedStream(_OneByte(ours), network(finding(), lambda: float(next(moments))).left)  # type: ignore[arg-type]  # a socket as far as it is used
        with pytest.raises(httpcore.WriteTimeout):
            stream.write(b"x" * 1000, 20.0)
        assert len(theirs.recv(4096)) <= 20


class _OneByte:
    """A socket that sends one byte at a time."""

    def __init__(self, inner: socket.socket) -> None:
        self._inner = inner
        self.settimeout = inner.settimeout

    def send(self, buffer: bytes) -> int:
        """Send the first byte."""
        return self._inner.send(buffer[:1])


def test_a_closed_connection_is_readable() -> None:
    """So httpcore sees that an idle connection has ended, and makes another."""
    ours, theirs = socket.socketpair()
    stream = TimedStream(ours, network(finding()).left)
    assert stream.get_extra_info("is_readable") is False
    theirs.close()
    assert stream.get_extra_info("is_readable") is True
    stream.close()
    assert stream.get_extra_info("is_readable") is True
