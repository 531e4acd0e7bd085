"""What AppCare's conformance kit needs to know of Desk."""

from collections.abc import Mapping, Sequence

from appcare_desk.adapter import DeskAdapter
from desk import SIGNING_SECRET, TOKEN, Desk, Ticket

from appcare.application.adapter_ports import CrmAdapter, RawRequest
from appcare.config.settings import Destination
from appcare.crm.conformance import Bench, SeenConversation, SeenFile, SeenMessage
from appcare.crm.conformance.worker import KitFiles
from appcare.crm.setup import AdapterSetup, DestinationSecrets
from appcare.domain.events import ContactRef

STANZA = Destination(
    name="help", adapter="desk", url="https://desk.example.com/", options={"team": "parcels"}
)


class DeskBench(Bench):
    """`DeskAdapter` at an imitated Desk."""

    def __init__(self) -> None:
        """Start with an empty Desk."""
        self.desk = Desk()

    def setup(self) -> AdapterSetup:
        """Return what the adapter is made from."""
        secrets = DestinationSecrets(signing=(SIGNING_SECRET,), token=TOKEN)
        return AdapterSetup(destination=STANZA, secrets=lambda: secrets, http=self.desk, files=KitFiles())

    def adapter(self, setup: AdapterSetup) -> CrmAdapter:
        """Return the adapter."""
        return DeskAdapter(setup)

    def contacts(self, contact: ContactRef) -> Sequence[str]:
        """Return the people under the contact's key."""
        return [id_ for key, id_ in self.desk.people.items() if key == contact.id]

    def conversations(self, contact: ContactRef) -> Sequence[SeenConversation]:
        """Return the person's tickets."""
        return [SeenConversation(one.id, one.open) for one in self._tickets(contact)]

    def messages(self, contact: ContactRef) -> Sequence[SeenMessage]:
        """Return the entries of those tickets."""
        return [
            SeenMessage(entry["id"], ticket.id, entry["text"])
            for ticket in self._tickets(contact)
            for entry in ticket.entries.values()
        ]

    def attachments(self, contact: ContactRef) -> Sequence[SeenFile]:
        """Return their files."""
        return [
            SeenFile(name, content)
            for ticket in self._tickets(contact)
            for name, content in ticket.files.items()
        ]

    def statuses(self, contact: ContactRef) -> Mapping[str, str]:
        """Return their statuses."""
        return {wamid: word for ticket in self._tickets(contact) for wamid, word in ticket.statuses.items()}

    def close(self, conversation: str) -> None:
        """Close a ticket."""
        self.desk.tickets[conversation].open = False

    def reply(self, conversation: str, text: str, at: int) -> RawRequest:
        """Have an agent write an entry."""
        return self.desk.callback(conversation, text, "agent-7", at)

    def own_writing(self, conversation: str, text: str, at: int) -> RawRequest:
        """Have Desk tell of an entry that the adapter wrote."""
        return self.desk.callback(conversation, text, "appcare", at)

    def _tickets(self, contact: ContactRef) -> list[Ticket]:
        people = self.contacts(contact)
        return [one for one in self.desk.tickets.values() if one.person in people]
