"""Finds where something for a customer belongs: the partition of the log, and the conversation."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import islice

from appcare.application.history_ports import History, KnownContact
from appcare.application.merged_history import MergedHistory, OutOfReadsError
from appcare.application.ports import Conversations
from appcare.domain.conversation import Conversation
from appcare.domain.decisions import opening_of
from appcare.domain.log import number_of
from appcare.domain.replies import NAMELESS, Names

LOOKBACK = 1_000
"""Records of a customer among which the opening of a former conversation is looked for."""

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class Place:
    """Where something belongs.

    Attributes:
        partition: the customer's on one number.
        conversation_id: ours; empty: the customer never wrote to that number.
        names: how the customer is known, where the partition is new and says it to nobody yet.
    """

    partition: str
    conversation_id: str
    names: Names = NAMELESS


class FindPlace:
    """Looks places up."""

    def __init__(self, conversations: Conversations, history: History) -> None:
        self._conversations = conversations
        self._history = history

    def latest(self, contact: KnownContact) -> Place | None:
        """Return the conversation in which the customer wrote last; None: there is none.

        Raises:
            StorageError: it cannot be looked up now.
        """
        standing = self._conversations.of(contact.id)
        return _place(max(standing, key=lambda one: one.last_inbound_at, default=None))

    def of_conversation(self, contact: KnownContact, conversation_id: str) -> Place | None:
        """Return a conversation of the customer's, a former one, too; None: it is not this customer's.

        Raises:
            StorageError: it cannot be looked up now.
        """
        return self.standing(contact, conversation_id) or self.former(contact, conversation_id)

    def standing(self, contact: KnownContact, conversation_id: str) -> Place | None:
        """Return a conversation that is the latest one of its number; None: it is none of them.

        Raises:
            StorageError: it cannot be looked up now.
        """
        standing = self._conversations.of(contact.id)
        return _place(next((one for one in standing if one.id == conversation_id), None))

    def on_number(
        self, contact: KnownContact, number_id: str, partition: Callable[[str, str], str]
    ) -> Place | None:
        """Return where the customer is on a number, also where they never wrote to it; None: nobody could.

        Args:
            contact: the customer.
            number_id: the business number.
            partition: number and name of a customer -> the partition that the channel would use.

        Raises:
            StorageError: it cannot be looked up now.
        """
        found = self._conversations.read([(contact.id, number_id)]).get((contact.id, number_id))
        if found:
            return _place(found)
        here = sorted(one for one in contact.partitions if number_of(one) == number_id)
        if here:
            return Place(here[0], "")
        # Of several user ids nobody can tell which one belongs to the number's portfolio.
        names = Names(
            phone=contact.phones[-1] if contact.phones else "",
            bsuid=contact.bsuids[-1] if contact.bsuids else "",
        )
        key = names.bsuid if len(contact.bsuids) == 1 else names.phone or names.bsuid
        return Place(partition(number_id, key), "", names) if key else None

    def former(self, contact: KnownContact, conversation_id: str) -> Place | None:
        """Return a conversation that was followed by another one, or of a merged contact, from the log.

        Raises:
            StorageError: it cannot be looked up now.
        """
        source = MergedHistory(self._history, sorted(contact.partitions), AT_ONCE)
        try:
            for record in islice(source.beyond(None, newest_first=True), LOOKBACK):
                opening = opening_of(record)
                if opening and opening.id == conversation_id:
                    return Place(record.key.pk, opening.id)
        except OutOfReadsError:
            pass
        return None


def _place(conversation: Conversation | None) -> Place | None:
    return Place(conversation.opened_by.pk, conversation.id) if conversation else None
