"""How many a rollout's step has let in, and how many not."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.application.rollout.tally_ports import Tally
from appcare.aws.dynamo import Key, read_number
from appcare.aws.dynamo import number as written
from appcare.aws.state.table import StateTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

KEPT_S = 400 * 86_400
"""After the step began."""


class DynamoTallies:
    """`Tallies` over one item for each number and beginning of a step."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        """Use the State table `table` through `client`."""
        self._table = StateTable(client, table)

    def add(self, number: str, since: int, tally: Tally) -> None:
        """Add to a step's tally."""
        values = {
            "admitted": written(tally.admitted),
            "diverted": written(tally.diverted),
            "expires_at": written(since // 1000 + KEPT_S),
        }
        change = "SET #expires_at = :expires_at ADD #admitted :admitted, #diverted :diverted"
        self._table.update(_key(number, since), change, values)

    def read(self, number: str, since: int) -> Tally:
        """Return a step's tally; one never added to is zero."""
        key = _key(number, since)
        item = self._table.read([key]).get(key, {})
        return Tally(admitted=read_number(item, "admitted") or 0, diverted=read_number(item, "diverted") or 0)


def _key(number: str, since: int) -> Key:
    return f"room#{number}", f"tally#{since:013d}"
