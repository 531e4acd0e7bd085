"""A stand-in for Meta's Graph API: takes messages for customers, gives out files, lists templates."""

import json
import re
import secrets
import sys
import time
from base64 import b64encode
from http import HTTPStatus
from typing import Any
from urllib.parse import unquote

from playground.double_server import Answer, Double, Request, misbehaved, serve
from playground.graph_media import MediaShelf
from playground.graph_templates import TemplateShelf

_MESSAGES = re.compile(r"^/(v\d+\.\d+)/([^/]+)/messages$")
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

    def receive(self, request: Request) -> Answer:
        """Answer a call to the Graph API, or one that tells of a file or of templates."""
        if request.path == "/media":
            return _told(self._shelf, request)
        if request.path == "/templates":
            return _told(self._templates, request)
        if request.method == "GET":
            return self._read(request)
        return self._send(request)

    def _send(self, request: Request) -> Answer:
        messages = _MESSAGES.match(request.path)
        if not messages or request.method != "POST":
            return _refused(HTTPStatus.NOT_FOUND, 2500, f"Unknown path components: {request.path}")
        if not request.headers.get("authorization", "").startswith("Bearer "):
            return _refused(HTTPStatus.UNAUTHORIZED, 190, "Invalid OAuth access token.")
        try:
            message = json.loads(request.body)
        except ValueError:
            return _refused(HTTPStatus.BAD_REQUEST, 100, "The body is no JSON.")
        missing = _missing(message)
        if missing:
            return _refused(HTTPStatus.BAD_REQUEST, 100, f"The parameter {missing} is required.")
        return self._accept(request, messages[2], message)

    def _read(self, request: Request) -> Answer:
        """Say where a file is, give it out, or list templates; a behaviour's `match` looks into the path."""
        media, templates = _MEDIA.match(request.path), _TEMPLATES.match(request.path)
        found = self._shelf.download(request.path)
        if not media and not templates and found is None:
            return _refused(HTTPStatus.NOT_FOUND, 2500, f"Unknown path components: {request.path}")
        if not request.headers.get("authorization", "").startswith("Bearer "):
            return _refused(HTTPStatus.UNAUTHORIZED, 190, "Invalid OAuth access token.")
        behaviour = self.behaviours.take(request.path)
        if not behaviour.is_normal or behaviour.error is not None:
            return misbehaved(behaviour, None)
        here = f"http://{request.headers['host']}"
        if templates:
            return self._templates.page(request.query, here + request.path)
        if media:
            return self._shelf.described(unquote(media[2]), here)
        return found or _refused(HTTPStatus.NOT_FOUND, 2500, "Unknown path components.")

    def _accept(self, request: Request, phone_number_id: str, message: dict[str, Any]) -> Answer:
        behaviour = self.behaviours.take(request.body)
        is_receipt = message.get("status") == "read"
        wamid = None if is_receipt else new_wamid()
        if behaviour.accepts:
            headers = {n: v for n, v in request.headers.items() if n != "authorization"}
            self.take(
                {
                    "at": round(time.time(), 3),
                    "phone_number_id": phone_number_id,
                    "headers": headers,
                    "body": message,
                    "id": wamid,
                }
            )
        return misbehaved(behaviour, {"success": True} if is_receipt else _accepted(message, wamid))


def new_wamid() -> str:
    """Return a message id that looks like Meta's and is never given twice."""
    return "wamid." + b64encode(secrets.token_bytes(30)).decode()


def _told(shelf: MediaShelf | TemplateShelf, request: Request) -> Answer:
    """Learn what `POST` tells; `DELETE` forgets it."""
    if request.method == "DELETE":
        shelf.clear()
        return Answer(HTTPStatus.NO_CONTENT, None)
    try:
        return shelf.put(json.loads(request.body))
    except (ValueError, TypeError):
        return Answer(HTTPStatus.BAD_REQUEST, {"error": "The body must be JSON, as the README shows."})


def _missing(message: Any) -> str:
    """Name the parameter that a message lacks, empty when it has all."""
    if not isinstance(message, dict) or message.get("messaging_product") != "whatsapp":
        return "messaging_product"
    if message.get("status") == "read":
        return "" if message.get("message_id") else "message_id"
    if not (message.get("to") or message.get("recipient")):
        return "to"
    kind = message.get("type", "text")
    return "" if message.get(kind) else str(kind)


def _accepted(message: dict[str, Any], wamid: str | None) -> dict[str, Any]:
    """Return Meta's answer to a message it took."""
    to = str(message.get("to") or message.get("recipient"))
    key = "wa_id" if message.get("to") else "user_id"
    contact = {"input": to, key: to.lstrip("+")}
    return {"messaging_product": "whatsapp", "contacts": [contact], "messages": [{"id": wamid}]}


def _refused(status: HTTPStatus, code: int, words: str) -> Answer:
    error = {
        "message": f"(#{code}) {words}",
        "type": "OAuthException",
        "code": code,
        "fbtrace_id": secrets.token_urlsafe(8),
    }
    return Answer(status, {"error": error})


def main() -> None:
    """Serve on the port given."""
    serve(Graph(), int(sys.argv[1]))


if __name__ == "__main__":
    main()
