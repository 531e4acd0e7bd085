"""A server that says exactly what a test wants said, HTTP or not."""

import socket
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

END = b"the body"
"""What every request ends with."""


class RawServer:
    """Reads one request on each connection and writes what it was told; may keep the connection open."""

    def __init__(
        self,
        answer: bytes | Iterable[bytes],
        *,
        stalls: bool = False,
        greets: bool = False,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        """Listen on a free port.

        Args:
            answer: what it says.
            stalls: keeps the connection open behind it.
            greets: says it before it was asked.
            tls: speaks TLS like this.
        """
        self.requests: list[bytes] = []
        self.connections = 0
        self.let_go = Event()
        self._answer = [answer] if isinstance(answer, bytes) else answer
        self._stalls = stalls
        self._greets = greets
        self._tls = tls
        self._over = Event()
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._listener.getsockname()[1]
        self._thread = Thread(target=self._serve, daemon=True)
        self._thread.start()

    @property
    def url(self) -> str:
        """Return where it listens."""
        return f"http://127.0.0.1:{self.port}/in"

    def close(self) -> None:
        """Let go of everybody."""
        self._over.set()
        with socket.create_connection(("127.0.0.1", self.port)):
            pass
        self._thread.join()
        self._listener.close()

    def _serve(self) -> None:
        while True:
            connection, _ = self._listener.accept()
            with connection, suppress(OSError):
                if self._over.is_set():
                    return
                self.connections += 1
                self._talk(connection)
            self.let_go.set()

    def _talk(self, connection: socket.socket) -> None:
        if self._tls:
            connection = self._tls.wrap_socket(connection, server_side=True)
        with connection:
            if not self._greets:
                self.requests.append(_request(connection))
            for piece in self._answer:
                connection.sendall(piece)
            if self._stalls:
                self._over.wait()


def _request(connection: socket.socket) -> bytes:
    received = b""
    while not received.endswith(END):
        piece = connection.recv(4096)
        if not piece:
            raise ConnectionResetError
        received += piece
    return received


@contextmanager
def server(
    answer: bytes | Iterable[bytes],
    *,
    stalls: bool = False,
    greets: bool = False,
    tls: ssl.SSLContext | None = None,
) -> Iterator[RawServer]:
    """Run a server."""
    running = RawServer(answer, stalls=stalls, greets=greets, tls=tls)
    try:
        yield running
    finally:
        running.close()
