"""Puts together what the API needs for files that agents upload, at the first one."""

import secrets
from functools import cache

from appcare.application.upload_ports import UploadPlaces, Uploads
from appcare.aws.clients import client, signing_client
from appcare.aws.uploads import S3UploadPlaces, S3Uploads
from appcare.domain.log import digest
from appcare.system_clock import SystemClock
from functions.agent_api.wiring import environment

OPEN_FOR_S = 900
"""How long a place waits for its file to begin; one of 100 MB may take longer."""


@cache
def places() -> UploadPlaces:
    """Return what offers places for files."""
    return S3UploadPlaces(signing_client(), environment().bodies_bucket, OPEN_FOR_S, SystemClock().now)


@cache
def uploaded() -> Uploads:
    """Return what has come."""
    told = environment()
    return S3Uploads(client("s3"), told.bodies_bucket, client("dynamodb"), told.state_table)


def new_id() -> str:
    """Return an id that nobody can guess."""
    return "upl_" + digest(secrets.token_hex(32))
