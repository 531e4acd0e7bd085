"""Finds the conversation that an agent means."""

from dataclasses import dataclass

from appcare.application.find_contact import FindContact
from appcare.application.history_ports import KnownContact
from appcare.application.ports import Conversations
from appcare.application.sending_errors import UnknownContactError, UnknownConversationError
from appcare.domain.conversation import Conversation


@dataclass(frozen=True, slots=True, kw_only=True)
class Which:
    """A conversation as an agent names it.

    Attributes:
        contact_id: whose.
        number_id: on which number; empty: any.
        conversation_id: which one; empty: the one in which the customer wrote last.
    """

    contact_id: str
    number_id: str = ""
    conversation_id: str = ""


class FindConversation:
    """Looks among the latest conversations of a contact: a former one is over and does not change."""

    def __init__(self, contacts: FindContact, conversations: Conversations) -> None:
        self._contacts = contacts
        self._conversations = conversations

    def standing(self, which: Which) -> Conversation:
        """Return the conversation.

        Raises:
            UnknownContactError: see there.
            UnknownConversationError: there is none, or it was followed by another one.
            StorageError: it cannot be looked up now.
        """
        found = [
            one
            for one in self._conversations.of(self.contact(which.contact_id).id)
            if which.number_id in ("", one.number_id) and which.conversation_id in ("", one.id)
        ]
        if not found:
            message = "This customer has no such conversation, or a later one followed it."
            raise UnknownConversationError(message)
        return max(found, key=lambda one: one.last_inbound_at)

    def contact(self, contact_id: str) -> KnownContact:
        """Return the contact.

        Raises:
            UnknownContactError: see there.
            StorageError: it cannot be looked up now.
        """
        contact = self._contacts.by_id(contact_id)
        if contact is None:
            message = "There is no contact of that id."
            raise UnknownContactError(message)
        return contact
