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

    def reserve(
        self, destination: str, slots: int, now: int, interval_ms: float, horizon_ms: float
    ) -> tuple[float, bool]:
        """Take `slots` slots if they all lie within the horizon."""
        span = (Decimal(interval_ms) * slots).quantize(NANOSECOND, ROUND_CEILING)
        latest = (now + Decimal(horizon_ms) - Decimal(interval_ms) * (slots - 1)).quantize(NANOSECOND)
        if latest < now:
            return float(now), False
        idle_first = self._seen.get(destination, Decimal(0)) < now
        for idle in (idle_first, not idle_first, idle_first):
            item = self._take(_key(destination), idle=idle, now=now, latest=latest, span=span)
            if item:
                end = self._seen[destination] = Decimal(item["tat"]["N"])
                return float(end - span), True
        return self._refused(destination, latest)

    def _refused(self, destination: str, latest: Decimal) -> tuple[float, bool]:
        key = _key(destination)
        free_from = Decimal(self._table.read([key])[key]["tat"]["N"])
        self._seen[destination] = free_from
        if free_from > latest:
            return float(free_from), False
        message = "reserving a slot: the throttle's record went back in time"
        raise StorageError(message)

    def _take(self, key: Key, *, idle: bool, now: int, latest: Decimal, span: Decimal) -> Item | None:
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
            {"span": number(f"{span:f}"), "now": number(now), "latest": number(f"{latest:f}")},
            only_if="#tat BETWEEN :now AND :latest",
        )


def _key(destination: str) -> Key:
    return f"destination#{destination}", "throttle"
