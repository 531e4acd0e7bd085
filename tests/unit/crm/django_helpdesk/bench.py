"""The conformance kit's bench of django-helpdesk, imitated or real: an agent looks through the API."""

import base64
import html
import json
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any
from urllib.parse import urljoin

from appcare.application.adapter_ports import CrmAdapter, RawRequest
from appcare.config.settings import Destination
from appcare.crm.conformance import Bench, Proof, SeenConversation, SeenFile, SeenMessage
from appcare.crm.conformance.worker import KitFiles
from appcare.crm.django_helpdesk.adapter import DjangoHelpdeskAdapter
from appcare.crm.http import Answer, HttpClient, Request
from appcare.crm.setup import AdapterSetup, DestinationSecrets
from appcare.domain.events import ContactRef

PASSWORD = "only-for-tests"
DEFINITION = re.compile(r"\n\n\[appcare\]: # \([^\n]*\)$")

Json = dict[str, Any]


@dataclass(frozen=True)
class Desk:
    """Where a help desk is, and how one gets in.

    Attributes:
        told: returns the callback that told of a follow-up.
    """

    stanza: Destination
    http: HttpClient
    bot_token: str
    agent_token: str
    contact_field: str
    told: Callable[[int], RawRequest]

    def ask(self, method: str, path: str, token: str, body: Json | None = None) -> Any:
        """Call the API; return what it says."""
        headers = {"authorization": f"Token {token}", "content-type": "application/json"}
        url = f"{self.stanza.url}/api{path}"
        said = json.dumps(body).encode() if body else b""
        call = Request(method=method, url=url, headers=headers, body=said, most_bytes=10**8)
        answer = self.http.send(call)
        assert isinstance(answer, Answer), answer
        assert 200 <= answer.status < 300, answer
        return json.loads(answer.body)

    def setup(self) -> AdapterSetup:
        """Return what the adapter is made from."""
        secrets = DestinationSecrets((PASSWORD,), self.bot_token)
        return AdapterSetup(
            destination=self.stanza, secrets=lambda: secrets, http=self.http, files=KitFiles()
        )

    def tickets_of(self, contact_id: str) -> list[Json]:
        """Return a customer's tickets, the oldest first."""
        found = self.ask("GET", "/tickets/?page_size=1000", self.agent_token)["results"]
        mine = [one for one in found if one[self.contact_field] == contact_id]
        return sorted(mine, key=lambda one: int(one["id"]))


class DeskBench(Bench):
    """`DjangoHelpdeskAdapter` at a help desk."""

    proof = Proof.NONE

    def __init__(self, desk: Desk) -> None:
        """Look at `desk`."""
        self.desk = desk

    def setup(self) -> AdapterSetup:
        """Return what the adapter is made from."""
        return self.desk.setup()

    def adapter(self, setup: AdapterSetup) -> CrmAdapter:
        """Return the adapter."""
        return DjangoHelpdeskAdapter(setup)

    def conversations(self, contact: ContactRef) -> Sequence[SeenConversation]:
        """Return the customer's tickets."""
        found = self.desk.tickets_of(contact.id)
        return [SeenConversation(str(one["id"]), one["status"] in (1, 2)) for one in found]

    def messages(self, contact: ContactRef) -> Sequence[SeenMessage]:
        """Return their follow-ups, as their pages show them."""
        return [
            SeenMessage(str(entry["id"]), str(ticket["id"]), as_read(entry["comment"] or ""))
            for ticket in self.desk.tickets_of(contact.id)
            for entry in ticket["followup_set"]
        ]

    def attachments(self, contact: ContactRef) -> Sequence[SeenFile]:
        """Return their files."""
        return [
            SeenFile(file["filename"], self._content(file["file"]))
            for ticket in self.desk.tickets_of(contact.id)
            for entry in ticket["followup_set"]
            for file in entry["followupattachment_set"]
        ]

    def close(self, conversation: str) -> None:
        """Close a ticket."""
        self.desk.ask("PATCH", f"/tickets/{conversation}/", self.desk.agent_token, {"status": 4})

    def reply(self, conversation: str, text: str, at: int) -> RawRequest:
        """Have the agent write."""
        return self._told(conversation, text, at, self.desk.agent_token)

    def own_writing(self, conversation: str, text: str, at: int) -> RawRequest:
        """Have our user write."""
        return self._told(conversation, text, at, self.desk.bot_token)

    def _told(self, conversation: str, text: str, at: int, token: str) -> RawRequest:
        body = {"ticket": conversation, "comment": text, "public": True}
        return replace(self.desk.told(self.desk.ask("POST", "/followups/", token, body)["id"]), at=at)

    def _content(self, path: str) -> bytes:
        call = Request(method="GET", url=urljoin(self.desk.stanza.url, path), headers={}, most_bytes=10**8)
        answer = self.desk.http.send(call)
        assert isinstance(answer, Answer)
        assert answer.status == 200, answer
        return answer.body


def as_read(comment: str) -> str:
    """Return what a page shows of Markdown that says nothing but text."""
    return re.sub(r"&#?\w+;", lambda entity: html.unescape(entity[0]), DEFINITION.sub("", comment))


def basic(password: str, user: str = "appcare") -> dict[str, str]:
    """Return the header that carries a password."""
    return {"authorization": "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode()}
