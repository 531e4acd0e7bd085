"""The HTTP side that both doubles share: keep-alive, JSON answers, behaviour, dropped connections."""

import json
import signal
import socket
import sys
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playground.behaviour import Behaviour, BehaviourError, Behaviours
from playground.places import LOCAL_ADDRESS

LARGEST_BODY = 101 * 1024 * 1024
"""Bytes that a double reads of one request at most: WhatsApp's largest file and what is around it."""


@dataclass(frozen=True, slots=True)
class Request:
    """One request as a double sees it; header names are lower case."""

    method: str
    path: str
    headers: dict[str, str]
    content: bytes
    query: str = ""

    @property
    def body(self) -> str:
        """The content as text."""
        return self.content.decode("utf-8", "replace")


@dataclass(frozen=True, slots=True)
class File:
    """Content that is no JSON; without a length it ends with the connection."""

    content_type: str
    pieces: Callable[[], Iterator[bytes]]
    length: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """What a double answers: JSON or a `File`; `dropped` closes the connection without a word."""

    status: int
    content: Any
    headers: dict[str, str] = field(default_factory=dict)
    delay: float = 0.0
    dropped: bool = False


class Double(ABC):
    """A stand-in for somebody else's server. What it took is under `collection`."""

    collection: str
    """Path of the list of what it took."""

    def __init__(self) -> None:
        self.behaviours = Behaviours()
        self._taken: list[dict[str, Any]] = []
        self._lock = threading.Lock()

    @abstractmethod
    def receive(self, request: Request) -> Answer:
        """Answer a request that is meant for the server it stands in for."""

    def answer(self, request: Request) -> Answer:
        """Answer any request: those that ask or tell the double itself, and the others."""
        wanted = (request.method, request.path)
        if wanted == ("GET", self.collection):
            with self._lock:
                return Answer(HTTPStatus.OK, list(self._taken))
        if wanted == ("DELETE", self.collection):
            self.forget()
            return Answer(HTTPStatus.NO_CONTENT, None)
        if wanted == ("POST", "/behaviour"):
            return self._told(request.body)
        if wanted == ("GET", "/"):
            return Answer(HTTPStatus.OK, {"is": type(self).__name__, "list": self.collection})
        return self.receive(request)

    def take(self, entry: dict[str, Any]) -> None:
        """Add to the list of what it took."""
        with self._lock:
            self._taken.append(entry)

    def forget(self) -> None:
        """Forget what it took and how it was told to behave."""
        with self._lock:
            self._taken.clear()
        self.behaviours.clear()

    def close(self) -> None:  # noqa: B027 - most doubles have nothing to end
        """End what goes on beside answering: nothing, unless there is something."""

    def _told(self, body: str) -> Answer:
        try:
            self.behaviours.add(Behaviour.parse(json.loads(body)))
        except json.JSONDecodeError:
            return Answer(HTTPStatus.BAD_REQUEST, {"error": "The body must be JSON."})
        except BehaviourError as error:
            return Answer(HTTPStatus.BAD_REQUEST, {"error": str(error)})
        return Answer(HTTPStatus.NO_CONTENT, None)


def misbehaved(behaviour: Behaviour, content: Any) -> Answer:
    """Return the answer that a behaviour asks for, with `content` unless it brings an error."""
    wait = behaviour.retry_after
    return Answer(
        behaviour.status,
        {"error": behaviour.error} if behaviour.error is not None else content,
        {} if wait is None else {"Retry-After": f"{wait:g}"},
        behaviour.delay,
        behaviour.drop is not None,
    )


class DoubleServer(ThreadingHTTPServer):
    """Serves one double on the loopback address; a thread for each connection."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, double: Double, port: int) -> None:
        self.double = double
        super().__init__((LOCAL_ADDRESS, port), _Handler)

    @property
    def url(self) -> str:
        """Where it answers."""
        return f"http://{LOCAL_ADDRESS}:{self.server_address[1]}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Say nothing about a caller that hung up; report anything else."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


class _Handler(BaseHTTPRequestHandler):
    """Reads a request whole, asks the double, writes the answer in one piece."""

    server: DoubleServer
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1
    timeout = 120

    def _serve(self) -> None:
        length = self.headers.get("Content-Length", "0")
        if not length.isdecimal() or int(length) > LARGEST_BODY:
            self.close_connection = True
            self._write(Answer(HTTPStatus.BAD_REQUEST, {"error": "Content-Length cannot be used."}))
            return
        content = self.rfile.read(int(length))
        headers = {name.lower(): value for name, value in self.headers.items()}
        path, _, query = self.path.partition("?")
        answer = self.server.double.answer(Request(self.command, path, headers, content, query))
        if answer.delay:
            time.sleep(answer.delay)
        if answer.dropped:
            self.close_connection = True
            self.connection.shutdown(socket.SHUT_RDWR)
        else:
            self._write(answer)

    do_GET = do_POST = do_DELETE = do_PUT = do_PATCH = _serve  # noqa: N815 - the names http.server calls

    def _write(self, answer: Answer) -> None:
        if isinstance(answer.content, File):
            self._write_file(answer, answer.content)
            return
        payload = b"" if answer.content is None else json.dumps(answer.content).encode()
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        if answer.status != HTTPStatus.NO_CONTENT:
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(payload)))
        self.end_headers()
        self.wfile.write(payload)
        self.wfile.flush()

    def _write_file(self, answer: Answer, file: File) -> None:
        self.send_response(answer.status)
        self.send_header("Content-Type", file.content_type)
        if file.length is None:
            self.close_connection = True
            self.send_header("Connection", "close")
        else:
            self.send_header("Content-Length", str(file.length))
        self.end_headers()
        for piece in file.pieces():
            self.wfile.write(piece)
        self.wfile.flush()

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name http.server gives it
        """Write no access log: bodies and addresses of customers stay out of files."""


def serve(double: Double, port: int) -> None:
    """Serve until the process is asked to end."""
    server = DoubleServer(double, port)
    for asked in (signal.SIGTERM, signal.SIGINT):
        signal.signal(asked, lambda *_: threading.Thread(target=server.shutdown).start())
    server.serve_forever(poll_interval=0.1)
    server.server_close()
    double.close()
