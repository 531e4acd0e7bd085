"""The two imitations of AWS: moto inside this process, and the emulator that the local stack runs on."""

import fcntl
import socket
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
from botocore.config import Config
from moto import mock_aws
from mypy_boto3_dynamodb import DynamoDBClient
from mypy_boto3_s3 import S3Client
from mypy_boto3_secretsmanager import SecretsManagerClient
from mypy_boto3_sqs import SQSClient

from playground.environment import ACCESS_KEY
from playground.ministack import install, start_ministack
from playground.places import LOCAL_ADDRESS, REGION, REPOSITORY, Places
from playground.processes import stop

READY_WITHIN_S = 30
SIGNING = Config(signature_version="s3v4")
"""As `signing_client`: links of another version are refused."""


@dataclass(frozen=True, slots=True)
class Aws:
    """Clients of one imitation of AWS."""

    dynamodb: DynamoDBClient
    streams: Any
    s3: S3Client
    secrets: SecretsManagerClient
    sqs: SQSClient
    appconfig: Any
    appconfigdata: Any


@contextmanager
def moto() -> Iterator[Aws]:
    """Imitate AWS inside this process."""
    with mock_aws():
        yield _clients(None)


@contextmanager
def ministack(folder: Path) -> Iterator[Aws]:
    """Start the emulator on a free port, end it by its pid; what it writes is in the folder."""
    with socket.socket() as free:
        free.bind((LOCAL_ADDRESS, 0))
        port = free.getsockname()[1]
    places = Places(folder, port)
    lock = REPOSITORY / ".cache" / "ministack.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as installing:
        fcntl.flock(installing, fcntl.LOCK_EX)
        python = install(places)
    started = start_ministack(python, places)
    try:
        _wait_until_ready(places.aws_endpoint_url)
        yield _clients(places.aws_endpoint_url)
    finally:
        stop(started)


def fresh(name: str) -> str:
    """Return a name that nothing has yet."""
    return f"{name}-{uuid.uuid4().hex[:12]}"


def _clients(endpoint_url: str | None) -> Aws:
    session = boto3.Session(aws_access_key_id=ACCESS_KEY, aws_secret_access_key="local", region_name=REGION)
    return Aws(
        dynamodb=session.client("dynamodb", endpoint_url=endpoint_url),
        streams=session.client("dynamodbstreams", endpoint_url=endpoint_url),
        s3=session.client("s3", endpoint_url=endpoint_url, config=SIGNING),
        secrets=session.client("secretsmanager", endpoint_url=endpoint_url),
        sqs=session.client("sqs", endpoint_url=endpoint_url),
        appconfig=session.client("appconfig", endpoint_url=endpoint_url),
        appconfigdata=session.client("appconfigdata", endpoint_url=endpoint_url),
    )


def _wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            urllib.request.urlopen(f"{url}/_ministack/health", timeout=5).close()  # noqa: S310 - our own loopback address
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return
