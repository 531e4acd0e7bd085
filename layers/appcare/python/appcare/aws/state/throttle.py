"""Slots in time at which a destination may be called (GCRA)."""

from __future__ import annotations

from decimal import ROUND_CEILING, Decimal
from typing import TYPE_CHECKING

from appcare.aws.dynamo import Item, Key, number
from appcare.aws.state.table import StateTable
from appcare.domain.errors import StorageError

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

NANOSECOND = Decimal("0.000001")
"""In milliseconds; spans are rounded up to it, so that slots come no closer by rounding."""


class DynamoThrottle:
    """`Throttle` over one item for each destination.

    `tat`, the theoretical arrival time, is the first moment that nobody has taken. It only grows,
    so of the two conditional writes one must succeed, at the latest when tried a second time.
    """

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        """Use the State table `table` through `client`."""
        self._table = StateTable(client, table)
        self._seen: dict[str, Decimal] = {}

    def reserve(self, destination: str, slots: int, now: int, interval_ms: float) -> float:
        """Take `slots` slots, each `interval_ms` after the one before, none before `now`."""
        span = (Decimal(interval_ms) * slots).quantize(NANOSECOND, ROUND_CEILING)
        idle_first = self._seen.get(destination, Decimal(0)) < now
        for idle in (idle_first, not idle_first, idle_first):
            item = self._take(_key(destination), idle=idle, now=now, span=span)
            if item:
                end = Decimal(item["tat"]["N"])
                self._seen[destination] = end
                return float(end - span)
        message = "reserving a slot: the throttle's record went back in time"
        raise StorageError(message)

    def _take(self, key: Key, *, idle: bool, now: int, span: Decimal) -> Item | None:
        """Take the span from `now` if the destination is idle then, else behind what is taken."""
        if idle:
            return self._table.update(
                key,
                "SET #tat = :end",
                {"end": number(f"{now + span:f}"), "now": number(now)},
                only_if="attribute_not_exists(#tat) OR #tat < :now",
            )
        return self._table.update(
            key,
            "SET #tat = #tat + :span",
            {"span": number(f"{span:f}"), "now": number(now)},
            only_if="#tat >= :now",
        )


def _key(destination: str) -> Key:
    return f"destination#{destination}", "throttle"
