"""Decisions of ours that are facts too: kept in the log beside what caused them, under a key made of it.

So whoever decides a second time, after a crash, writes the same record.
"""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass

from appcare.domain.conversation import Conversation
from appcare.domain.identity import Merge
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, LogRecord, digest
from appcare.domain.media import StoredMedia, WantedMedia

CONTACT_MERGED = "contact.merged"
CONVERSATION_OPENED = "conversation.opened"
DELIVERY_PARKED = "delivery.parked"
REPLAY_REQUESTED = "replay.requested"

MEDIA_STORED = "media.stored"
MEDIA_LOST = "media.lost"

_OUTCOME = re.compile(rf"([0-9]+#med_[a-z2-7]{{26}})#(?:{re.escape(MEDIA_STORED)}|{re.escape(MEDIA_LOST)})")
"""What the keys of both outcomes of fetching a file begin with, and what tells them apart."""

DECISIONS = frozenset({CONTACT_MERGED, CONVERSATION_OPENED, DELIVERY_PARKED, REPLAY_REQUESTED})
"""Kinds of log records that no channel wrote and that are nobody's event."""


@dataclass(frozen=True, slots=True)
class Opening:
    """A conversation was opened: on which number, which one, when (Unix milliseconds), what about, whose.

    `opened_by` is the log key of the message that did it; None: not known.
    """

    number_id: str
    id: str
    at: int
    topic: str = ""
    contact_id: str = ""
    opened_by: LogKey | None = None


def opening_of(record: LogRecord) -> Opening | None:
    """Return what a `conversation.opened` record says; None: it is another record."""
    if record.kind != CONVERSATION_OPENED:
        return None
    said = json.loads(record.body)
    at = int(record.key.sk.partition("#")[0])
    return Opening(
        number_id=said["number_id"],
        id=said["conversation_id"],
        at=at,
        topic=said.get("topic", ""),
        contact_id=said["contact_id"],
        opened_by=LogKey(record.key.pk, said["opened_by"]) if "opened_by" in said else None,
    )


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
            **({"topic": conversation.topic} if conversation.topic else {}),
        },
    )


def delivery_parked(destination: str, ref: EventRef, cause: LogRecord, reason: str) -> LogRecord:
    """Return the decision that an event is not delivered to a destination.

    Parked anew for another reason, after a person sent it again, it is another decision.
    """
    return _decision(
        cause,
        DELIVERY_PARKED,
        f"{ref.event_id}#{destination}#{digest(reason)}",
        {"event_id": ref.event_id, "destination": destination, "reason": reason},
    )


def media_stored(cause: LogRecord, number_id: str, wanted: WantedMedia, stored: StoredMedia) -> LogRecord:
    """Return the fact that a file of a message lies in the bucket."""
    content = {
        **_media(number_id, wanted),
        "object_key": stored.object_key,
        "size": stored.size,
        "sha256": stored.sha256,
        "mime_type": stored.mime_type,
        "claimed_type": stored.claimed_type,
        "type_differs": stored.type_differs,
    }
    return _fact(media_key(cause.key, wanted.id, MEDIA_STORED), MEDIA_STORED, cause, content)


def media_lost(cause: LogRecord, number_id: str, wanted: WantedMedia, reason: str) -> LogRecord:
    """Return the fact that a file of a message cannot be had any more."""
    content = {**_media(number_id, wanted), "claimed_type": wanted.mime_type, "reason": reason}
    return _fact(media_key(cause.key, wanted.id, MEDIA_LOST), MEDIA_LOST, cause, content)


def media_key(cause: LogKey, media_id: str, kind: str) -> LogKey:
    """Return where the outcome of fetching a file lies: beside its message, whoever looks."""
    return _beside(cause, "med_" + digest(cause.sk, media_id), kind)


def media_outcomes(key: LogKey, media_id: str) -> tuple[LogKey, LogKey]:
    """Return where it stands that a file was stored, and where that it was lost.

    Args:
        key: of the update that announced the file, or of one of the two outcomes.
        media_id: the file's; it counts only with the key of an update.
    """
    if found := _OUTCOME.fullmatch(key.sk):
        return LogKey(key.pk, f"{found[1]}#{MEDIA_STORED}"), LogKey(key.pk, f"{found[1]}#{MEDIA_LOST}")
    return media_key(key, media_id, MEDIA_STORED), media_key(key, media_id, MEDIA_LOST)


def _media(number_id: str, wanted: WantedMedia) -> dict[str, object]:
    return {
        "number_id": number_id,
        "media_id": wanted.id,
        "wamid": wanted.wamid,
        "filename": wanted.filename,
    }


def _decision(cause: LogRecord, kind: str, identity: str, content: dict[str, str]) -> LogRecord:
    return _fact(_beside(cause.key, identity, kind), kind, cause, content)


def _beside(cause: LogKey, identity: str, kind: str) -> LogKey:
    moment = cause.sk.partition("#")[0]
    return LogKey(cause.pk, f"{moment}#{identity}#{kind}")


def _fact(key: LogKey, kind: str, cause: LogRecord, content: Mapping[str, object]) -> LogRecord:
    return LogRecord(key, kind, json.dumps(content, sort_keys=True).encode(), cause.expires_at)
