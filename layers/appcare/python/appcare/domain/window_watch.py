"""When to look at a conversation's window, and the fact that one closes while somebody waits."""

from __future__ import annotations

import json
from dataclasses import dataclass

from appcare.domain.conversation import WINDOW_MS, Conversation
from appcare.domain.errors import UndigestibleError
from appcare.domain.log import LogKey, LogRecord

WINDOW_CLOSING = "conversation.window_closing"
"""Kind of the fact, and type of the event that it is."""

WATCH = "conversation.watch"
"""Type of the reference that asks to watch a conversation's windows."""

LATE_MS = 6 * 3_600_000
"""As late as a message may come so that its window's end is seen in time. Looking costs little, so this is
generous; what comes later still is seen at the next look, with less of the window left."""


@dataclass(frozen=True, slots=True)
class Sight:
    """What one look finds.

    Attributes:
        closes: whether the window closes soon while the customer waits for an answer.
        again_at: when to look again, Unix milliseconds; None: no window of it can close any more.
    """

    closes: bool
    again_at: int | None


def sight_of(conversation: Conversation, *, now: int, ahead_ms: int, silence_ms: int) -> Sight:
    """Look at a conversation, by nothing but where it stands: there is no timer to be moved by each message.

    Whoever writes at `t` has a window until `t` + 24 h, so `ahead_ms` less than that after now is early
    enough for whatever is not written yet.
    """
    last = max(conversation.last_inbound_at, conversation.last_outbound_at or 0)
    if conversation.is_closed or now >= last + silence_ms + WINDOW_MS:
        # The next message opens another conversation, and nobody waits here, or the last window is over.
        return Sight(closes=False, again_at=None)
    due_at, later = conversation.window_ends_at - ahead_ms, now + WINDOW_MS - ahead_ms - LATE_MS
    if conversation.awaiting_reply_since is None or now >= conversation.window_ends_at:
        return Sight(closes=False, again_at=later)
    return Sight(closes=True, again_at=later) if now >= due_at else Sight(closes=False, again_at=due_at)


@dataclass(frozen=True, slots=True)
class WindowClosing:
    """A window that closes while the customer waits; times are Unix milliseconds."""

    number_id: str
    conversation_id: str
    at: int
    ends_at: int
    waiting_since: int


def window_closing(conversation: Conversation, cause: LogRecord, at: int) -> LogRecord:
    """Return the fact; `cause` is the conversation's opening. One window has one key, told whenever."""
    content = {
        "number_id": conversation.number_id,
        "conversation_id": conversation.id,
        "at": at,
        "ends_at": conversation.window_ends_at,
        "waiting_since": conversation.awaiting_reply_since,
    }
    # Not of `at`: how long ahead it is told is a setting, which may change between two looks.
    began_at = conversation.window_ends_at - WINDOW_MS
    key = LogKey(cause.key.pk, f"{began_at}#{conversation.id}#{WINDOW_CLOSING}")
    return LogRecord(key, WINDOW_CLOSING, json.dumps(content, sort_keys=True).encode(), cause.expires_at)


def closing_of(record: LogRecord) -> WindowClosing:
    """Read the fact back.

    Raises:
        UndigestibleError: the record is not what we write.
    """
    try:
        said = json.loads(record.body)
        numbers = {name: int(said[name]) for name in ("at", "ends_at", "waiting_since")}
        return WindowClosing(str(said["number_id"]), str(said["conversation_id"]), **numbers)
    except (ValueError, TypeError, KeyError) as error:
        message = "the fact of a closing window cannot be read"
        raise UndigestibleError(message) from error
