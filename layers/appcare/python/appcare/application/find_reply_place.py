"""Finds whom an agent's answer is for: the customer's partition of the log, and the conversation."""

from dataclasses import dataclass
from itertools import islice

from appcare.application.adapter_ports import AgentReply, LinkStore
from appcare.application.find_contact import FindContact
from appcare.application.history_ports import History, KnownContact
from appcare.application.merged_history import MergedHistory, OutOfReadsError
from appcare.application.ports import Conversations
from appcare.domain.decisions import opening_of
from appcare.domain.links import LinkKind
from appcare.domain.log import number_of

LONGEST_ID = 64
"""Characters; an id of ours is shorter."""

LOOKBACK = 1_000
"""Records of a customer among which the opening of a former conversation is looked for."""

AT_ONCE = 200


@dataclass(frozen=True, slots=True)
class ReplyPlace:
    """Where an answer belongs: a customer's partition on one number, and our id of the conversation."""

    partition: str
    conversation_id: str


@dataclass(frozen=True, slots=True)
class _Meant:
    contact: KnownContact
    conversation_id: str
    is_linked: bool


class FindReplyPlace:
    """Looks places up: by our ids where the CRM tells them, else by its id of the conversation."""

    def __init__(
        self, *, contacts: FindContact, conversations: Conversations, history: History, links: LinkStore
    ) -> None:
        self._contacts = contacts
        self._conversations = conversations
        self._history = history
        self._links = links

    def of(self, destination: str, reply: AgentReply) -> ReplyPlace | None:
        """Return where an answer belongs; None: it leads to no conversation of ours.

        Without a conversation it is for the one in which the customer wrote last. A conversation that
        is not this contact's is unknown: an answer must not reach another customer than was meant.

        Raises:
            StorageError: it cannot be looked up now.
        """
        meant = self._meant(destination, reply)
        if meant is None:
            return None
        standing = self._conversations.of(meant.contact.id)
        if not meant.conversation_id:
            latest = max(standing, key=lambda one: one.last_inbound_at, default=None)
            return ReplyPlace(latest.opened_by.pk, latest.id) if latest else None
        for one in standing:
            if one.id == meant.conversation_id:
                return ReplyPlace(one.opened_by.pk, one.id)
        return self._former(meant)

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

    def _former(self, meant: _Meant) -> ReplyPlace | None:
        """Return the place of a conversation that was followed by another one, or of a merged contact."""
        partitions = sorted(meant.contact.partitions)
        if meant.is_linked and len({number_of(one) for one in partitions}) == 1:
            # We made the link: the conversation was this customer's, and there is one number only.
            return ReplyPlace(partitions[0], meant.conversation_id)
        source = MergedHistory(self._history, partitions, AT_ONCE)
        try:
            for record in islice(source.beyond(None, newest_first=True), LOOKBACK):
                opening = opening_of(record)
                if opening and opening.id == meant.conversation_id:
                    return ReplyPlace(record.key.pk, opening.id)
        except OutOfReadsError:
            pass
        return None
