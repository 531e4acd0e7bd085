"""The log read by time: one Query of one partition for each slice."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from appcare.application.history_ports import Slice, Span
from appcare.aws.dynamo import Item, key_of, text
from appcare.aws.failures import translated
from appcare.domain.errors import UndigestibleError
from appcare.domain.log import LogKey, LogRecord

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.aws.event_log import DynamoEventLog


class DynamoHistory:
    """`History` over the log's table."""

    def __init__(self, client: DynamoDBClient, table: str, log: DynamoEventLog) -> None:
        """Ask `table` through `client`; `log` reads its items, with bodies from the bucket."""
        self._client = client
        self._table = table
        self._log = log

    def read(self, span: Span, limit: int) -> Slice:
        """Return at most `limit` records of the span in one call, strongly consistent."""
        with translated("reading history"):
            answer = self._client.query(
                TableName=self._table,
                ScanIndexForward=not span.newest_first,
                Limit=limit,
                ConsistentRead=True,
                ReturnConsumedCapacity="TOTAL",
                **_condition(span),
            )
        last = answer.get("LastEvaluatedKey")
        return Slice(
            records=[self._record(item) for item in answer["Items"]],
            last=last["sk"]["S"] if last else None,
            read_units=float(answer.get("ConsumedCapacity", {}).get("CapacityUnits", 0)),
        )

    def _record(self, item: Item) -> LogRecord:
        try:
            return self._log.record_from_image(item)
        except UndigestibleError:
            return LogRecord(LogKey(*key_of(item)), item["kind"]["S"], b"")


def _condition(span: Span) -> dict[str, Any]:
    values = {":pk": text(span.partition)}
    condition = "pk = :pk"
    if span.start:
        than = ("<" if span.newest_first else ">") + ("=" if span.inclusive else "")
        condition += f" AND sk {than} :start"
        values[":start"] = text(span.start)
    return {"KeyConditionExpression": condition, "ExpressionAttributeValues": values}
