"""Tables and buckets of a test's own, with the keys and indexes that the deployed ones have."""

from typing import Any

from mypy_boto3_dynamodb import DynamoDBClient
from mypy_boto3_s3 import S3Client

from playground.places import REGION
from tests.contracts.implementations.imitations import fresh

KEY_SCHEMA: Any = [
    {"AttributeName": "pk", "KeyType": "HASH"},
    {"AttributeName": "sk", "KeyType": "RANGE"},
]
KEY_ATTRIBUTES: Any = [
    {"AttributeName": "pk", "AttributeType": "S"},
    {"AttributeName": "sk", "AttributeType": "S"},
]
DUE_SCHEMA: Any = [
    {"AttributeName": "due_shard", "KeyType": "HASH"},
    {"AttributeName": "due_at", "KeyType": "RANGE"},
]
FAILED_SCHEMA: Any = [
    {"AttributeName": "failed_shard", "KeyType": "HASH"},
    {"AttributeName": "failed_order", "KeyType": "RANGE"},
]
STREAM: Any = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}
IN_REGION: Any = {"LocationConstraint": REGION}


def state_table(client: DynamoDBClient) -> str:
    """Create a State table; return its name."""
    name = fresh("state")
    client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=KEY_SCHEMA,
        AttributeDefinitions=[
            *KEY_ATTRIBUTES,
            {"AttributeName": "due_shard", "AttributeType": "S"},
            {"AttributeName": "due_at", "AttributeType": "N"},
            {"AttributeName": "failed_shard", "AttributeType": "S"},
            {"AttributeName": "failed_order", "AttributeType": "S"},
        ],
        GlobalSecondaryIndexes=[
            {"IndexName": index, "KeySchema": schema, "Projection": {"ProjectionType": "KEYS_ONLY"}}
            for index, schema in (("due", DUE_SCHEMA), ("failed", FAILED_SCHEMA))
        ],
    )
    return name


def log_table(client: DynamoDBClient) -> tuple[str, str]:
    """Create an EventLog table; return its name and the ARN of its stream."""
    name = fresh("log")
    created = client.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=KEY_SCHEMA,
        AttributeDefinitions=KEY_ATTRIBUTES,
        StreamSpecification=STREAM,
    )
    return name, created["TableDescription"]["LatestStreamArn"]


def fresh_bucket(client: S3Client, begins: str) -> str:
    """Create a bucket whose name begins so; return its name."""
    name = fresh(begins)
    client.create_bucket(Bucket=name, CreateBucketConfiguration=IN_REGION)
    return name
