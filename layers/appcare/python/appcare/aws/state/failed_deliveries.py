"""A record for each delivery that failed at least once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.application.delivery_ports import FailedAttempt, FailedDelivery
from appcare.aws.dynamo import Item, Key, number, read_number, read_text, text
from appcare.aws.state.table import StateTable
from appcare.domain.errors import StorageError
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEPT_ATTEMPTS = 20
"""The newest attempts that a record keeps; the schedule makes fewer, replays add to them."""

RETRYING, PARKED, DELIVERED, SUPERSEDED = "retrying", "parked", "delivered", "superseded"

ABOUT = (
    "#destination = :destination, #event_pk = :event_pk, #event_sk = :event_sk, #type = :type,"
    " #contact = :contact, #conversation = :conversation, #status = :status"
)


class DynamoFailedDeliveries:
    """`FailedDeliveries` over one item for each delivery."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        """Use the State table `table` through `client`."""
        self._table = StateTable(client, table)

    def add(self, destination: str, ref: EventRef, failed: FailedAttempt) -> None:
        """Add an attempt to the record, made by the first one; a parked delivery is retrying again."""
        key = _key(destination, ref.event_id)
        values = _about(destination, ref, RETRYING) | {
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
        values = _about(destination, ref, PARKED) | {"reason": text(reason), "at": number(at)}
        change = f"SET {ABOUT}, #reason = :reason, #parked_at = :at"
        self._table.update(_key(destination, ref.event_id), change, values)

    def settle(self, destination: str, ref: EventRef, at: int) -> None:
        """Mark a delivery that has a record as delivered after all."""
        self._finish(destination, ref, DELIVERED, at)

    def supersede(self, destination: str, ref: EventRef, at: int) -> None:
        """Mark a delivery that has a record as needless."""
        self._finish(destination, ref, SUPERSEDED, at)

    def read(self, destination: str, ref: EventRef) -> FailedDelivery | None:
        """Return the delivery's record; None: it never failed."""
        key = _key(destination, ref.event_id)
        item = self._table.read([key]).get(key)
        return _delivery(item) if item else None

    def _finish(self, destination: str, ref: EventRef, status: str, at: int) -> None:
        self._table.update(
            _key(destination, ref.event_id),
            "SET #status = :status, #finished_at = :at REMOVE #reason",
            {"status": text(status), "at": number(at)},
            only_if="attribute_exists(pk)",
        )

    def _forget_oldest(self, key: Key) -> None:
        self._table.update(
            key,
            "REMOVE #attempts[0]",
            {"most": number(KEPT_ATTEMPTS)},
            only_if="size(#attempts) >= :most",
        )


def _key(destination: str, event_id: str) -> Key:
    return f"delivery#{destination}#{event_id}", "delivery"


def _about(destination: str, ref: EventRef, status: str) -> Item:
    return {
        "destination": text(destination),
        "event_pk": text(ref.key.pk),
        "event_sk": text(ref.key.sk),
        "type": text(ref.type),
        "contact": text(ref.contact_id),
        "conversation": text(ref.conversation_id),
        "status": text(status),
    }


def _attempt_item(failed: FailedAttempt) -> Item:
    return {
        "at": number(failed.at),
        "attempt": number(failed.attempt),
        "reason": text(failed.reason),
    }


def _attempt(item: Item) -> FailedAttempt:
    return FailedAttempt(
        at=read_number(item, "at") or 0,
        attempt=read_number(item, "attempt") or 0,
        reason=read_text(item, "reason"),
    )


def _delivery(item: Item) -> FailedDelivery:
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
    )
