"""Puts the receiver together, once for each process, at the first batch."""

import os
from functools import cache

from appcare.aws.bodies import S3Bodies
from appcare.aws.clients import client
from appcare.aws.event_log import DynamoEventLog
from appcare.config.environment import SocialEnvironment
from appcare.system_clock import SystemClock
from appcare.whatsapp.receiver import UpdateKeeper
from functions.telemetry import telemetry


@cache
def environment() -> SocialEnvironment:
    """Return what this function is told."""
    return SocialEnvironment.from_environment(os.environ)


@cache
def receiver() -> UpdateKeeper:
    """Return what keeps updates."""
    told = environment()
    bodies = S3Bodies(client("s3"), told.bodies_bucket)
    return UpdateKeeper(
        log=DynamoEventLog(client("dynamodb"), told.event_log_table, bodies),
        telemetry=telemetry(),
        clock=SystemClock(),
        retention_days=told.retention_days,
    )
