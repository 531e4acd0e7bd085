"""How the throttle gets by when another caller is faster."""

from decimal import Decimal
from typing import Any

import pytest
from botocore.exceptions import ClientError

from appcare.aws.state.throttle import DynamoThrottle
from appcare.domain.errors import StorageError


class RacingTable:
    """A DynamoDB client with one throttle that another caller moves just before our call."""

    def __init__(self, moves: list[int]) -> None:
        """Let the other caller set `tat` so before each of our calls, one after another."""
        self._moves = moves
        self.tat: Decimal | None = None
        self.calls = 0

    def update_item(self, **call: Any) -> dict[str, Any]:
        """Evaluate the two expressions that the throttle writes."""
        self.calls += 1
        if self._moves:
            self.tat = Decimal(self._moves.pop(0))
        values = {name: Decimal(typed["N"]) for name, typed in call["ExpressionAttributeValues"].items()}
        idle = self.tat is None or self.tat < values[":now"]
        too_far = self.tat is not None and self.tat > values.get(":latest", self.tat)
        if idle != (":end" in values) or too_far:
            raise ClientError({"Error": {"Code": "ConditionalCheckFailedException"}}, "UpdateItem")
        self.tat = values[":end"] if self.tat is None or idle else self.tat + values[":span"]
        return {"Attributes": {"tat": {"N": str(self.tat)}}}

    def batch_get_item(self, **call: Any) -> dict[str, Any]:
        """Say what is stored."""
        ((name, wanted),) = call["RequestItems"].items()
        return {"Responses": {name: [{**wanted["Keys"][0], "tat": {"N": str(self.tat)}}]}}


def throttle(table: RacingTable) -> DynamoThrottle:
    """Return a throttle over the double."""
    client: Any = table
    return DynamoThrottle(client, "state")


def test_an_idle_destination_costs_one_write() -> None:
    """Nothing is tried in vain where calls are rare."""
    table = RacingTable([])
    slots = throttle(table)

    slots.reserve("crm", 1, 1_000, 10, 30_000)
    slots.reserve("crm", 1, 2_000, 10, 30_000)

    assert table.calls == 2


def test_a_busy_destination_costs_one_write() -> None:
    """Nothing is tried in vain where calls are frequent."""
    table = RacingTable([])
    slots = throttle(table)

    for _ in range(5):
        last = slots.reserve("crm", 1, 1_000, 10, 30_000)

    assert (table.calls, last) == (5, (1_040, True))


def test_the_slot_behind_a_faster_caller() -> None:
    """Who wanted to begin now and came second begins behind the first."""
    table = RacingTable([1_500])

    assert throttle(table).reserve("crm", 1, 1_000, 10, 30_000) == (1_500, True)
    assert table.calls == 2


def test_a_record_that_jumps_about_is_an_error() -> None:
    """`tat` only grows; where it does not, nobody waits for ever."""
    table = RacingTable([1_500, 10, 1_500])

    with pytest.raises(StorageError):
        throttle(table).reserve("crm", 1, 1_000, 10, 30_000)
