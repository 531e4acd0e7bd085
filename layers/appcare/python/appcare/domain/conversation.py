"""A conversation: one contact on one number, open from the first message until closed or silent."""

from dataclasses import dataclass, replace

from appcare.domain.log import LogKey, digest

WINDOW_MS = 24 * 3600 * 1000
"""Customer service window: free text is allowed this long after the customer's last message.

Source: Meta, "Send messages", customer service windows.
"""


@dataclass(frozen=True, slots=True)
class Conversation:
    """Where a conversation stands; times are Unix milliseconds.

    Attributes:
        id: derived from the contact, the number and the message that opened it.
        opened_by: the log key of that message.
        awaiting_reply_since: when the customer first wrote after the last answer; None: answered.
    """

    id: str
    contact_id: str
    number_id: str
    opened_at: int
    opened_by: LogKey
    last_inbound_at: int
    window_ends_at: int
    awaiting_reply_since: int | None = None
    last_outbound_at: int | None = None


def conversation_id(contact_id: str, number_id: str, opened_by: LogKey) -> str:
    """Return the id of the conversation that a message opens."""
    return "cnv_" + digest(contact_id, number_id, opened_by.pk, opened_by.sk)


def opened(contact_id: str, number_id: str, key: LogKey, at: int) -> Conversation:
    """Return the conversation that a customer's message at `at` opens."""
    return Conversation(
        id=conversation_id(contact_id, number_id, key),
        contact_id=contact_id,
        number_id=number_id,
        opened_at=at,
        opened_by=key,
        last_inbound_at=at,
        window_ends_at=at + WINDOW_MS,
        awaiting_reply_since=at,
    )


def after_inbound(conversation: Conversation, at: int) -> Conversation:
    """Return the conversation after a customer's message; a repeated or late one changes nothing."""
    if at <= conversation.last_inbound_at:
        return conversation
    return replace(
        conversation,
        last_inbound_at=at,
        window_ends_at=at + WINDOW_MS,
        awaiting_reply_since=conversation.awaiting_reply_since or at,
    )


def is_silent(conversation: Conversation, at: int, silence_ms: int) -> bool:
    """Whether a message at `at` comes so late that it opens a new conversation."""
    last = max(conversation.last_inbound_at, conversation.last_outbound_at or 0)
    return at - last > silence_ms
