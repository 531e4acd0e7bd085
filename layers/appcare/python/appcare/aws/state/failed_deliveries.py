"""A record for each delivery that failed at least once."""

from __future__ import annotations

import zlib
from typing import TYPE_CHECKING

from appcare.application.delivery_ports import FailedAttempt, FailedDelivery
from appcare.aws.dynamo import Item, Key, number, read_number, read_text, text
from appcare.aws.state.table import StateTable
from appcare.domain.errors import StorageError
from appcare.domain.failed_delivery import KEPT_S, FailedState
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEPT_ATTEMPTS = 20
"""The newest attempts that a record keeps; the schedule makes fewer, replays add to them."""

SHARDS = 8
"""Partitions of the index for each destination and state, so that no single one runs hot."""

LONGEST_ANSWER = 2048
DAY_S = 86_400

STANDING = "#status = :status, #failed_shard = :failed_shard, #expires_at = :expires_at"
ABOUT = (
    "#destination = :destination, #event_pk = :event_pk, #event_sk = :event_sk, #type = :type,"
    " #contact = :contact, #conversation = :conversation,"
    f" #failed_order = if_not_exists(#failed_order, :failed_order), {STANDING}"
)


class DynamoFailedDeliveries:
    """`FailedDeliveries` over one item for each delivery."""

    def __init__(self, client: DynamoDBClient, table: str, retention_days: int) -> None:
        """Use the State table `table` through `client`; events stay in the log for `retention_days`."""
        self._table = StateTable(client, table)
        self._retention_s = retention_days * DAY_S

    def add(self, destination: str, ref: EventRef, failed: FailedAttempt) -> None:
        """Add an attempt to the record, made by the first one; a parked delivery is retrying again."""
        key = delivery_key(destination, ref.event_id)
        values = self._about(destination, ref, FailedState.RETRYING, failed.at) | {
            "none": {"L": []},
            "one": {"L": [{"M": _attempt_item(failed)}]},
            "most": number(KEPT_ATTEMPTS),
        }
        appended = "list_append(if_not_exists(#attempts, :none), :one)"
        change = f"SET {ABOUT}, #attempts = {appended} REMOVE #reason"
        room = "attribute_not_exists(#attempts) OR size(#attempts) < :most"
        for _ in self._table.backoff:
            if self._table.update(key, change, values, only_if=room):
                return
            self._forget_oldest(key)
        message = "adding a failed attempt: no room was made for it"
        raise StorageError(message)

    def park(self, destination: str, ref: EventRef, reason: str, at: int) -> None:
        """Mark the delivery as given up, with the reason; the record is made if there is none."""
        values = self._about(destination, ref, FailedState.PARKED, at) | {"reason": text(reason)}
        change = f"SET {ABOUT}, #reason = :reason"
        self._table.update(delivery_key(destination, ref.event_id), change, values)

    def settle(self, destination: str, ref: EventRef, at: int) -> None:
        """Mark a delivery that has a record as delivered after all."""
        self._table.update(
            delivery_key(destination, ref.event_id),
            f"SET {STANDING} REMOVE #reason",
            _standing(destination, ref.event_id, FailedState.DELIVERED, at // 1000 + KEPT_S),
            only_if="attribute_exists(pk)",
        )

    def supersede(self, destination: str, ref: EventRef, at: int) -> None:
        """Mark a delivery as needless; the record is made if there is none."""
        values = self._about(destination, ref, FailedState.SUPERSEDED, at)
        key = delivery_key(destination, ref.event_id)
        self._table.update(key, f"SET {ABOUT} REMOVE #reason", values)

    def read(self, destination: str, ref: EventRef) -> FailedDelivery | None:
        """Return the delivery's record; None: it never failed."""
        key = delivery_key(destination, ref.event_id)
        item = self._table.read([key]).get(key)
        return delivery_of(item) if item else None

    def _about(self, destination: str, ref: EventRef, state: FailedState, at: int) -> Item:
        # The event happened before it failed, so it is gone from the log before its record is.
        expires_at = at // 1000 + self._retention_s
        return {
            "destination": text(destination),
            "event_pk": text(ref.key.pk),
            "event_sk": text(ref.key.sk),
            "type": text(ref.type),
            "contact": text(ref.contact_id),
            "conversation": text(ref.conversation_id),
            "failed_order": text(list_order(at, ref.event_id)),
            **_standing(destination, ref.event_id, state, expires_at),
        }

    def _forget_oldest(self, key: Key) -> None:
        self._table.update(
            key,
            "REMOVE #attempts[0]",
            {"most": number(KEPT_ATTEMPTS)},
            only_if="size(#attempts) >= :most",
        )


def delivery_key(destination: str, event_id: str) -> Key:
    """Return the key of a delivery's record."""
    return f"delivery#{destination}#{event_id}", "delivery"


def list_shard(destination: str, state: str, shard: int) -> str:
    """Return the partition of the index that holds a share of a destination's deliveries in one state."""
    return f"{destination}#{state}#{shard}"


def list_order(at: int, event_id: str = "") -> str:
    """Return the place within a partition of the index; without an event the first one of a moment."""
    return f"{at:015d}#{event_id}" if event_id else f"{at:015d}"


def _standing(destination: str, event_id: str, state: FailedState, expires_at: int) -> Item:
    shard = zlib.crc32(event_id.encode()) % SHARDS
    return {
        "status": text(state),
        "failed_shard": text(list_shard(destination, state, shard)),
        "expires_at": number(expires_at),
    }


def _attempt_item(failed: FailedAttempt) -> Item:
    item = {
        "at": number(failed.at),
        "attempt": number(failed.attempt),
        "reason": text(failed.reason),
        "took_ms": number(failed.took_ms),
        "answer": text(failed.answer[:LONGEST_ANSWER]),
    }
    return item if failed.status is None else {**item, "status": number(failed.status)}


def _attempt(item: Item) -> FailedAttempt:
    return FailedAttempt(
        at=read_number(item, "at") or 0,
        attempt=read_number(item, "attempt") or 0,
        reason=read_text(item, "reason"),
        took_ms=read_number(item, "took_ms") or 0,
        status=read_number(item, "status"),
        answer=read_text(item, "answer"),
    )


def delivery_of(item: Item) -> FailedDelivery:
    """Return the delivery that an item keeps."""
    ref = EventRef(
        key=LogKey(read_text(item, "event_pk"), read_text(item, "event_sk")),
        type=read_text(item, "type"),
        contact_id=read_text(item, "contact"),
        conversation_id=read_text(item, "conversation"),
    )
    return FailedDelivery(
        destination=read_text(item, "destination"),
        ref=ref,
        status=read_text(item, "status"),
        attempts=tuple(_attempt(one["M"]) for one in item.get("attempts", {}).get("L", [])),
        reason=read_text(item, "reason"),
        failed_at=int(read_text(item, "failed_order").partition("#")[0] or 0),
    )
