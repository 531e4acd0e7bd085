"""Event logs, each with one way of reading them: by their stream, by time, from end to end."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from mypy_boto3_dynamodb import DynamoDBClient

from appcare.application.history_ports import History
from appcare.application.operator_ports import LogScan
from appcare.application.ports import EventLog
from appcare.aws.bodies import S3Bodies
from appcare.aws.event_log import DynamoEventLog
from appcare.aws.history import DynamoHistory
from appcare.aws.log_scan import DynamoLogScan
from appcare.domain.log import LogKey
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.history import MemoryHistory
from appcare.memory.operator import MemoryLogScan
from tests.contracts.implementations.imitations import Aws
from tests.contracts.implementations.storage import fresh_bucket, log_table


@dataclass(frozen=True, slots=True)
class LogWithStream:
    """An event log, and what its stream said: kind and key of each change, in order."""

    log: EventLog
    changes: Callable[[], list[tuple[str, LogKey]]]

    @classmethod
    def in_memory(cls) -> "LogWithStream":
        """An empty log."""
        log = MemoryEventLog()
        return cls(log, lambda: [(one.kind, one.record.key) for one in log.stream])

    @classmethod
    def on_aws(cls, aws: Aws) -> "LogWithStream":
        """An empty log in a table and a bucket of its own."""
        table, stream = log_table(aws.dynamodb)
        log = DynamoEventLog(aws.dynamodb, table, S3Bodies(aws.s3, fresh_bucket(aws.s3, "log")))
        return cls(log, lambda: _changes(aws.streams, stream, log))


@dataclass(frozen=True, slots=True)
class LogWithHistory:
    """An event log, and how it is read by time."""

    log: EventLog
    history: History

    @classmethod
    def in_memory(cls) -> "LogWithHistory":
        """An empty log."""
        log = MemoryEventLog()
        return cls(log, MemoryHistory(log))

    @classmethod
    def on_aws(cls, aws: Aws) -> "LogWithHistory":
        """An empty log in a table and a bucket of its own."""
        table, _ = log_table(aws.dynamodb)
        log = DynamoEventLog(aws.dynamodb, table, S3Bodies(aws.s3, fresh_bucket(aws.s3, "history")))
        return cls(log, DynamoHistory(aws.dynamodb, table, log))


@dataclass(frozen=True, slots=True)
class LogWithScan:
    """An event log, and how operators read all of it."""

    log: EventLog
    scan: LogScan

    @classmethod
    def in_memory(cls) -> "LogWithScan":
        """An empty log."""
        log = MemoryEventLog()
        return cls(log, MemoryLogScan(log))

    @classmethod
    def on_dynamo(cls, client: DynamoDBClient, table: str) -> "LogWithScan":
        """An empty log; its bodies are small, so it needs no bucket."""
        no_bucket: Any = None
        return cls(DynamoEventLog(client, table, no_bucket), DynamoLogScan(client, table))


def _changes(streams: Any, arn: str, log: DynamoEventLog) -> list[tuple[str, LogKey]]:
    changes: list[tuple[str, LogKey]] = []
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        for record in streams.get_records(ShardIterator=iterator)["Records"]:
            image: dict[str, Any] = dict(record["dynamodb"]["NewImage"])
            changes.append((record["eventName"], log.record_from_image(image).key))
    return changes
