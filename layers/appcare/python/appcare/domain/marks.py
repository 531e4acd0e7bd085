"""What an agent shows a customer without writing: that a message was read, that somebody is typing.

Both are facts in the customer's partition. They do no harm when they are sent twice, so they need no
receipt; what is asked for again is another fact.
"""

from __future__ import annotations

import json
from dataclasses import dataclass

from appcare.domain.errors import UndigestibleError
from appcare.domain.log import LogKey, LogRecord, digest

AGENT_READ = "agent.read"
"""An agent read a message: CRMs are told, and the customer sees it."""

AGENT_TYPING = "agent.typing"
"""An agent is writing: shown to the customer, and nobody's event."""

KINDS = (AGENT_READ, AGENT_TYPING)


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """What a customer is to be shown.

    Attributes:
        wamid: Meta's id of the customer's message; those before it count as read, too.
        typing: whether "typing" is shown, for 25 seconds or until a message comes. Meta shows it only
            together with the message being read. Source: Meta, "Typing indicators".
        at: when it was asked for, Unix milliseconds; typing that comes much later is no use to anybody.
        conversation_id: ours; empty: none is known.
        agent: who, by the caller's own id; empty: not said.
    """

    wamid: str
    typing: bool
    at: int
    conversation_id: str = ""
    agent: str = ""


def marked(mark: Mark, partition: str, retention_s: int, *, read: bool) -> LogRecord:
    """Return the fact that something is to be shown to a customer.

    Args:
        mark: what.
        partition: the customer's, on the number that the message came to.
        retention_s: how long the log keeps it.
        read: whether an agent says to have read the message; False: somebody is typing, no more.
    """
    kind = AGENT_READ if read else AGENT_TYPING
    content = {
        "wamid": mark.wamid,
        "typing": mark.typing,
        "conversation_id": mark.conversation_id,
        "agent": mark.agent,
    }
    body = json.dumps(content, sort_keys=True, ensure_ascii=False).encode()
    sk = f"{mark.at:013d}#mrk_{digest(*map(str, content.values()))}#{kind}"
    return LogRecord(LogKey(partition, sk), kind, body, mark.at // 1000 + retention_s)


def mark_of(record: LogRecord) -> Mark:
    """Return what is to be shown.

    Raises:
        UndigestibleError: the record is not what we write.
    """
    try:
        fact = json.loads(record.body)
        return Mark(
            wamid=str(fact["wamid"]),
            typing=bool(fact["typing"]),
            at=int(record.key.sk.partition("#")[0]),
            conversation_id=str(fact["conversation_id"]),
            agent=str(fact["agent"]),
        )
    except (ValueError, TypeError, KeyError) as error:
        message = "a mark cannot be read"
        raise UndigestibleError(message) from error
