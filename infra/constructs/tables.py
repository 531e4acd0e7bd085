"""The two tables: what happened, and what may change."""

from aws_cdk import RemovalPolicy
from aws_cdk import aws_dynamodb as dynamodb
from constructs import Construct

DUE_INDEX = "due"
"""The index of State that the clock asks; sparse: only items that wait have its keys."""

FAILED_INDEX = "failed"
"""The index of State that failed deliveries are listed from; sparse: only their records have its keys."""


class EventLogTable(Construct):
    """Append-only and streamed; every item may carry the time at which it expires."""

    def __init__(self, scope: Construct, id_: str, *, keeps_data: bool) -> None:
        """Create the table; `keeps_data`: it resists deletion and outlives the stack."""
        super().__init__(scope, id_)
        self.table = _table(
            self,
            keeps_data=keeps_data,
            stream=dynamodb.StreamViewType.NEW_AND_OLD_IMAGES,
        )


class StateTable(Construct):
    """What may change: contacts, conversations, lanes, throttles. No stream; two sparse indexes."""

    def __init__(self, scope: Construct, id_: str, *, keeps_data: bool) -> None:
        """Create the table; `keeps_data`: it resists deletion and outlives the stack."""
        super().__init__(scope, id_)
        self.table = _table(self, keeps_data=keeps_data, stream=None)
        self.table.add_global_secondary_index(
            index_name=DUE_INDEX,
            partition_key=dynamodb.Attribute(name="due_shard", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="due_at", type=dynamodb.AttributeType.NUMBER),
            projection_type=dynamodb.ProjectionType.KEYS_ONLY,
        )
        self.table.add_global_secondary_index(
            index_name=FAILED_INDEX,
            partition_key=dynamodb.Attribute(name="failed_shard", type=dynamodb.AttributeType.STRING),
            sort_key=dynamodb.Attribute(name="failed_order", type=dynamodb.AttributeType.STRING),
            projection_type=dynamodb.ProjectionType.KEYS_ONLY,
        )
        self.due_index_arn = f"{self.table.table_arn}/index/{DUE_INDEX}"
        self.failed_index_arn = f"{self.table.table_arn}/index/{FAILED_INDEX}"


def _table(scope: Construct, *, keeps_data: bool, stream: dynamodb.StreamViewType | None) -> dynamodb.TableV2:
    return dynamodb.TableV2(
        scope,
        "Table",
        partition_key=dynamodb.Attribute(name="pk", type=dynamodb.AttributeType.STRING),
        sort_key=dynamodb.Attribute(name="sk", type=dynamodb.AttributeType.STRING),
        billing=dynamodb.Billing.on_demand(),
        # The key that AWS manages in this account: its use is in CloudTrail, and no key policy can
        # lock the pipeline out of its own data. A key of one's own adds that risk and no secrecy
        # that the tables' own permissions do not give.
        encryption=dynamodb.TableEncryptionV2.aws_managed_key(),
        point_in_time_recovery_specification=dynamodb.PointInTimeRecoverySpecification(
            point_in_time_recovery_enabled=True
        ),
        time_to_live_attribute="expires_at",
        dynamo_stream=stream,
        deletion_protection=keeps_data,
        removal_policy=RemovalPolicy.RETAIN if keeps_data else RemovalPolicy.DESTROY,
    )
