"""Assigns and closes conversations: appends what an agent decided, where the router finds it."""

from collections.abc import Callable
from dataclasses import dataclass

from appcare.application.find_conversation import FindConversation, Which
from appcare.application.ports import EventLog, Telemetry
from appcare.domain.conversation_changes import ConversationChange, changed
from appcare.domain.lanes import EventRef


@dataclass(frozen=True, slots=True)
class ChangedConversation:
    """What became of a decision.

    Attributes:
        conversation_id: ours.
        event_id: of the event that tells of it; empty: the conversation stood so already.
    """

    conversation_id: str
    event_id: str


class ChangeConversation:
    """Takes decisions about the latest conversations."""

    def __init__(
        self, log: EventLog, conversations: FindConversation, telemetry: Telemetry, retention_days: int
    ) -> None:
        """Args: retention_days: how long the log keeps what happened."""
        self._log = log
        self._conversations = conversations
        self._telemetry = telemetry
        self._retention_s = retention_days * 86_400

    def change(self, which: Which, decide: Callable[[str], ConversationChange]) -> ChangedConversation:
        """Take a decision; one that changes nothing is not kept.

        Args:
            which: the conversation.
            decide: its id -> what was decided about it.

        Raises:
            SendingRefusedError: nothing was taken; its kinds say why.
            StorageError: it may have been taken; taken again it is told again.
        """
        conversation = self._conversations.standing(which)
        change = decide(conversation.id)
        if change.holds(conversation):
            return ChangedConversation(conversation.id, "")
        record = changed(change, conversation.opened_by.pk, self._retention_s)
        self._log.append([record])
        self._telemetry.count(record.kind)
        return ChangedConversation(conversation.id, EventRef(record.key, record.kind, "").event_id)
