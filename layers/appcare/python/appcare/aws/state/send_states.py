"""How fast messages go to each customer, and which calls began."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.aws.dynamo import Item, Key, number, read_number, read_text, text
from appcare.aws.state.table import StateTable
from appcare.domain.send_state import SendState

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.domain.lanes import LaneId

DAY_S = 86_400

PACE_KEPT_S = 2 * DAY_S
"""Longer than any burst's debt and any wait after refusals."""

MARK_KEPT_S = 35 * DAY_S
"""A queue keeps a message for 14 days, and its dead letters for 14 more."""


class DynamoSendStates:
    """`SendStates` over an item for each customer on a number, and one for each message."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        """Use the State table `table` through `client`."""
        self._table = StateTable(client, table)

    def read(self, lane: LaneId, message_id: str) -> tuple[SendState, bool]:
        """Return the customer's state, and whether a call for this message began."""
        pace, mark = _pace_key(lane), _mark_key(message_id)
        items = self._table.read([pace, mark])
        return _state(items[pace]) if pace in items else SendState(), mark in items

    def change(self, lane: LaneId, before: SendState, after: SendState) -> bool:
        """Store `after` with the next generation if that of `before` still stands."""
        attributes = {
            "latest": text(after.latest),
            "latest_at": number(after.latest_at),
            "burst_at": number(after.burst_at),
            "burst": number(after.burst),
            "refusals": number(after.refusals),
            "not_before": number(after.not_before),
            "unclear_at": number(after.unclear_at),
            "generation": number(before.generation + 1),
            "expires_at": number(max(after.latest_at, after.not_before) // 1000 + PACE_KEPT_S),
        }
        unchanged = "#generation = :generation"
        if not before.generation:
            unchanged += " OR attribute_not_exists(pk)"
        return self._table.put(
            _pace_key(lane), attributes, unchanged, {"generation": number(before.generation)}
        )

    def begin(self, message_id: str, now: int) -> bool:
        """Note that a call for a message begins; False: one began before and was not taken back."""
        attributes = {"at": number(now), "expires_at": number(now // 1000 + MARK_KEPT_S)}
        return self._table.put(_mark_key(message_id), attributes, only_if="attribute_not_exists(pk)")

    def take_back(self, message_id: str) -> None:
        """Forget that a call began: it was definitely refused."""
        self._table.delete(_mark_key(message_id))


def _pace_key(lane: LaneId) -> Key:
    return f"sending#{lane}", "pace"


def _mark_key(message_id: str) -> Key:
    return f"sending#{message_id}", "begun"


def _state(item: Item) -> SendState:
    return SendState(
        latest=read_text(item, "latest"),
        **{name: read_number(item, name) or 0 for name in _NUMBERS},
    )


_NUMBERS = ("latest_at", "burst_at", "burst", "refusals", "not_before", "unclear_at", "generation")
