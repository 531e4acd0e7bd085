"""Log groups whose lines are gone after the days that the settings say."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_logs as logs
from constructs import Construct

RETENTION = {
    1: logs.RetentionDays.ONE_DAY,
    3: logs.RetentionDays.THREE_DAYS,
    5: logs.RetentionDays.FIVE_DAYS,
    7: logs.RetentionDays.ONE_WEEK,
    14: logs.RetentionDays.TWO_WEEKS,
    30: logs.RetentionDays.ONE_MONTH,
    60: logs.RetentionDays.TWO_MONTHS,
    90: logs.RetentionDays.THREE_MONTHS,
    180: logs.RetentionDays.SIX_MONTHS,
    365: logs.RetentionDays.ONE_YEAR,
}
"""The numbers of days that `retention.logs_days` allows."""


def log_group(scope: Construct, id_: str, *, days: int) -> logs.LogGroup:
    """Create a log group; its lines hold no content of messages, so it goes with the stack."""
    return logs.LogGroup(scope, id_, retention=RETENTION[days], removal_policy=RemovalPolicy.DESTROY)
