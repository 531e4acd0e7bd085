"""Pushes events to Desk: a contact is a person there, a conversation a ticket, a message an entry."""

import json
from collections.abc import Sequence
from dataclasses import replace
from http import HTTPStatus
from typing import Any, ClassVar
from urllib.parse import quote, urlencode

from appcare.application.adapter_ports import (
    AgentAction,
    AgentReply,
    Attempt,
    CallbackRefusal,
    CallbackRefusedError,
    Capabilities,
    Idempotency,
    MessageStatus,
    RawRequest,
    Replies,
)
from appcare.crm.answers import result_of
from appcare.crm.callbacks import proven_id
from appcare.crm.http import Answer, Request
from appcare.crm.options import Options
from appcare.crm.setup import AdapterSetup
from appcare.domain.delivery import Delivered, DeliveryResult, RetryLater
from appcare.domain.events import CrmEvent
from appcare.domain.links import LinkKey, LinkKind, Links

LARGEST = 1_000_000
CLOSED = (HTTPStatus.NOT_FOUND, HTTPStatus.CONFLICT)
"""What Desk answers where a ticket takes nothing more."""


class TroubleError(Exception):
    """Desk did not do what it was asked."""

    def __init__(self, result: DeliveryResult) -> None:
        """Args: result: what this means for the delivery."""
        super().__init__()
        self.result = result


class DeskAdapter:
    """The adapter `desk`."""

    name: ClassVar[str] = "desk"
    capabilities: ClassVar[Capabilities] = Capabilities(
        message_status=MessageStatus.FIELD,
        idempotency=Idempotency.LOOKUP,
        replies=Replies.CALLBACK,
        most_attachment_bytes=LARGEST,
        links=frozenset({LinkKind.CONTACT, LinkKind.CONVERSATION}),
    )

    def __init__(self, setup: AdapterSetup) -> None:
        """Read the options; what is wrong with them is told by an `OptionError`."""
        options = Options(setup.destination)
        self._team = options.text("team", "the team that gets new tickets")
        options.no_others()
        self._setup = setup

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Push one event; what Desk has no place for is delivered without a call."""
        del attempt
        found = dict(links)
        try:
            self._push(event, found)
        except TroubleError as trouble:
            return replace(trouble.result, links=found)  # what was made before stays linked
        return Delivered(found)

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read an agent's entry; our own entries come back as well, and are nothing."""
        proven_id(request, self._setup.secrets().signing)
        try:
            entry = json.loads(request.body)
            if entry["author"] == "appcare":
                return []
            return [AgentReply(id=entry["id"], conversation=entry["ticket"], text=entry["text"])]
        except (ValueError, TypeError, KeyError) as error:
            raise CallbackRefusedError(CallbackRefusal.UNREADABLE, "This is no entry of Desk.") from error

    def _push(self, event: CrmEvent, found: dict[LinkKey, str]) -> None:
        data: Any = event.data
        if event.type in ("message.received", "echo.sent"):
            text = data.message.text or f"({data.message.kind})"
            self._add(event, found, "entries", data.message.wamid, _json(text=text))
        elif event.type == "media.stored":
            content = (
                self._setup.files.read(data.media.url or "", LARGEST) if data.media.size <= LARGEST else None
            )
            if content is None:
                note = _json(text="A file came that Desk cannot take.")
                self._add(event, found, "entries", data.media.id, note)
            else:
                self._add(event, found, "files", data.media.id, content)
        elif event.type.startswith("message.") and hasattr(data, "status"):
            # A message that Meta never took has no id of Meta's.
            key = data.message.wamid or data.status.our_id or event.id
            self._add(event, found, "statuses", key, _json(status=data.status.status))

    def _add(self, event: CrmEvent, found: dict[LinkKey, str], kind: str, key: str, content: bytes) -> None:
        """Put something under our key into the conversation's ticket; the same twice is there once."""
        conversation = LinkKey(
            LinkKind.CONVERSATION, event.data.conversation.id if event.data.conversation else ""
        )
        for _ in range(2):
            ticket = found.get(conversation) or self._ticket(event, found)
            found[conversation] = ticket
            answer = self._call("PUT", f"/tickets/{ticket}/{kind}/{quote(key, safe='')}", content, *CLOSED)
            if answer.status not in CLOSED:
                return
            del found[conversation]  # an agent closed it meanwhile: the next one
        raise TroubleError(result_of(answer))

    def _ticket(self, event: CrmEvent, found: dict[LinkKey, str]) -> str:
        """Return the open ticket of a conversation, made if there is none."""
        person, key = (
            self._person(event, found),
            event.data.conversation.id if event.data.conversation else "",
        )
        query = urlencode({"person": person, "key": key, "open": "true"})
        for ticket in self._read("GET", f"/tickets?{query}"):
            if (ticket["person"], ticket["key"], ticket["open"]) == (person, key, True):
                return str(ticket["id"])
        return str(self._read("POST", "/tickets", _json(person=person, key=key, team=self._team))["id"])

    def _person(self, event: CrmEvent, found: dict[LinkKey, str]) -> str:
        contact = event.data.contact
        key = LinkKey(LinkKind.CONTACT, contact.id)
        if key not in found:
            body = _json(name=contact.name or "", phone=contact.phone or "")
            found[key] = str(self._read("PUT", f"/people/{contact.id}", body)["id"])
        return found[key]

    def _read(self, method: str, path: str, body: bytes = b"") -> Any:
        answer = self._call(method, path, body)
        if not answer.whole:
            raise TroubleError(RetryLater("answer cut short"))
        try:
            return json.loads(answer.body)
        except ValueError as error:
            raise TroubleError(RetryLater("answer is no JSON")) from error

    def _call(self, method: str, path: str, body: bytes, *expected: int) -> Answer:
        """Call Desk; raise what any other answer than a good or expected one means."""
        headers = {
            "authorization": f"Bearer {self._setup.secrets().token}",
            "content-type": "application/json",
        }
        url = self._setup.destination.url.rstrip("/") + path
        request = Request(method=method, url=url, headers=headers, body=body, most_bytes=65_536)
        answer = self._setup.http.send(request)
        result = result_of(answer)
        if isinstance(answer, Answer) and (isinstance(result, Delivered) or answer.status in expected):
            return answer
        raise TroubleError(result)


def _json(**values: str) -> bytes:
    return json.dumps(values).encode()
