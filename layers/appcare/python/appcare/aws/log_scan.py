"""The whole log, share by share: a parallel Scan that returns keys only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.aws.dynamo import key_of, text
from appcare.aws.failures import translated
from appcare.domain.log import LogKey

if TYPE_CHECKING:
    from collections.abc import Iterator

    from mypy_boto3_dynamodb import DynamoDBClient


class DynamoLogScan:
    """`LogScan` over the log's table."""

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        """Scan `table` through `client`."""
        self._client = client
        self._table = table

    def keys(self, since: int, until: int, segment: int, segments: int) -> Iterator[LogKey]:
        """Yield the keys of one share of the log, in no order, whose moment lies in the span."""
        pages = self._client.get_paginator("scan").paginate(
            TableName=self._table,
            Segment=segment,
            TotalSegments=segments,
            ConsistentRead=True,
            ProjectionExpression="pk, sk",
            # A sort key begins with its moment, in as many digits as today's have.
            FilterExpression="sk >= :since AND sk < :until",
            ExpressionAttributeValues={":since": text(f"{since:013d}"), ":until": text(f"{until:013d}")},
        )
        with translated("scanning the log"):
            for page in pages:
                for item in page["Items"]:
                    yield LogKey(*key_of(item))
