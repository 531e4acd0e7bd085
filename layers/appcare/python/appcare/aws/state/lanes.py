"""The lanes that wait, and what is held behind them."""

from __future__ import annotations

import heapq
import zlib
from itertools import islice
from typing import TYPE_CHECKING

from appcare.aws.dynamo import Item, Key, key_of, number, read_number, read_text, text
from appcare.aws.state.table import DUE_INDEX, StateTable
from appcare.domain.lanes import EventRef, Held, Lane, LaneId, WaitReason
from appcare.domain.log import LogKey

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from mypy_boto3_dynamodb import DynamoDBClient

SHARDS = 16
"""Partitions of the index for each destination, so that no single one runs hot."""

SEQUENCE_DIGITS = 32
"""Sequence numbers are padded to this length, so that they sort as numbers."""

HELD_PAGE = 100


class DynamoLanes:
    """`Lanes` over the State table: a lane's record and what is held lie in one partition."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        """Use the State table `table` through `client`."""
        self._table = StateTable(client, table)

    def read(self, ids: Iterable[LaneId]) -> Mapping[LaneId, Lane]:
        """Return the lanes that wait; one that is left out does not wait."""
        items = self._table.read(_lane_key(lane) for lane in ids)
        lanes = (_lane(item) for item in items.values())
        return {lane.id: lane for lane in lanes}

    def write(self, lane: Lane) -> None:
        """Create the lane or replace its reason, attempt and `due_at`."""
        attributes = {
            "reason": text(lane.reason),
            "attempt": number(lane.attempt),
            "due_shard": text(_shard(lane.id)),
            "due_at": number(lane.due_at),
        }
        self._table.put(_lane_key(lane.id), attributes)

    def remove(self, lane: LaneId) -> None:
        """Remove the lane's own record; what is held behind it is not touched."""
        self._table.delete(_lane_key(lane))

    def hasten(self, lane: LaneId, due_at: int) -> bool:
        """Set `due_at` if the lane waits; False: it does not."""
        changed = self._table.update(
            _lane_key(lane),
            "SET #due_at = :due_at",
            {"due_at": number(due_at)},
            only_if="attribute_exists(pk)",
        )
        return changed is not None

    def hold(self, lane: LaneId, held: Held) -> None:
        """Keep an event behind the lane; the same sequence again changes nothing."""
        attributes = {
            "sequence": text(held.sequence),
            "event_pk": text(held.ref.key.pk),
            "event_sk": text(held.ref.key.sk),
            "type": text(held.ref.type),
            "contact": text(held.ref.contact_id),
            "conversation": text(held.ref.conversation_id),
            **({"replay": text(held.ref.replay)} if held.ref.replay else {}),
        }
        key = _held_key(lane, held.sequence)
        self._table.put(key, attributes, only_if="attribute_not_exists(pk)")

    def held(self, lane: LaneId, limit: int) -> Sequence[Held]:
        """Return the first held events in order of their sequence, at most `limit`."""
        items = self._table.query(
            "#pk = :pk AND begins_with(#sk, :held)",
            {"pk": text(_partition(lane)), "held": text("held#")},
            page=max(1, min(limit, HELD_PAGE)),
        )
        return [_held(item) for item in islice(items, limit)]

    def release(self, lane: LaneId, sequence: str) -> None:
        """Forget one held event; one that is gone already is fine."""
        self._table.delete(_held_key(lane, sequence))

    def due(self, destination: str, now: int, limit: int) -> Sequence[Lane]:
        """Return lanes with `due_at` <= now, the longest due first, at most `limit`.

        The index has no reason and no attempt; those of the result mean nothing.
        """
        page = max(1, min(limit, 2 * limit // SHARDS))
        shards = (self._due_of_shard(destination, shard, now, page) for shard in range(SHARDS))
        in_order = heapq.merge(*shards, key=lambda lane: lane.due_at)
        return list(islice(in_order, limit))

    def _due_of_shard(self, destination: str, shard: int, now: int, page: int) -> Iterator[Lane]:
        items = self._table.query(
            "#due_shard = :shard AND #due_at <= :now",
            {"shard": text(f"{destination}#{shard}"), "now": number(now)},
            page=page,
            index=DUE_INDEX,
        )
        return map(_lane, items)


def _partition(lane: LaneId) -> str:
    return f"lane#{lane.destination}#{lane.contact_id}"


def _lane_key(lane: LaneId) -> Key:
    return _partition(lane), "lane"


def _held_key(lane: LaneId, sequence: str) -> Key:
    return _partition(lane), f"held#{sequence.zfill(SEQUENCE_DIGITS)}"


def _shard(lane: LaneId) -> str:
    return f"{lane.destination}#{zlib.crc32(lane.contact_id.encode()) % SHARDS}"


def _lane(item: Item) -> Lane:
    _, destination, contact_id = key_of(item)[0].split("#", 2)
    return Lane(
        id=LaneId(destination, contact_id),
        reason=WaitReason(read_text(item, "reason") or WaitReason.TRY_LATER),
        attempt=read_number(item, "attempt") or 0,
        due_at=read_number(item, "due_at") or 0,
    )


def _held(item: Item) -> Held:
    key = LogKey(read_text(item, "event_pk"), read_text(item, "event_sk"))
    ref = EventRef(
        key=key,
        type=read_text(item, "type"),
        contact_id=read_text(item, "contact"),
        conversation_id=read_text(item, "conversation"),
        replay=read_text(item, "replay"),
    )
    return Held(read_text(item, "sequence"), ref)
