"""Whether destinations take calls."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.aws.dynamo import Item, Key, number, read_number, read_text, text
from appcare.aws.state.contacts import wall_clock
from appcare.aws.state.table import StateTable
from appcare.domain.destination import DestinationState, DestinationStatus

if TYPE_CHECKING:
    from collections.abc import Callable

    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoDestinationStates:
    """`DestinationStates` over the State table."""

    def __init__(self, client: DynamoDBClient, table: str, now: Callable[[], int] = wall_clock) -> None:
        """Use the State table `table` through `client`; `now` gives Unix milliseconds."""
        self._table = StateTable(client, table)
        self._now = now

    def read(self, destination: str) -> DestinationState:
        """Return its state, strongly consistent; one never written is open, generation 0."""
        key = _key(destination)
        item = self._table.read([key]).get(key)
        return _state(item) if item else DestinationState()

    def change(self, destination: str, before: DestinationState, after: DestinationState) -> bool:
        """Store `after` with the next generation if that of `before` still stands."""
        attributes = {
            "status": text(after.status),
            "since": number(after.noted_since(before, self._now())),
            "until": number(after.until),
            "generation": number(before.generation + 1),
            "reason": text(after.reason),
            "culprits": {"L": [text(culprit) for culprit in after.culprits]},
            "failing_since": number(after.failing_since),
            "failing_lanes": {"L": [text(lane) for lane in after.failing_lanes]},
        }
        unchanged = "#generation = :generation"
        if not before.generation:
            unchanged += " OR attribute_not_exists(pk)"
        values = {"generation": number(before.generation)}
        return self._table.put(_key(destination), attributes, unchanged, values)

    def open(self, destination: str) -> DestinationState:
        """Make it take calls whatever it was (a person says so); return the new state."""
        item = self._table.update(
            _key(destination),
            "SET #status = :open, #since = :now, #until = :zero, #reason = :none, #failing_since = :zero"
            " REMOVE #culprits, #failing_lanes ADD #generation :one",
            {
                "open": text(DestinationStatus.OPEN),
                "now": number(self._now()),
                "zero": number(0),
                "none": text(""),
                "one": number(1),
            },
        )
        return _state(item or {})


def _key(destination: str) -> Key:
    return f"destination#{destination}", "state"


def _state(item: Item) -> DestinationState:
    return DestinationState(
        status=DestinationStatus(read_text(item, "status")),
        until=read_number(item, "until") or 0,
        generation=read_number(item, "generation") or 0,
        reason=read_text(item, "reason"),
        since=read_number(item, "since") or 0,
        culprits=_texts(item, "culprits"),
        failing_since=read_number(item, "failing_since") or 0,
        failing_lanes=_texts(item, "failing_lanes"),
    )


def _texts(item: Item, name: str) -> tuple[str, ...]:
    return tuple(one["S"] for one in item.get(name, {"L": []})["L"])
