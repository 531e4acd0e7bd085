"""Request Tracker, imitated as far as tests/live/README.md says what the real one does, oddities included."""

import base64
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from itertools import count
from threading import Lock
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from appcare.crm.http import Answer, Request

URL = "https://rt.example.com"
TOKEN = "1-31-0123456789abcdef"
BOT, AGENT, QUEUE = "appcare-bot", "agent-ann", "WhatsApp"
CONVERSATION_FIELD, EVENT_FIELD = "appcare_conversation", "appcare_event"
ACTIVE = ("new", "open", "stalled")
LONGEST_VALUE = 255

Said = tuple[int, Any, dict[str, str]]


@dataclass
class Transaction:
    """Something that was written into a ticket."""

    id: str
    ticket: str
    type: str
    text: str
    files: list[tuple[str, str, bytes]]
    fields: dict[str, str]


@dataclass
class Ticket:
    """A ticket."""

    id: str
    subject: str
    requestors: list[str]
    fields: dict[str, str]
    status: str = "new"
    merged_into: str = ""


@dataclass
class FakeRequestTracker:
    """`HttpClient` that is the whole server."""

    users: dict[str, dict[str, str]] = field(default_factory=dict)
    tickets: dict[str, Ticket] = field(default_factory=dict)
    transactions: dict[str, Transaction] = field(default_factory=dict)
    queue_fields: set[str] = field(default_factory=lambda: {CONVERSATION_FIELD, EVENT_FIELD})
    denied: set[str] = field(default_factory=set)
    """Rights that the bot lacks, by the words of the real ones."""
    calls: list[Request] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to count."""
        self._ids = count(1)
        self._lock = Lock()

    def send(self, request: Request) -> Answer:
        """Answer one call."""
        parts = urlsplit(request.url)
        query = {name: values[0] for name, values in parse_qs(parts.query).items()}
        path = [unquote(part) for part in parts.path.removeprefix("/REST/2.0/").split("/")]
        with self._lock:
            self.calls.append(request)
            if request.headers.get("authorization") != f"token {TOKEN}":
                return _answer(401, {"message": "Unauthorized"})
            return _answer(*self._said(request, path, query))

    def _said(self, request: Request, path: list[str], query: Mapping[str, str]) -> Said:
        answer = self._read(path, query) if request.method == "GET" else self._made(path, request)
        return answer or (404, {"message": "Not Found"}, {})

    def _read(self, path: list[str], query: Mapping[str, str]) -> Said | None:
        one = {"user": self._user, "queue": self._queue, "ticket": self._ticket, "transaction": self._written}
        many = {"tickets": self._find_tickets, "transactions": self._find_transactions}
        match path:
            case [kind, name] if kind in one:
                return one[kind](name)
            case [kind] if kind in many:
                return many[kind](query)
        return None

    def _made(self, path: list[str], request: Request) -> Said | None:
        match path:
            case ["user"]:
                return self._make_user(json.loads(request.body))
            case ["ticket"]:
                return self._open(json.loads(request.body))
            case ["ticket", id_, "correspond" | "comment" as type_]:
                return self._write(id_, type_, request)
        return None

    def _written(self, id_: str) -> Said:
        found = self.transactions.get(id_)
        if found is None:
            return 404, {"message": "Not Found"}, {}
        return 200, {"id": int(id_), "Object": {"type": "ticket", "id": found.ticket}}, {}

    def _user(self, name: str) -> Said:
        found = next((user for key, user in self.users.items() if key.lower() == name.lower()), None)
        return (200, found, {}) if found else (404, {"message": "Not Found"}, {})

    def _make_user(self, user: dict[str, str]) -> Said:
        if "AdminUsers" in self.denied:
            return 400, {"message": "Permission Denied"}, {}
        if self._user(user["Name"])[0] == 200:
            return 400, {"message": "Name in use"}, {}
        self.users[user["Name"]] = user
        return 201, {"type": "user", "id": user["Name"]}, {}

    def _queue(self, name: str) -> Said:
        if name != QUEUE or "SeeQueue" in self.denied:
            return 403, {"message": "Forbidden"}, {}
        links = [{"ref": "self"}] + ([] if "CreateTicket" in self.denied else [{"ref": "create"}])
        seen = set() if "SeeCustomField" in self.denied else self.queue_fields
        return (
            200,
            {
                "Name": name,
                "_hyperlinks": links,
                "TicketCustomFields": [{"name": one} for one in seen & {CONVERSATION_FIELD}],
                "TicketTransactionCustomFields": [{"name": one} for one in seen & {EVENT_FIELD}],
            },
            {},
        )

    def _find_tickets(self, query: Mapping[str, str]) -> Said:
        wanted = query["query"]
        by_field = re.search(r"CF\.\{(.*?)\}='((?:[^'\\]|\\.)*)'", wanted)
        by_id = re.search(r"\bid=(\d+)", wanted)
        found = [
            one
            for one in sorted(self.tickets.values(), key=lambda one: int(one.id))
            if not one.merged_into
            and "ShowTicket" not in self.denied
            and ("__Active__" not in wanted or one.status in ACTIVE)
            and (by_id is None or one.id == by_id[1])
            and (by_field is None or _field_is(one.fields, by_field[1], by_field[2]))
        ]
        items = [{"type": "ticket", "id": one.id, "CustomFields": _fields(one.fields)} for one in found]
        return 200, {"items": items, "total": len(items), "count": len(items)}, {}

    def _open(self, said: dict[str, Any]) -> Said:
        if said["Queue"] != QUEUE or "CreateTicket" in self.denied:
            return 403, {"message": f"No permission to create tickets in the queue '{said['Queue']}'"}, {}
        id_ = str(next(self._ids))
        may_set = (
            self.queue_fields & {CONVERSATION_FIELD} if "SetInitialCustomField" not in self.denied else ()
        )
        fields = {name: value for name, value in said["CustomFields"].items() if name in may_set}
        asking = [said["Requestor"]] if said["Requestor"] in self.users else []
        self.tickets[id_] = Ticket(id_, said["Subject"][:200], asking, fields)
        return 201, {"type": "ticket", "id": id_}, {"location": f"{URL}/REST/2.0/ticket/{id_}"}

    def _ticket(self, id_: str) -> Said:
        ticket = self._merged(id_)
        if ticket is None:
            return 404, {"message": "Not Found"}, {}
        if "ShowTicket" in self.denied:
            return 403, {"message": "Forbidden"}, {}
        asking = [{"type": "user", "id": name} for name in ticket.requestors]
        return 200, {"id": int(ticket.id), "Status": ticket.status, "Requestor": asking}, {}

    def _write(self, id_: str, type_: str, request: Request) -> Said:
        ticket, (said, files) = self._merged(id_), _form(request)
        right = "ReplyToTicket" if type_ == "correspond" else "CommentOnTicket"
        if ticket is None or right in self.denied:
            return 400, {"message": "Permission Denied"}, {}
        if not all(content for _, _, content in files):
            return 400, {"message": "FileContent is a required field for each attachment in Attachments"}, {}
        text = said["Content"] if said["Content"] not in ("", "0") else ""
        if re.search("[\ud800-\udfff]", text):
            return 500, {"message": "Internal Server Error"}, {}
        known = {k: v for k, v in said["TxnCustomFields"].items() if k in self.queue_fields & {EVENT_FIELD}}
        unknown = [
            f"Unable to load transaction custom field: {k}" for k in said["TxnCustomFields"] if k not in known
        ]
        transaction = Transaction(str(next(self._ids)), ticket.id, type_, text, files, known)
        self.transactions[transaction.id] = transaction
        if type_ == "correspond":
            ticket.status = "open"
        sentence = "Correspondence added" if type_ == "correspond" else "Comments added"
        where = {"location": f"{URL}/REST/2.0/transaction/{transaction.id}"}
        return 201, [sentence, *unknown, *(["Custom fields updated"] if known else [])], where

    def _find_transactions(self, query: Mapping[str, str]) -> Said:
        by_field = re.search(r"CF\.\{(.*?)\}='((?:[^'\\]|\\.)*)'", query["query"])
        found = [
            one
            for one in self.transactions.values()
            if by_field is None or _field_is(one.fields, by_field[1], by_field[2])
        ]
        items = [{"type": "transaction", "id": one.id, "CustomFields": _fields(one.fields)} for one in found]
        return 200, {"items": items, "total": None, "count": len(items)}, {}

    def _merged(self, id_: str) -> Ticket | None:
        ticket = self.tickets.get(id_)
        return self._merged(ticket.merged_into) if ticket and ticket.merged_into else ticket


def _answer(status: int, said: Any, headers: dict[str, str] | None = None) -> Answer:
    return Answer(status, None, json.dumps(said).encode(), headers or {})


def _field_is(fields: Mapping[str, str], name: str, value: str) -> bool:
    plain = re.sub(r"\\(.)", r"\1", value)
    return len(plain) > LONGEST_VALUE or fields.get(name, "").lower() == plain.lower() != ""


def _fields(fields: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"type": "customfield", "name": name, "values": [value]} for name, value in fields.items()]


def _form(request: Request) -> tuple[dict[str, Any], list[tuple[str, str, bytes]]]:
    content_type = request.headers["content-type"]
    if content_type == "application/json":
        return json.loads(request.body), []
    head = f"Content-Type: {content_type}\r\n\r\n".encode()
    message = message_from_bytes(head + request.body, policy=policy.HTTP)
    text, *files = (part for part in message.iter_parts())
    names = re.findall(rb'name="Attachments"; filename="(.*?)"', request.body)
    read = [
        (name.decode(), part.get_content_type(), base64.b64decode(base64.b64encode(_bytes(part))))
        for name, part in zip(names, files, strict=True)
    ]
    return json.loads(_bytes(text)), read


def _bytes(part: Any) -> bytes:
    content = part.get_payload(decode=True)
    return content if isinstance(content, bytes) else b""
