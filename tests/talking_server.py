"""A server that talks on each connection as a test says, and closes or hangs wherever the test likes."""

import re
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from threading import Event, Thread

Talk = Callable[[socket.socket], object]

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok"
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)


def read_until(connection: socket.socket, end: bytes) -> bytes:
    """Take a request off a connection as far as `end`, a byte at a time."""
    received = b""
    while not received.endswith(end):
        received += _some(connection, 1)
    return received


def read_all(connection: socket.socket) -> bytes:
    """Take a whole request off a connection."""
    received = read_until(connection, b"\r\n\r\n")
    length = LENGTH.search(received)
    left = int(length[1]) if length else 0
    while left:
        piece = _some(connection, left)
        received, left = received + piece, left - len(piece)
    return received


def read_half(connection: socket.socket) -> bytes:
    """Take the head and a byte of the body."""
    return read_until(connection, b"\r\n\r\n") + _some(connection, 1)


def answer_half(connection: socket.socket) -> None:
    """Answer all of a request with an answer that lacks its last byte."""
    read_all(connection)
    connection.sendall(ANSWER[:-1])


def answering(answer: bytes) -> Talk:
    """Return talk that answers one request so."""

    def talk(connection: socket.socket) -> None:
        read_all(connection)
        connection.sendall(answer)

    return talk


@contextmanager
def serving(talk: Talk, *, hangs: bool = False) -> Iterator[str]:
    """Run a server that talks so on each connection, and then closes it or `hangs`; yields its URL."""
    listener, over = socket.create_server(("127.0.0.1", 0)), Event()

    def serve() -> None:
        with suppress(OSError):
            while True:
                connection, _ = listener.accept()
                with suppress(OSError), connection:
                    talk(connection)
                    if hangs:
                        over.wait()

    thread = Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        over.set()
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()


def _some(connection: socket.socket, most: int) -> bytes:
    piece = connection.recv(most)
    if not piece:
        raise ConnectionResetError
    return piece
