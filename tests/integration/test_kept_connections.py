"""Which connections are used again: only those on which an answer ended where it said it would."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from threading import Thread

import pytest

from appcare.crm.http import Answer, NoAnswer, OutboundClient, Request
from appcare.outbound.calls import OutboundCalls
from tests.raw_server import END

FAKE = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"
FAKE_IN_CHUNKS = b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"
CLEAN = [
    b"HTTP/1.1 204 No Content\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
    b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n2;a=b\r\nok\r\n000\r\nx-a: b\r\n\r\n",
    b"HTTP/1.1 103 Early Hints\r\n\r\nHTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\nok",
]
SPOILED = [
    b"HTTP/1.1 204 No Content\r\n\r\nOK",
    b"HTTP/1.1 503 Busy\r\ncontent-length: 4\r\n\r\nbusy" + FAKE,
    b"HTTP/1.1 503 Busy\r\ntransfer-encoding: chunked\r\n\r\n4\r\nbusy\r\n0\r\n\r\n" + FAKE,
    b"HTTP/1.1 503 Busy\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n" + FAKE_IN_CHUNKS,
    b"HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n ",
]


class PatientServer:
    """Answers every request of every connection with the same bytes, and counts the connections."""

    def __init__(self, answer: bytes) -> None:
        self.connections = 0
        self._answer = answer
        self._listener = socket.create_server(("127.0.0.1", 0))
        Thread(target=self._accept, daemon=True).start()

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"http://127.0.0.1:{self._listener.getsockname()[1]}/"

    def close(self) -> None:
        """Listen no more."""
        self._listener.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self.connections += 1
                Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        received = b""
        with suppress(OSError), connection:
            while data := connection.recv(65536):
                received += data
                if received.endswith(END):
                    received = b""
                    connection.sendall(self._answer)


@contextmanager
def serving(answer: bytes) -> Iterator[PatientServer]:
    """A server for as long as the block runs."""
    server = PatientServer(answer)
    try:
        yield server
    finally:
        server.close()


def statuses(server: PatientServer, calls: int) -> list[int]:
    """Return what so many calls by one client are answered."""
    client = OutboundClient(OutboundCalls(["127.0.0.1"]), 30.0)
    request = Request(method="POST", url=server.url, headers={}, body=END)
    answers: list[Answer | NoAnswer] = [client.send(request) for _ in range(calls)]
    return [answer.status if isinstance(answer, Answer) else 0 for answer in answers]


@pytest.mark.parametrize("answer", CLEAN)
def test_a_connection_that_is_clean_is_used_again(answer: bytes) -> None:
    """Five calls, one connection."""
    with serving(answer) as server:
        assert set(statuses(server, 5)) <= {200, 204}
        assert server.connections == 1


@pytest.mark.parametrize("answer", SPOILED)
def test_what_stands_behind_an_answer_answers_nothing(answer: bytes) -> None:
    """Each call gets the answer to itself, on a connection of its own."""
    expected = int(answer[9:12])
    with serving(answer) as server:
        assert statuses(server, 5) == [expected] * 5
        assert server.connections == 5
