"""Replays: events that are sent to a destination once more, under their own ids.

Who wants one appends a fact to the log, in the customer's own partition; the router reads it there and
queues the events in their order, behind whatever is on its way already.
"""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from appcare.domain.decisions import REPLAY_REQUESTED
from appcare.domain.errors import UndigestibleError
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.waves import chunks

EVENTS_PER_RECORD = 100


@dataclass(frozen=True, slots=True)
class Replay:
    """Events to be sent again.

    Attributes:
        id: tells this replay from every other one.
        refs: of one customer, in the order in which they are to be sent.
    """

    id: str
    destination: str
    refs: Sequence[EventRef]


def replay_requested(replay: Replay, at: int, expires_at: int | None) -> Iterator[LogRecord]:
    """Yield the facts that a replay was asked for, in order; they must be appended one after another.

    They lie in the partition of the replay's last event.

    Args:
        replay: what to send again; not empty.
        at: Unix milliseconds.
        expires_at: Unix seconds after which the facts may be deleted.
    """
    partition = replay.refs[-1].key.pk
    for turn, refs in enumerate(chunks(replay.refs, EVENTS_PER_RECORD)):
        content = {
            "replay_id": replay.id,
            "destination": replay.destination,
            "events": [_written(ref, partition) for ref in refs],
        }
        key = LogKey(partition, f"{at:013d}#{replay.id}.{turn:04d}#{REPLAY_REQUESTED}")
        yield LogRecord(key, REPLAY_REQUESTED, json.dumps(content, sort_keys=True).encode(), expires_at)


def replay_of(record: LogRecord) -> Replay:
    """Read such a fact.

    Raises:
        UndigestibleError: it is none.
    """
    try:
        said = json.loads(record.body)
        replay_id = str(said["replay_id"])
        refs = [replace(_read(one, record.key.pk), replay=replay_id) for one in said["events"]]
        return Replay(replay_id, str(said["destination"]), refs)
    except (ValueError, TypeError, KeyError) as error:
        message = "A replay's record cannot be read."
        raise UndigestibleError(message) from error


def _written(ref: EventRef, partition: str) -> dict[str, str]:
    """Write an event's keys down; its partition only where it is another one than the record's."""
    written = {
        "sk": ref.key.sk,
        "type": ref.type,
        "contact_id": ref.contact_id,
        "conversation_id": ref.conversation_id,
    }
    return written if ref.key.pk == partition else {**written, "pk": ref.key.pk}


def _read(written: dict[str, str], partition: str) -> EventRef:
    return EventRef(
        LogKey(written.get("pk", partition), written["sk"]),
        written["type"],
        written["contact_id"],
        written["conversation_id"],
    )
