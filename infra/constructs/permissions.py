"""Statements that the functions' roles are made of: one resource, the actions it needs, no more."""

from collections.abc import Iterable

from aws_cdk import Stack
from aws_cdk import aws_dynamodb as dynamodb
from aws_cdk import aws_iam as iam
from aws_cdk import aws_s3 as s3
from aws_cdk import aws_secretsmanager as secretsmanager
from aws_cdk import aws_sqs as sqs

from infra.constructs.bodies import MEDIA, UPDATES, UPLOADS
from infra.constructs.tables import StateTable

APPEND = ("dynamodb:PutItem", "dynamodb:BatchWriteItem")
READ = ("dynamodb:GetItem", "dynamodb:BatchGetItem", "dynamodb:Query")
CHANGE = (
    "dynamodb:PutItem",
    "dynamodb:UpdateItem",
    "dynamodb:DeleteItem",
    "dynamodb:BatchWriteItem",
    "dynamodb:ConditionCheckItem",
)


def append_log(log: dynamodb.ITableV2) -> iam.PolicyStatement:
    """Allow adding to the log; nobody may change or delete an item."""
    return _allow("AppendLog", APPEND, log.table_arn)


def read_log(log: dynamodb.ITableV2) -> iam.PolicyStatement:
    """Allow reading the log by key."""
    return _allow("ReadLog", READ, log.table_arn)


def change_state(state: StateTable) -> iam.PolicyStatement:
    """Allow reading and changing State, in transactions, too."""
    return _allow("ChangeState", (*READ, *CHANGE), state.table.table_arn)


def read_state(state: StateTable) -> iam.PolicyStatement:
    """Allow reading State by key."""
    return _allow("ReadState", READ, state.table.table_arn)


def ask_what_is_due(state: StateTable) -> tuple[iam.PolicyStatement, ...]:
    """Allow reading State and asking its index what is due."""
    return (
        read_state(state),
        _allow("AskWhatIsDue", ("dynamodb:Query",), state.due_index_arn),
    )


def list_what_waits(state: StateTable) -> tuple[iam.PolicyStatement, ...]:
    """Allow asking State's indexes which deliveries failed and which lanes wait."""
    return (_allow("ListWhatWaits", ("dynamodb:Query",), state.failed_index_arn, state.due_index_arn),)


def switch_destinations(state: StateTable) -> iam.PolicyStatement:
    """Allow changing where destinations stand, and nothing else in State."""
    actions = ("dynamodb:PutItem", "dynamodb:UpdateItem")
    statement = _allow("SwitchDestinations", actions, state.table.table_arn)
    statement.add_condition("ForAllValues:StringLike", {"dynamodb:LeadingKeys": ["destination#*"]})
    return statement


def move_rollouts(state: StateTable) -> iam.PolicyStatement:
    """Allow changing the plan in force, how rollouts stand and how numbers do, and nothing else in State."""
    statement = _allow("MoveRollouts", ("dynamodb:PutItem", "dynamodb:UpdateItem"), state.table.table_arn)
    statement.add_condition("ForAllValues:StringLike", {"dynamodb:LeadingKeys": ["rollout", "rollout#*"]})
    return statement


def keep_waiting_rooms(state: StateTable) -> iam.PolicyStatement:
    """Allow changing who waits to be let in, and how many were, and nothing else in State."""
    actions = ("dynamodb:PutItem", "dynamodb:UpdateItem", "dynamodb:DeleteItem")
    statement = _allow("KeepWaitingRooms", actions, state.table.table_arn)
    statement.add_condition("ForAllValues:StringLike", {"dynamodb:LeadingKeys": ["room#*"]})
    return statement


def keep_receipts(state: StateTable) -> iam.PolicyStatement:
    """Allow remembering where agents' answers went, and putting nothing else into State."""
    statement = _allow("KeepReceipts", ("dynamodb:PutItem",), state.table.table_arn)
    statement.add_condition("ForAllValues:StringLike", {"dynamodb:LeadingKeys": ["reply#*"]})
    return statement


