"""What starts the functions: the log's stream, the queues, every minute and every day."""

import math
from collections.abc import Iterable

from aws_cdk import Duration
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_events as events
from aws_cdk import aws_events_targets as targets
from aws_cdk import aws_iam as iam
from aws_cdk import aws_lambda as lambda_
from aws_cdk import aws_lambda_event_sources as sources
from aws_cdk import aws_sqs as sqs
from constructs import Construct

from infra.constructs.python_function import PythonFunction

FIFO_BATCH = 10
HORIZON_SECONDS = 30
"""How far ahead a worker waits for its slots in the throttle; its timeout covers this."""
STREAM_BATCH = 100
HEADROOM = 1.2
FEWEST_AT_ONCE, MOST_AT_ONCE = 2, 1000
"""What Lambda allows as the maximum concurrency of a mapping."""

STREAM_PATIENCE = Duration.hours(22)
"""A stream keeps a record for 24 hours; before that what never succeeded is set aside."""


def at_once(rate_per_second: float, p99_seconds: float) -> int:
    """Return how many batches may be worked on at the same time.

    The throttle in State paces the calls; this only caps how many workers wait for it.
    """
    needed = math.ceil(HEADROOM * rate_per_second * p99_seconds)
    return min(max(FEWEST_AT_ONCE, needed), MOST_AT_ONCE)


def batch_size(rate_per_second: float, p99_seconds: float) -> int:
    """Return how many messages a worker takes: no more than can all have their slot within the horizon.

    A worker waits for its slots; one that lies beyond the horizon would only be asked for again.
    """
    fitting = int(HORIZON_SECONDS * rate_per_second / at_once(rate_per_second, p99_seconds))
    return min(max(1, fitting), FIFO_BATCH)


def follow_log(
    function: PythonFunction, log: dynamodb.TableV2, *, set_aside: sqs.IQueue
) -> lambda_.EventSourceMapping:
    """Run a function over what is appended to the log, in order.

    Trouble of the function's own heals (throttling, a queue that is down), and skipping would
    break the order: so it is retried until shortly before the stream forgets the record, which is
    then set aside. A record that cannot be digested the function parks by itself.
    """
    stream_arn = log.table_stream_arn
    assert stream_arn is not None  # noqa: S101 - the log is the table with a stream
    _allow_reading_stream(function, log, stream_arn)
    return lambda_.EventSourceMapping(
        function,
        "LogStream",
        target=function.function,
        event_source_arn=stream_arn,
        starting_position=lambda_.StartingPosition.TRIM_HORIZON,
        batch_size=STREAM_BATCH,
        # One batch of a shard at a time: with more, a customer's events could overtake each other.
        parallelization_factor=1,
        bisect_batch_on_error=True,
        retry_attempts=-1,
        max_record_age=STREAM_PATIENCE,
        on_failure=sources.SqsDlq(set_aside),
        # INSERT is work; MODIFY is let through only to count that a key came with other content.
        filters=[
            lambda_.FilterCriteria.filter({"eventName": ["INSERT", "MODIFY"]}),
        ],
    )


def _allow_reading_stream(function: PythonFunction, log: dynamodb.TableV2, stream_arn: str) -> None:
    function.allow(
        iam.PolicyStatement(
            sid="ReadLogStream",
            actions=[
                "dynamodb:DescribeStream",
                "dynamodb:GetRecords",
                "dynamodb:GetShardIterator",
            ],
            resources=[stream_arn],
        )
    )
    function.allow(
        iam.PolicyStatement(
            sid="FindLogStream",
            actions=["dynamodb:ListStreams"],
            resources=[f"{log.table_arn}/stream/*"],
        )
    )


def consume(
    function: PythonFunction,
    queue: sqs.IQueue,
    id_: str,
    *,
    max_concurrency: int | None = None,
    batch: int = FIFO_BATCH,
) -> lambda_.EventSourceMapping:
    """Run a function over a queue; what it reports as failed comes again, the rest does not."""
    function.allow(
        iam.PolicyStatement(
            # Without a name of its own, the CDK joins this statement with those of other queues.
            actions=[
                "sqs:ReceiveMessage",
                "sqs:DeleteMessage",
                "sqs:GetQueueAttributes",
                "sqs:ChangeMessageVisibility",
            ],
            resources=[queue.queue_arn],
        )
    )
    return lambda_.EventSourceMapping(
        function,
        f"From-{id_}",
        target=function.function,
        event_source_arn=queue.queue_arn,
        batch_size=batch,
        report_batch_item_failures=True,
        max_concurrency=max_concurrency,
    )


def every_minute(scope: Construct, id_: str, function: PythonFunction) -> events.Rule:
    """Run a function each minute; a missed minute is not made up for, the next one is enough."""
    return events.Rule(
        scope,
        id_,
        description="AppCare looks what is due",
        schedule=events.Schedule.rate(Duration.minutes(1)),
        targets=[
            targets.LambdaFunction(function.function, retry_attempts=0, max_event_age=Duration.minutes(1))
        ],
    )


def every_day(scope: Construct, id_: str, function: PythonFunction, *, description: str) -> events.Rule:
    """Run a function each day; where it fails by a fault of ours it is tried again within the hour."""
    return events.Rule(
        scope,
        id_,
        description=description,
        schedule=events.Schedule.rate(Duration.days(1)),
        targets=[
            targets.LambdaFunction(function.function, retry_attempts=2, max_event_age=Duration.hours(1))
        ],
    )


def on_alarms(
    scope: Construct, id_: str, function: PythonFunction, *, prefix: str, others: Iterable[str] = ()
) -> events.Rule:
    """Run a function when an alarm rings, when it is over, and when it is taken away.

    CloudWatch tells EventBridge of these by itself, at least once and in no certain order.

    Args:
        scope: where the rule belongs.
        id_: its name there.
        function: what is told.
        prefix: what the alarms' names begin with.
        others: full names of further alarms.
    """
    return events.Rule(
        scope,
        id_,
        description="AppCare hears its alarms",
        event_pattern=events.EventPattern(
            source=["aws.cloudwatch"],
            detail_type=["CloudWatch Alarm State Change", "CloudWatch Alarm Configuration Change"],
            detail={"alarmName": [{"prefix": prefix}, *others]},
        ),
        targets=[
            targets.LambdaFunction(function.function, retry_attempts=185, max_event_age=Duration.hours(24))
        ],
    )
