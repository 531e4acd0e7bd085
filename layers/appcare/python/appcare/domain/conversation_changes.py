"""What agents decide about conversations, as facts: who has one, and that one is closed.

A change lies in the partition in which its conversation began, and moves that conversation only.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from appcare.domain.conversation import after_assignment, after_closing
from appcare.domain.errors import UndigestibleError
from appcare.domain.log import LogKey, LogRecord, digest

if TYPE_CHECKING:
    from appcare.domain.conversation import Conversation

CONVERSATION_ASSIGNED = "conversation.assigned"
CONVERSATION_CLOSED = "conversation.closed"


class Outcome(StrEnum):
    """Why a conversation was closed."""

    ANSWERED = "answered"
    REFERRED = "referred"
    NO_ANSWER_NEEDED = "no_answer_needed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Assignment:
    """Who has a conversation now.

    Attributes:
        conversation_id: ours.
        at: when, Unix milliseconds.
        assignee: an agent by the callers' own id; empty: nobody in particular.
        team: a team by the callers' own name; empty: none.
        agent: who decided it; empty: not said.
    """

    conversation_id: str
    at: int
    assignee: str = ""
    team: str = ""
    agent: str = ""

    def applied_to(self, conversation: Conversation) -> Conversation:
        """Return the conversation with it."""
        return after_assignment(conversation, self.at, self.assignee, self.team)

    def holds(self, conversation: Conversation) -> bool:
        """Whether the conversation stands so already."""
        return (conversation.assigned_agent, conversation.assigned_team) == (self.assignee, self.team)


@dataclass(frozen=True, slots=True, kw_only=True)
class Closing:
    """A conversation is over.

    Attributes:
        conversation_id: ours.
        at: when, Unix milliseconds.
        outcome: why.
        agent: who decided it; empty: not said.
    """

    conversation_id: str
    at: int
    outcome: Outcome
    agent: str = ""

    def applied_to(self, conversation: Conversation) -> Conversation:
        """Return the conversation with it."""
        return after_closing(conversation, self.at)

    def holds(self, conversation: Conversation) -> bool:
        """Whether the conversation is closed already."""
        return conversation.is_closed


ConversationChange = Assignment | Closing

KINDS: dict[str, type[Assignment | Closing]] = {
    CONVERSATION_ASSIGNED: Assignment,
    CONVERSATION_CLOSED: Closing,
}
"""Kind of record -> what it holds."""


def changed(change: ConversationChange, partition: str, retention_s: int) -> LogRecord:
    """Return the fact that an agent decided something.

    Args:
        change: what.
        partition: in which the conversation began.
        retention_s: how long the log keeps it.
    """
    kind = CONVERSATION_CLOSED if isinstance(change, Closing) else CONVERSATION_ASSIGNED
    body = json.dumps(asdict(change), sort_keys=True, ensure_ascii=False)
    sk = f"{change.at:013d}#chg_{digest(body)}#{kind}"
    return LogRecord(LogKey(partition, sk), kind, body.encode(), change.at // 1000 + retention_s)


def change_of(record: LogRecord) -> ConversationChange:
    """Return what was decided.

    Raises:
        UndigestibleError: the record is not what we write.
    """
    try:
        said = json.loads(record.body)
        if record.kind == CONVERSATION_CLOSED:
            return Closing(**{**said, "outcome": Outcome(said["outcome"])})
        return Assignment(**said)
    except (ValueError, TypeError, KeyError) as error:
        message = "a change of a conversation cannot be read"
        raise UndigestibleError(message) from error
