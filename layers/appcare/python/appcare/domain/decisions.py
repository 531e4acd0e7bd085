"""Decisions of ours that are facts too: kept in the log beside what caused them, under a key made of it.

So whoever decides a second time, after a crash, writes the same record.
"""

import json
from dataclasses import dataclass

from appcare.domain.conversation import Conversation
from appcare.domain.identity import Merge
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, LogRecord

CONTACT_MERGED = "contact.merged"
CONVERSATION_OPENED = "conversation.opened"
DELIVERY_PARKED = "delivery.parked"

DECISIONS = frozenset({CONTACT_MERGED, CONVERSATION_OPENED, DELIVERY_PARKED})
"""Kinds of log records that no channel wrote."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A conversation was opened: on which number, which one, when (Unix milliseconds)."""

    number_id: str
    id: str
    at: int


def opening_of(record: LogRecord) -> Opening | None:
    """Return what a `conversation.opened` record says; None: it is another record."""
    if record.kind != CONVERSATION_OPENED:
        return None
    said = json.loads(record.body)
    return Opening(said["number_id"], said["conversation_id"], int(record.key.sk.partition("#")[0]))


def contact_merged(merge: Merge, cause: LogRecord) -> LogRecord:
    """Return the decision that two contacts are one person."""
    return _decision(
        cause,
        CONTACT_MERGED,
        f"{merge.merged}#{merge.survivor}",
        {"contact_id": merge.survivor, "merged_contact_id": merge.merged, "proved_by": cause.key.sk},
    )


def conversation_opened(conversation: Conversation, cause: LogRecord) -> LogRecord:
    """Return the decision that a message opened a conversation."""
    return _decision(
        cause,
        CONVERSATION_OPENED,
        conversation.id,
        {
            "conversation_id": conversation.id,
            "contact_id": conversation.contact_id,
            "number_id": conversation.number_id,
            "opened_by": cause.key.sk,
        },
    )


def delivery_parked(destination: str, ref: EventRef, cause: LogRecord, reason: str) -> LogRecord:
    """Return the decision that an event is not delivered to a destination."""
    return _decision(
        cause,
        DELIVERY_PARKED,
        f"{ref.event_id}#{destination}",
        {"event_id": ref.event_id, "destination": destination, "reason": reason},
    )


def _decision(cause: LogRecord, kind: str, identity: str, content: dict[str, str]) -> LogRecord:
    moment = cause.key.sk.partition("#")[0]
    body = json.dumps(content, sort_keys=True).encode()
    return LogRecord(LogKey(cause.key.pk, f"{moment}#{identity}#{kind}"), kind, body, cause.expires_at)