def keep_consents(state: StateTable) -> iam.PolicyStatement:
    """Allow keeping what customers agreed to, and changing nothing else in State."""
    statement = _allow("KeepConsents", ("dynamodb:UpdateItem",), state.table.table_arn)
    statement.add_condition("ForAllValues:StringLike", {"dynamodb:LeadingKeys": ["consent#*"]})
    return statement


def keep_templates(state: StateTable) -> iam.PolicyStatement:
    """Allow keeping what is known of message templates, and changing nothing else in State."""
    actions = ("dynamodb:PutItem", "dynamodb:UpdateItem")
    statement = _allow("KeepTemplates", actions, state.table.table_arn)
    statement.add_condition("ForAllValues:StringLike", {"dynamodb:LeadingKeys": ["templates#*"]})
    return statement


def put_updates(bucket: s3.IBucket) -> iam.PolicyStatement:
    """Allow keeping a body that is too large for the log."""
    return _allow("PutUpdates", ("s3:PutObject",), bucket.arn_for_objects(UPDATES))


def get_updates(bucket: s3.IBucket) -> tuple[iam.PolicyStatement, ...]:
    """Allow reading such a body, and learning that it is gone.

    Whoever may not list a bucket is told 403 instead of 404 for an object that does not exist, and
    an expired body would look like trouble that heals.
    """
    return (
        _allow("GetUpdates", ("s3:GetObject",), bucket.arn_for_objects(UPDATES)),
        _allow("NoticeAbsence", ("s3:ListBucket",), bucket.bucket_arn),
    )


def put_media(bucket: s3.IBucket) -> iam.PolicyStatement:
    """Allow storing customers' files, in parts, and giving up on half a file."""
    return _allow("PutMedia", ("s3:PutObject", "s3:AbortMultipartUpload"), bucket.arn_for_objects(MEDIA))


def link_to_media(bucket: s3.IBucket) -> iam.PolicyStatement:
    """Allow reading customers' files: a link can do what its maker may."""
    return _allow("LinkToMedia", ("s3:GetObject",), bucket.arn_for_objects(MEDIA))


def take_uploads(bucket: s3.IBucket) -> iam.PolicyStatement:
    """Allow putting what agents upload: whoever has a signed place for a file can do what its maker may."""
    return _allow("TakeUploads", ("s3:PutObject",), bucket.arn_for_objects(f"{UPLOADS}*"))


def read_uploads(bucket: s3.IBucket) -> iam.PolicyStatement:
    """Allow reading what agents uploaded."""
    return _allow("ReadUploads", ("s3:GetObject",), bucket.arn_for_objects(f"{UPLOADS}*"))


def read_secrets(
    secrets: Iterable[secretsmanager.ISecret],
) -> tuple[iam.PolicyStatement, ...]:
    """Allow reading these secrets; no statement if there are none."""
    arns = [secret.secret_arn for secret in secrets]
    return (_allow("ReadSecrets", ("secretsmanager:GetSecretValue",), *arns),) if arns else ()


def send_to(sid: str, queues: Iterable[sqs.IQueue]) -> tuple[iam.PolicyStatement, ...]:
    """Allow sending to these queues; no statement if there are none."""
    arns = [queue.queue_arn for queue in queues]
    return (_allow(sid, ("sqs:SendMessage",), *arns),) if arns else ()


def put_on(stack: Stack, buses: Iterable[str]) -> tuple[iam.PolicyStatement, ...]:
    """Allow putting events on these buses, by name or ARN; no statement if there are none."""
    arns = [
        bus if bus.startswith("arn:") else stack.format_arn(service="events", resource=f"event-bus/{bus}")
        for bus in buses
    ]
    return (_allow("PutOnBuses", ("events:PutEvents",), *arns),) if arns else ()


def _allow(sid: str, actions: Iterable[str], *resources: str) -> iam.PolicyStatement:
    return iam.PolicyStatement(sid=sid, actions=sorted(set(actions)), resources=list(resources))
