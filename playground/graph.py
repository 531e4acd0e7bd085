"""A stand-in for Meta's Graph API: takes messages and files, gives out files, lists templates."""

import json
import re
import sys
from collections.abc import Callable
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from playground.double_server import Answer, Double, Request, misbehaved, serve
from playground.graph_errors import no_token, unknown_path
from playground.graph_media import MediaShelf
from playground.graph_messages import Messages
from playground.graph_templates import TemplateShelf

_MESSAGES = re.compile(r"^/(v\d+\.\d+)/([^/]+)/messages$")
_UPLOADS = re.compile(r"^/(v\d+\.\d+)/([^/]+)/media$")
_MEDIA = re.compile(r"^/(v\d+\.\d+)/([^/]+)$")
_TEMPLATES = re.compile(r"^/(v\d+\.\d+)/(\d+)/message_templates$")


class Graph(Double):
    """Accepts what the Cloud API would and lists it.

    An entry of the list is `{"at": Unix seconds, "phone_number_id", "headers", "body": as JSON,
    "id": the wamid it was given, null for a read receipt}`. The access token is not kept.
    """

    collection = "/sent"

    def __init__(self) -> None:
        super().__init__()
        self._shelf = MediaShelf()
        self._templates = TemplateShelf()
        self._messages = Messages(self._shelf, self._templates, self.take)
        self._told_of: dict[str, tuple[Callable[[Any], Answer], Callable[[], None] | None]] = {
            "/media": (self._shelf.put, self._shelf.clear),
            "/templates": (self._templates.put, self._templates.clear),
            "/statuses": (self._messages.statuses.put, self._messages.statuses.clear),
            "/pair_limit": (self._messages.pairs.put, self._messages.pairs.clear),
            "/webhook": (self._messages.statuses.connect, None),
        }

    def receive(self, request: Request) -> Answer:
        """Answer a call to the Graph API, or one that tells the double something."""
        if request.path in self._told_of:
            return _told(*self._told_of[request.path], request)
        if request.method == "GET":
            return self._read(request)
        return self._write(request)

    def forget(self) -> None:
        """Forget what it took and how to behave; files, templates and where webhooks go are kept."""
        super().forget()
        self._messages.forget()

    def close(self) -> None:
        """Tell of no message any more."""
        self._messages.statuses.close()

    def _write(self, request: Request) -> Answer:
        """Take a message or a file; a behaviour's `match` looks into the body, for a file into the path."""
        messages, uploads = _MESSAGES.match(request.path), _UPLOADS.match(request.path)
        if not (messages or uploads) or request.method != "POST":
            return unknown_path(request.path)
        if not _shows_token(request):
            return no_token()
        if messages:
            return self._messages.send(request, messages[2], self.behaviours.take)
        behaviour = self.behaviours.take(request.path)
        if not behaviour.accepts:
            return misbehaved(behaviour, None)
        answer = self._shelf.upload(request.headers.get("content-type", ""), request.content)
        return answer if answer.status != HTTPStatus.OK else misbehaved(behaviour, answer.content)

    def _read(self, request: Request) -> Answer:
        """Say where a file is, give it out, or list templates; a behaviour's `match` looks into the path."""
        media, templates = _MEDIA.match(request.path), _TEMPLATES.match(request.path)
        found = self._shelf.download(request.path)
        if not media and not templates and found is None:
            return unknown_path(request.path)
        if not _shows_token(request):
            return no_token()
        behaviour = self.behaviours.take(request.path)
        if not behaviour.is_normal or behaviour.error is not None:
            return misbehaved(behaviour, None)
        here = f"http://{request.headers['host']}"
        if templates:
            return self._templates.page(request.query, here + request.path)
        if media:
            return self._shelf.described(unquote(media[2]), here)
        return found or unknown_path(request.path)


def _shows_token(request: Request) -> bool:
    return request.headers.get("authorization", "").startswith("Bearer ")


def _told(put: Callable[[Any], Answer], clear: Callable[[], None] | None, request: Request) -> Answer:
    """Learn what `POST` tells; `DELETE` forgets it."""
    if request.method == "DELETE" and clear:
        clear()
        return Answer(HTTPStatus.NO_CONTENT, None)
    try:
        return put(json.loads(request.body))
    except (ValueError, TypeError):
        return Answer(HTTPStatus.BAD_REQUEST, {"error": "The body must be JSON, as the README shows."})


def main() -> None:
    """Serve on the port given."""
    serve(Graph(), int(sys.argv[1]))


if __name__ == "__main__":
    main()
