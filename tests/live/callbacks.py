"""The stand-in for our side: a server on loopback that keeps every callback a CRM posts."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from playground.places import LOCAL_ADDRESS

REQUEST_TRACKER_PATH = "/hooks/request-tracker"
DJANGO_HELPDESK_PATH = "/hooks/django-helpdesk"


@dataclass(frozen=True, slots=True)
class Callback:
    """One callback as it came; header names are in lower case, `body` is the signed bytes."""

    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def json(self) -> Any:
        """The body, read."""
        return json.loads(self.body)


@dataclass(slots=True)
class Callbacks:
    """What came so far. Both CRMs call before they answer the agent: no need to wait."""

    port: int
    came: list[Callback] = field(default_factory=list)

    def url(self, path: str, user: str = "") -> str:
        """Return where callbacks go; `user` is a `name:password` that the caller puts into Basic."""
        return f"http://{user}{'@' if user else ''}{LOCAL_ADDRESS}:{self.port}{path}"


@contextmanager
def receiving(port: int) -> Iterator[Callbacks]:
    """Receive for as long as the block runs, answering 204."""
    callbacks = Callbacks(port)

    class Receiver(BaseHTTPRequestHandler):
        """Keeps what is posted."""

        def do_POST(self) -> None:
            """Keep it and answer 204."""
            body = self.rfile.read(int(self.headers["Content-Length"]))
            headers = {name.lower(): value for name, value in self.headers.items()}
            callbacks.came.append(Callback(self.path, headers, body))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the base class's name
            """Say nothing on stderr."""

    with ThreadingHTTPServer((LOCAL_ADDRESS, port), Receiver) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
        thread.start()
        try:
            yield callbacks
        finally:
            server.shutdown()
            thread.join()
