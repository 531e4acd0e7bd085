"""Puts the receiver together, once for each process and account, at the first event."""

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from appcare.aws.bodies import S3Bodies
from appcare.aws.clients import client
from appcare.aws.event_log import DynamoEventLog
from appcare.aws.secrets import SecretsManagerSecrets
from appcare.config.environment import ReceiverEnvironment
from appcare.system_clock import SystemClock
from appcare.whatsapp.receiver import WebhookReceiver
from functions.telemetry import telemetry


class OneSecret:
    """`AccountSecrets` over one secret in Secrets Manager."""

    def __init__(self, secrets: SecretsManagerSecrets, secret_id: str) -> None:
        """Args: secret_id: name or ARN."""
        self._secrets = secrets
        self._id = secret_id

    def get(self) -> Mapping[str, Any]:
        """Return the account's secrets from memory."""
        return self._secrets.get(self._id)

    def refresh(self) -> Mapping[str, Any]:
        """Return the account's secrets read anew."""
        return self._secrets.refresh(self._id)


@cache
def environment() -> ReceiverEnvironment:
    """Return what this function is told."""
    return ReceiverEnvironment.from_environment(os.environ)


@cache
def receiver(account: str) -> WebhookReceiver:
    """Return the receiver of an account, named `<channel>/<account>` as in the webhook's path.

    Raises:
        KeyError: no such account is configured.
    """
    told = environment()
    secret_id = told.account_secrets[account]
    clock = SystemClock()
    bodies = S3Bodies(client("s3"), told.bodies_bucket)
    return WebhookReceiver(
        log=DynamoEventLog(client("dynamodb"), told.event_log_table, bodies),
        secrets=OneSecret(SecretsManagerSecrets(client("secretsmanager"), clock.now), secret_id),
        telemetry=telemetry(),
        clock=clock,
        retention_days=told.retention_days,
    )
