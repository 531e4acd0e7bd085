"""Connections to judged addresses only, each call of which ends at its moment.

httpcore looks a name up where it connects, and its timeouts begin anew with every operation. Here a name is
looked up once and the connection goes to an address that was judged, so that the name cannot move inside
in between; `Host`, SNI and the certificate stay the name's. And **a timeout is a moment**: what
httpcore is given is the time on the clock at which the call ends, so that all its operations, however many
and however short, end by then.
"""

import selectors
import socket
import ssl
import time
from collections.abc import Callable, Collection, Iterable, Iterator
from contextlib import contextmanager
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any

import httpcore

from appcare.outbound.addresses import Address, Resolve, addresses_of, resolved
from appcare.outbound.exchange import Exchange

SILENCE_S = 60.0
"""How long one operation takes at most unless less is asked for."""


class CertificateError(httpcore.ConnectError):
    """The server does not prove to be the host that was called."""


class HandshakeError(httpcore.ConnectError):
    """The server does not speak TLS, or none that we speak."""


class JudgedNetwork(httpcore.NetworkBackend):
    """Connects to public addresses, and to the hosts that are named as private."""

    def __init__(
        self,
        private_hosts: Collection[str] = (),
        *,
        resolve: Resolve = resolved,
        monotonic: Callable[[], float] = time.monotonic,
        silence_s: float = SILENCE_S,
    ) -> None:
        """Set up.

        Args:
            private_hosts: hosts that may be inside.
            resolve: looks a host up.
            monotonic: the clock whose moments the timeouts are.
            silence_s: seconds that any one operation may take, however much time the call still has.
        """
        self._private_hosts = private_hosts
        self._resolve = resolve
        self.monotonic = monotonic
        self._silence_s = silence_s

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[httpcore.SOCKET_OPTION] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address of a host that takes the connection.

        Raises:
            RefusedAddressError: the host is a way inside.
            UnknownHostError: there is no such host now.
        """
        del local_address, socket_options
        with _told(httpcore.ConnectTimeout, httpcore.ConnectError):
            addresses = self._looked_up(host, port, timeout)
            last: OSError = OSError("no address")
            for index, address in enumerate(addresses):
                # One that swallows what is sent to it must leave time for the next.
                share = self.left(timeout) / (len(addresses) - index)
                try:
                    connection = socket.create_connection((str(address), port), share)
                except OSError as error:
                    last = error
                    continue
                connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                return TimedStream(connection, self.left)
            raise last

    def _looked_up(self, host: str, port: int, ends: float | None) -> list[Address]:
        """Look a host up in a thread of its own, since a resolver knows no timeout."""
        said: SimpleQueue[list[Address] | Exception] = SimpleQueue()

        def look() -> None:
            try:
                said.put(addresses_of(host, port, self._private_hosts, self._resolve))
            except Exception as error:  # noqa: BLE001 - raised again where it is waited for
                said.put(error)

        Thread(target=look, daemon=True).start()
        try:
            found = said.get(timeout=self.left(ends))
        except Empty as error:
            raise TimeoutError("the resolver is silent") from error
        if isinstance(found, Exception):
            raise found
        return found

    def left(self, ends: float | None) -> float:
        """Return the seconds that an operation may still take.

        Raises:
            TimeoutError: none.
        """
        left = self._silence_s if ends is None else min(ends - self.monotonic(), self._silence_s)
        if left <= 0:
            raise TimeoutError("the call's time is over")
        return left


class TimedStream(httpcore.NetworkStream):
    """A connection whose operations end at a moment.

    Attributes:
        exchange: what came since the last request.
        is_spoiled: whether it must not be used for another request.
    """

    def __init__(self, connection: socket.socket, left: Callable[[float | None], float]) -> None:
        """Args: left: see `JudgedNetwork.left`."""
        self._socket = connection
        self._left = left
        self._asked = False
        self.exchange = Exchange()
        self.is_spoiled = False

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what there is, at least a byte; nothing at the end."""
        with _told(httpcore.ReadTimeout, httpcore.ReadError):
            self._socket.settimeout(self._left(timeout))
            data = self._socket.recv(max_bytes)
        self._asked = False
        self.exchange.took(data)
        return data

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write all of it, however little the other side takes at a time."""
        if not self._asked:
            self._asked, self.exchange = True, Exchange()
        with _told(httpcore.WriteTimeout, httpcore.WriteError):
            while buffer:
                self._socket.settimeout(self._left(timeout))
                buffer = buffer[self._socket.send(buffer) :]

    def close(self) -> None:
        """Let go of it; what is on its way is not waited for."""
        self._socket.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Turn it into a TLS connection to `server_hostname`."""
        try:
            with _told(httpcore.ConnectTimeout, httpcore.ConnectError):
                self._socket.settimeout(self._left(timeout))
                secured = ssl_context.wrap_socket(self._socket, server_hostname=server_hostname)
        except Exception:
            self.close()
            raise
        return TimedStream(secured, self._left)

    def get_extra_info(self, info: str) -> Any:
        """Return what httpcore asks of a connection."""
        if info == "ssl_object":
            return self._socket if isinstance(self._socket, ssl.SSLSocket) else None
        # A spoiled connection says what makes httpcore leave it: that something lies there unasked.
        return self.is_spoiled or _is_readable(self._socket) if info == "is_readable" else None


def _is_readable(connection: socket.socket) -> bool:
    """Whether something lies there: on a connection that nobody has asked anything, its end."""
    if connection.fileno() < 0:
        return True
    with selectors.DefaultSelector() as selector:
        selector.register(connection, selectors.EVENT_READ)
        return bool(selector.select(0))


@contextmanager
def _told(late: type[Exception], broken: type[Exception]) -> Iterator[None]:
    """Tell trouble with a socket in httpcore's words."""
    try:
        yield
    except TimeoutError as error:
        raise late(str(error)) from error
    except ssl.SSLCertVerificationError as error:
        raise CertificateError(error.verify_message) from error
    except ssl.SSLError as error:
        raise (HandshakeError if broken is httpcore.ConnectError else broken)(str(error)) from error
    except OSError as error:
        raise broken(str(error)) from error
