"""When to look whether a customer was answered in time, and what is found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.domain.conversation import Gate

if TYPE_CHECKING:
    from appcare.domain.conversation import Conversation

ANSWER_WATCH = "answer.watch"
"""Type of the reference that asks to look whether a conversation's first answer came in time."""

MINUTE_MS = 60_000


def watch_lane(contact_id: str, since: int) -> str:
    """Return the lane that such a look waits in, its own: whose answer, and since when they wait for it.

    Args:
        contact_id: the customer.
        since: Unix milliseconds: when the conversation opened, or was let in after a wait.
    """
    return f"{contact_id}-{since}"


def watched(lane: str) -> tuple[str, int]:
    """Return whose answer a lane waits for, and since when.

    Raises:
        ValueError: it is no such lane.
    """
    contact_id, _, since = lane.rpartition("-")
    return contact_id, int(since)


def due_at(since: int, answer_minutes: int) -> int:
    """Return when an answer is overdue."""
    return since + answer_minutes * MINUTE_MS


def counts(conversation: Conversation | None, conversation_id: str) -> bool:
    """Whether a conversation is looked at: one that waits will be from its admission, others not at all.

    Of one that is no more the customer's latest nothing can be told: it was closed, or is over.
    """
    if conversation is None or conversation.id != conversation_id:
        return False
    return conversation.gate is Gate.OPEN


def is_overdue(conversation: Conversation, since: int) -> bool:
    """Whether nobody has answered or closed it since."""
    dealt_with_at = conversation.dealt_with_at
    return dealt_with_at is None or dealt_with_at < since
