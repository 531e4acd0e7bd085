"""Clients of the emulator; nothing here can reach an AWS account."""

from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from playground.environment import ACCESS_KEY
from playground.places import REGION

if TYPE_CHECKING:
    from mypy_boto3_dynamodb.client import DynamoDBClient
    from mypy_boto3_lambda.client import LambdaClient
    from mypy_boto3_logs.client import CloudWatchLogsClient
    from mypy_boto3_secretsmanager.client import SecretsManagerClient
    from mypy_boto3_sqs.client import SQSClient


class Emulator:
    """Makes clients that talk to one emulator, whatever the user's own AWS settings say."""

    def __init__(self, endpoint_url: str) -> None:
        self._endpoint_url = endpoint_url
        self._session = boto3.Session(
            aws_access_key_id=ACCESS_KEY,
            aws_secret_access_key="local",  # noqa: S106 - the emulator takes anything
            region_name=REGION,
        )
        self._config = Config(proxies={}, retries={"mode": "standard", "max_attempts": 3})

    def secrets(self) -> "SecretsManagerClient":
        """Return a client of Secrets Manager."""
        return self._session.client("secretsmanager", endpoint_url=self._endpoint_url, config=self._config)

    def logs(self) -> "CloudWatchLogsClient":
        """Return a client of CloudWatch Logs."""
        return self._session.client("logs", endpoint_url=self._endpoint_url, config=self._config)

    def tables(self) -> "DynamoDBClient":
        """Return a client of DynamoDB."""
        return self._session.client("dynamodb", endpoint_url=self._endpoint_url, config=self._config)

    def functions(self) -> "LambdaClient":
        """Return a client of Lambda."""
        return self._session.client("lambda", endpoint_url=self._endpoint_url, config=self._config)

    def topics(self) -> Any:
        """Return a client of SNS."""
        return self._session.client("sns", endpoint_url=self._endpoint_url, config=self._config)

    def queues(self) -> "SQSClient":
        """Return a client of SQS."""
        return self._session.client("sqs", endpoint_url=self._endpoint_url, config=self._config)
