"""What the conformance kit needs to know of the imitated Request Tracker."""

import json
from collections.abc import Sequence
from datetime import UTC, datetime
from itertools import count

from standardwebhooks.webhooks import Webhook

from appcare.application.adapter_ports import CrmAdapter, RawRequest
from appcare.config.settings import Destination
from appcare.crm.conformance import Bench, SeenConversation, SeenFile, SeenMessage
from appcare.crm.conformance.worker import KitFiles
from appcare.crm.request_tracker.adapter import RequestTrackerAdapter
from appcare.crm.setup import AdapterSetup, DestinationSecrets
from appcare.domain.events import ContactRef
from tests.unit.crm.request_tracker.fake import ACTIVE, AGENT, BOT, TOKEN, URL, FakeRequestTracker, Ticket

STANZA = Destination(name="help", adapter="request_tracker", url=URL)
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
IDS = count(1)


def callback(body: str, at: int, secret: str = SECRET, id_: str = "") -> RawRequest:
    """Return a callback as the scrip signs it."""
    id_ = id_ or f"rt-transaction-{next(IDS)}"
    headers = {
        "content-type": "application/json",
        "webhook-id": id_,
        "webhook-timestamp": str(at // 1000),
        "webhook-signature": Webhook(secret).sign(id_, datetime.fromtimestamp(at // 1000, UTC), body),
    }
    return RawRequest(headers=headers, query={}, body=body.encode(), at=at)


class FakeBench(Bench):
    """The adapter at an imitated server."""

    def __init__(self) -> None:
        """Start with an empty one."""
        self.server = FakeRequestTracker()

    def setup(self) -> AdapterSetup:
        """Return what the adapter is made from."""
        secrets = DestinationSecrets(signing=(SECRET,), token=TOKEN)
        return AdapterSetup(destination=STANZA, secrets=lambda: secrets, http=self.server, files=KitFiles())

    def adapter(self, setup: AdapterSetup) -> CrmAdapter:
        """Return the adapter."""
        return RequestTrackerAdapter(setup)

    def contacts(self, contact: ContactRef) -> Sequence[str]:
        """Return the users under the contact's id."""
        return [name for name in self.server.users if name == contact.id]

    def conversations(self, contact: ContactRef) -> Sequence[SeenConversation]:
        """Return the user's tickets."""
        return [SeenConversation(one.id, one.status in ACTIVE) for one in self._tickets(contact)]

    def messages(self, contact: ContactRef) -> Sequence[SeenMessage]:
        """Return correspondence and comments."""
        held = {one.id for one in self._tickets(contact)}
        return [
            SeenMessage(one.id, one.ticket, one.text)
            for one in self.server.transactions.values()
            if one.ticket in held
        ]

    def attachments(self, contact: ContactRef) -> Sequence[SeenFile]:
        """Return their files."""
        held = {one.id for one in self._tickets(contact)}
        return [
            SeenFile(name, content)
            for one in self.server.transactions.values()
            if one.ticket in held
            for name, _, content in one.files
        ]

    def close(self, conversation: str) -> None:
        """Resolve a ticket."""
        self.server.tickets[conversation].status = "resolved"

    def reply(self, conversation: str, text: str, at: int) -> RawRequest:
        """Have an agent write."""
        return self._told(conversation, text, AGENT, at)

    def own_writing(self, conversation: str, text: str, at: int) -> RawRequest:
        """Have a scrip without our condition tell of our own correspondence."""
        return self._told(conversation, text, BOT, at)

    def _told(self, conversation: str, text: str, agent: str, at: int) -> RawRequest:
        data: dict[str, object] = {
            "ticket": int(conversation),
            "transaction": 43,
            "conversation": self.server.tickets[conversation].fields.get("appcare_conversation"),
            "agent": agent,
            "text": text,
            "attachments": [],
        }
        stamp = datetime.fromtimestamp(at // 1000, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        return callback(json.dumps({"type": "ticket.replied", "timestamp": stamp, "data": data}), at)

    def _tickets(self, contact: ContactRef) -> list[Ticket]:
        return [one for one in self.server.tickets.values() if contact.id in one.requestors]
