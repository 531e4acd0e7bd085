"""What the conformance kit needs to know of the real Request Tracker; asked as an agent sees it."""

import base64
import json
import time
from collections.abc import Mapping, Sequence
from typing import Any

import httpx

from appcare.application.adapter_ports import CrmAdapter, RawRequest
from appcare.config.settings import Destination
from appcare.crm.conformance import Bench, SeenConversation, SeenFile, SeenMessage
from appcare.crm.conformance.worker import KitFiles
from appcare.crm.http import OutboundClient
from appcare.crm.request_tracker.adapter import RequestTrackerAdapter
from appcare.crm.setup import AdapterSetup, DestinationSecrets
from appcare.domain.events import ContactRef
from appcare.outbound.calls import OutboundCalls
from playground.places import LOCAL_ADDRESS
from tests.live.callbacks import Callbacks
from tests.live.request_tracker.server import RequestTracker

ACTIVE = ("new", "open", "stalled")
TIMEOUT_S = 30.0


class LiveBench(Bench):
    """The adapter at a real server."""

    def __init__(self, server: RequestTracker, callbacks: Callbacks) -> None:
        """Connect as an agent."""
        self._server = server
        self._callbacks = callbacks
        self._http = OutboundClient(OutboundCalls([LOCAL_ADDRESS]), TIMEOUT_S)
        self.agent = httpx.Client(
            base_url=server.api,
            headers={"Authorization": f"token {server.agent_token}"},
            timeout=TIMEOUT_S,
            trust_env=False,
        )

    def setup(self) -> AdapterSetup:
        """Return what the adapter is made from."""
        server = self._server
        stanza = Destination(
            name="help",
            adapter="request_tracker",
            url=server.url,
            private_hosts=(LOCAL_ADDRESS,),
            options={
                "queue": server.queue,
                "bot": server.bot,
                "conversation_field": server.conversation_field,
                "event_field": server.event_field,
            },
        )
        secrets = DestinationSecrets(signing=(server.callback_secret,), token=server.bot_token)
        return AdapterSetup(destination=stanza, secrets=lambda: secrets, http=self._http, files=KitFiles())

    def adapter(self, setup: AdapterSetup) -> CrmAdapter:
        """Return the adapter."""
        return RequestTrackerAdapter(setup)

    def contacts(self, contact: ContactRef) -> Sequence[str]:
        """Return the users under the contact's id."""
        by_name = json.dumps([{"field": "Name", "value": contact.id}])
        return [str(user["id"]) for user in self._items("/users", query=by_name)]

    def conversations(self, contact: ContactRef) -> Sequence[SeenConversation]:
        """Return the user's tickets."""
        found = self._items(
            "/tickets", query=f"Requestor.Name='{contact.id}'", fields="Status", orderby="id", order="ASC"
        )
        return [SeenConversation(str(one["id"]), one["Status"] in ACTIVE) for one in found]

    def messages(self, contact: ContactRef) -> Sequence[SeenMessage]:
        """Return correspondence and comments."""
        return [
            SeenMessage(str(transaction["id"]), ticket, _content(self._text(transaction["id"])))
            for ticket, transaction in self._written(contact)
        ]

    def attachments(self, contact: ContactRef) -> Sequence[SeenFile]:
        """Return their files."""
        return [
            SeenFile(part["Filename"], base64.b64decode(self._get(f"/attachment/{part['id']}")["Content"]))
            for _, transaction in self._written(contact)
            for part in self._parts(transaction["id"])
            if part["Filename"]
        ]

    def close(self, conversation: str) -> None:
        """Resolve a ticket."""
        answer = self.agent.put(f"/ticket/{conversation}", json={"Status": "resolved"})
        assert "to 'resolved'" in answer.text

    def reply(self, conversation: str, text: str, at: int) -> RawRequest:
        """Have an agent write; what the server then posts, at the moment at which it really came."""
        del at
        before = len(self._callbacks.came)
        message = {"Content": text, "ContentType": "text/plain"}
        assert self.agent.post(f"/ticket/{conversation}/correspond", json=message).status_code == 201
        (came,) = self._callbacks.came[before:]
        return RawRequest(headers=came.headers, query={}, body=came.body, at=time.time_ns() // 1_000_000)

    def own_writing(self, conversation: str, text: str, at: int) -> None:
        """Return nothing: the scrip leaves it out."""
        del conversation, text, at

    def history(self, ticket: str) -> Sequence[Mapping[str, Any]]:
        """Return everything that happened to a ticket, the oldest first."""
        return self._items(f"/ticket/{ticket}/history", fields="Type,Creator,CustomFields")

    def _written(self, contact: ContactRef) -> list[tuple[str, Mapping[str, Any]]]:
        return [
            (ticket.id, transaction)
            for ticket in self.conversations(contact)
            for transaction in self.history(ticket.id)
            if transaction["Type"] in ("Correspond", "Comment")
        ]

    def _text(self, transaction: str) -> Mapping[str, Any]:
        parts = self._parts(transaction)
        text = next(
            part for part in parts if part["ContentType"].startswith("text/plain") and not part["Filename"]
        )
        return self._get(f"/attachment/{text['id']}")

    def _parts(self, transaction: str) -> Sequence[Mapping[str, Any]]:
        return self._items(f"/transaction/{transaction}/attachments", fields="Filename,ContentType")

    def _items(self, path: str, **query: str) -> Sequence[Mapping[str, Any]]:
        found = self._get(path, per_page="100", **query)
        assert "next_page" not in found, "a second page"
        items: Sequence[Mapping[str, Any]] = found["items"]
        return items

    def _get(self, path: str, **query: str) -> Mapping[str, Any]:
        answer = self.agent.get(path, params=query)
        assert answer.status_code == 200, answer.text
        told: Mapping[str, Any] = answer.json()
        return told


def _content(attachment: Mapping[str, Any]) -> str:
    return base64.b64decode(attachment["Content"]).decode()
