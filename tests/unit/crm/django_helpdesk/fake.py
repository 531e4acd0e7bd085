"""django-helpdesk, imitated as far as `tests/live/README.md` says what it does."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from itertools import count
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlsplit

from appcare.crm.http import Answer, Request

URL = "https://desk.example.com/support"
BOT, AGENT = 11, 12
TOKENS = {"bot-token": BOT, "agent-token": AGENT}
QUEUE = 1
FIELD = "custom_wa_contact"
WRITTEN_BRACE = re.compile(r'\{\{ "([{}])" \}\}')
BACKLINK = re.compile(r"(?:[^&]|\b|^)#(\d+)\b")

Json = dict[str, Any]


@dataclass
class FakeHelpdesk:
    """`HttpClient` that is the whole help desk.

    Attributes:
        extensions: endings that it takes; another one is refused after the comment was written.
        contact_field: the tickets' custom field.
        webhooks: what it posted, for each follow-up.
        calls: what it was asked, as `GET /tickets/`.
    """

    extensions: tuple[str, ...] = (".png", ".pdf")
    contact_field: str = FIELD
    tickets: dict[int, Json] = field(default_factory=dict)
    webhooks: list[bytes] = field(default_factory=list)
    calls: list[str] = field(default_factory=list)
    files: dict[str, bytes] = field(default_factory=dict)

    def __post_init__(self) -> None:
        """Start empty."""
        self._ids = count(1)
        self._lock = Lock()

    def send(self, request: Request) -> Answer:
        """Answer one call."""
        path = urlsplit(request.url).path.removeprefix("/support")
        user = TOKENS.get(request.headers.get("authorization", "").removeprefix("Token "))
        with self._lock:
            if path in self.files:
                return Answer(200, None, self.files[path])
            if user is None:
                return Answer(401, None, b'{"detail":"Invalid token."}')
            self.calls.append(f"{request.method} {path.removeprefix('/api')}")
            status, told = self._answer(request, path.removeprefix("/api").strip("/").split("/"), user)
        body = json.dumps(told).encode()
        return Answer(status, None, body[: request.most_bytes], {}, len(body) <= request.most_bytes)

    def _answer(self, request: Request, path: list[str], user: int) -> tuple[int, Json]:
        match request.method, path:
            case "GET", ["tickets"]:
                return self._listed(dict(parse_qsl(urlsplit(request.url).query)))
            case "GET", ["tickets", number] if int(number) in self.tickets:
                return 200, self.tickets[int(number)]
            case "PATCH", ["tickets", number] if int(number) in self.tickets:
                self.tickets[int(number)].update(json.loads(request.body))
                return 200, self.tickets[int(number)]
            case "POST", ["tickets"]:
                return self._opened(json.loads(request.body))
            case "POST", ["followups"]:
                return self._written(*_form(request), user)
        return 404, {"detail": "Not found."}

    def _listed(self, query: Mapping[str, str]) -> tuple[int, Json]:
        wanted = {int(one) for one in query.get("status", "").split(",") if one}
        found = [one for one in self.tickets.values() if not wanted or one["status"] in wanted]
        size, page = int(query.get("page_size", 25)), int(query.get("page", 1))
        if page > 1 and (page - 1) * size >= len(found):
            return 404, {"detail": "Invalid page."}
        more = page * size < len(found)
        shown = found[(page - 1) * size : page * size]
        return 200, {"count": len(found), "next": "https://next" if more else None, "results": shown}

    def _opened(self, values: Json) -> tuple[int, Json]:
        if values["queue"] != QUEUE:
            return 400, {"queue": [f'Invalid pk "{values["queue"]}" - object does not exist.']}
        if len(values["title"]) > 200:
            return 400, {"title": ["Ensure this field has no more than 200 characters."]}
        ticket: Json = {
            "id": next(self._ids),
            "followup_set": [],
            self.contact_field: values.get(self.contact_field),
        }
        ticket |= {name: values[name] for name in ("queue", "title", "description", "priority", "status")}
        self.tickets[ticket["id"]] = ticket
        self._note(ticket, None, values["description"], public=True)
        return 201, ticket

    def _written(self, values: Json, file: tuple[str, bytes] | None, user: int) -> tuple[int, Json]:
        if int(values["ticket"]) not in self.tickets:
            return 400, {"ticket": ["Invalid pk - object does not exist."]}
        rendered = _rendered(values["comment"])
        if rendered is None:
            return 500, {}
        ticket = self.tickets[int(values["ticket"])]
        entry = self._note(ticket, user, rendered.strip(), public=values["public"] in (True, "true"))
        if file:
            if not file[0].lower().endswith(self.extensions):
                return 500, {}
            self._attach(entry, *file)
        for other in {int(number) for number in BACKLINK.findall(rendered)} - {ticket["id"]}:
            if other in self.tickets:
                self._note(self.tickets[other], user, "Referenced", public=False)
        told = {"ticket": ticket, "queue_slug": "whatsapp", "followup_id": entry["id"]}
        self.webhooks.append(json.dumps(told).encode())
        return 201, entry

    def _note(self, ticket: Json, user: int | None, comment: str, *, public: bool) -> Json:
        entry: Json = {"id": next(self._ids), "user": user, "comment": comment, "public": public}
        entry |= {"followupattachment_set": [], "date": "2026-11-22T12:30:01.250000Z"}
        ticket["followup_set"].append(entry)
        return entry

    def _attach(self, entry: Json, name: str, content: bytes) -> None:
        path = f"/media/helpdesk/{entry['id']}/{len(self.files)}"
        self.files[path] = content
        entry["followupattachment_set"].append({"file": path, "filename": name, "mime_type": "image/png"})


def _rendered(comment: str) -> str | None:
    """Return a comment after the template engine; None: it cannot be run."""
    kept = WRITTEN_BRACE.sub(lambda brace: "\0" if brace[1] == "{" else "\1", comment)
    kept = re.sub(r"\{#.*?#\}", "", kept)
    return None if re.search(r"[{%]\s*[{}%]", kept) else kept.replace("\0", "{").replace("\1", "}")


def _form(request: Request) -> tuple[Json, tuple[str, bytes] | None]:
    """Return the fields of a body and its file."""
    kind = request.headers["content-type"]
    if kind == "application/json":
        return json.loads(request.body), None
    parsed = message_from_bytes(f"content-type: {kind}\r\n\r\n".encode() + request.body, policy=policy.HTTP)
    fields: Json = {}
    file = None
    for part in parsed.iter_parts():
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        name = part.get_filename()
        if name is not None:
            file = (name.encode(errors="surrogateescape").decode(), content)
        else:
            fields[str(part.get_param("name", header="content-disposition"))] = content.decode()
    return fields, file
