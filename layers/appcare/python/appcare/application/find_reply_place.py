"""Finds whom an agent's answer in a CRM is for: by our ids where the CRM tells them, else by its own."""

from dataclasses import dataclass

from appcare.application.adapter_ports import AgentReply, LinkStore
from appcare.application.find_contact import FindContact
from appcare.application.find_place import FindPlace, Place
from appcare.application.history_ports import KnownContact
from appcare.domain.links import LinkKind
from appcare.domain.log import number_of

LONGEST_ID = 64
"""Characters; an id of ours is shorter."""


@dataclass(frozen=True, slots=True)
class _Meant:
    contact: KnownContact
    conversation_id: str
    is_linked: bool


class FindReplyPlace:
    """Looks up the places of answers."""

    def __init__(self, *, contacts: FindContact, places: FindPlace, links: LinkStore) -> None:
        self._contacts = contacts
        self._places = places
        self._links = links

    def of(self, destination: str, reply: AgentReply) -> Place | None:
        """Return where an answer belongs; None: it leads to no conversation of ours.

        Without a conversation it is for the one in which the customer wrote last. A conversation that
        is not this contact's is unknown: an answer must not reach another customer than was meant.

        Raises:
            StorageError: it cannot be looked up now.
        """
        meant = self._meant(destination, reply)
        if meant is None:
            return None
        if not meant.conversation_id:
            return self._places.latest(meant.contact)
        wanted = (meant.contact, meant.conversation_id)
        return self._places.standing(*wanted) or _linked(meant) or self._places.former(*wanted)

    def _meant(self, destination: str, reply: AgentReply) -> _Meant | None:
        if reply.contact_id:
            contact = self._contact(reply.contact_id)
            return _Meant(contact, reply.conversation_id, is_linked=False) if contact else None
        if not reply.conversation:
            return None
        linked = self._links.find(destination, LinkKind.CONVERSATION, reply.conversation)
        contact = self._contact(linked.contact_id) if linked else None
        return _Meant(contact, linked.key.id, is_linked=True) if linked and contact else None

    def _contact(self, contact_id: str) -> KnownContact | None:
        return self._contacts.by_id(contact_id) if len(contact_id) <= LONGEST_ID else None


def _linked(meant: _Meant) -> Place | None:
    """Return the place of a conversation that a link of ours tells of, without asking the log.

    We made the link: the conversation was this customer's. With one number only it was there.
    """
    partitions = sorted(meant.contact.partitions)
    if meant.is_linked and len({number_of(one) for one in partitions}) == 1:
        return Place(partitions[0], meant.conversation_id)
    return None
