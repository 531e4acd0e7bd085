"""What the channel takes from each number."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.aws.dynamo import Key, number
from appcare.aws.state.table import StateTable

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoNumberLimits:
    """`NumberLimits` over an item for each number."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        """Use the State table `table` through `client`."""
        self._table = StateTable(client, table)

    def rate(self, number_id: str, default: float) -> float:
        """Return messages a second, strongly consistent."""
        key = _key(number_id)
        item = self._table.read([key]).get(key)
        return float(item["rate"]["N"]) if item else default

    def learn(self, number_id: str, rate: float, at: int) -> None:
        """Keep the rate that was told last; of two at one moment the higher."""
        self._table.put(
            _key(number_id),
            {"rate": number(rate), "told_at": number(at)},
            "attribute_not_exists(#told_at) OR #told_at < :told_at "
            "OR (#told_at = :told_at AND #rate < :rate)",
            {"told_at": number(at), "rate": number(rate)},
        )


def _key(number_id: str) -> Key:
    return f"number#{number_id}", "rate"
