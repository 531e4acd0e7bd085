"""Desk, imitated: people, tickets, entries and files behind its JSON API, and its signed callbacks."""

import json
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import count
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from standardwebhooks.webhooks import Webhook

from appcare.application.adapter_ports import RawRequest
from appcare.crm.http import Answer, Request

TOKEN = "desk-token"
SIGNING_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


@dataclass
class Ticket:
    """A ticket: what was put into it, by our keys, in order."""

    id: str
    person: str
    key: str
    open: bool = True
    entries: dict[str, dict[str, Any]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    statuses: dict[str, str] = field(default_factory=dict)

    def told(self) -> dict[str, Any]:
        """Return it as the API tells of it."""
        return {"id": self.id, "person": self.person, "key": self.key, "open": self.open}


class Desk:
    """`HttpClient` that is the whole CRM."""

    def __init__(self) -> None:
        """Start empty."""
        self.people: dict[str, str] = {}
        self.tickets: dict[str, Ticket] = {}
        self._ids = count(1)
        self._lock = Lock()

    def send(self, request: Request) -> Answer:
        """Answer one call."""
        parts = urlsplit(request.url)
        path = [unquote(part) for part in parts.path.strip("/").split("/")]
        if request.headers.get("authorization") != f"Bearer {TOKEN}":
            return Answer(401, None, b"")
        with self._lock:
            status, told = self._answer(request, path, parse_qs(parts.query))
        return Answer(status, None, json.dumps(told).encode())

    def _answer(self, request: Request, path: list[str], query: dict[str, list[str]]) -> tuple[int, Any]:
        match request.method, path:
            case "PUT", ["people", key]:
                return 200, {"id": self.people.setdefault(key, f"P{next(self._ids)}")}
            case "GET", ["tickets"]:
                wanted = (query["person"][0], query["key"][0])
                return 200, [
                    one.told()
                    for one in self.tickets.values()
                    if one.open and (one.person, one.key) == wanted
                ]
            case "POST", ["tickets"]:
                said = json.loads(request.body)
                ticket = Ticket(f"T{next(self._ids)}", said["person"], said["key"])
                self.tickets[ticket.id] = ticket
                return 201, ticket.told()
            case "PUT", ["tickets", id_, kind, key] if id_ in self.tickets:
                return self._put(self.tickets[id_], kind, key, request.body)
        return 404, {}

    def _put(self, ticket: Ticket, kind: str, key: str, body: bytes) -> tuple[int, Any]:
        held: dict[str, Any] = getattr(ticket, kind)
        if not ticket.open and key not in held:
            return 409, {}
        if kind == "files":
            held[key] = body
        elif kind == "statuses":
            held[key] = json.loads(body)["status"]
        else:
            held[key] = {"id": f"{ticket.id}/{key}", **json.loads(body)}
        return 200, {}

    def callback(self, ticket: str, text: str, author: str, at: int) -> RawRequest:
        """Return what Desk posts when somebody wrote an entry."""
        entry = {"id": f"E{next(self._ids)}", "ticket": ticket, "author": author, "text": text}
        return self.signed(json.dumps(entry), at)

    def signed(self, body: str, at: int) -> RawRequest:
        """Return a callback that Desk signed."""
        id_, moment = f"msg_{next(self._ids)}", datetime.fromtimestamp(at // 1000, UTC)
        headers = {
            "content-type": "application/json",
            "webhook-id": id_,
            "webhook-timestamp": str(at // 1000),
            "webhook-signature": Webhook(SIGNING_SECRET).sign(id_, moment, body),
        }
        return RawRequest(headers=headers, query={}, body=body.encode(), at=at)
