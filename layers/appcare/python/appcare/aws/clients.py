"""Clients of the AWS SDK: botocore's own, for boto3's session brings its resources along."""

from functools import cache
from typing import Any

import botocore.session
from botocore.config import Config

CONFIG = Config(
    connect_timeout=2,
    read_timeout=10,
    retries={"mode": "standard", "max_attempts": 3},
    max_pool_connections=25,
    tcp_keepalive=True,
)


@cache
def _session() -> botocore.session.Session:
    return botocore.session.get_session()


@cache
def client(service: str) -> Any:
    """Return the process's client of a service, made at its first use."""
    return _session().create_client(service, config=CONFIG)


@cache
def hurried_client(service: str, seconds: float) -> Any:
    """Return a client that answers within so many seconds: the delivery engine itself tries again."""
    once = Config(connect_timeout=2, read_timeout=seconds, retries={"mode": "standard", "max_attempts": 1})
    return _session().create_client(service, config=CONFIG.merge(once))


@cache
def signing_client() -> Any:
    """Return the process's client of S3 for links: any region understands version 4 of the signature.

    They name the bucket's own region. The SDK would else sign for S3's first one, which redirects to a
    new bucket elsewhere for up to a day: a signature does not survive that.
    """
    config = CONFIG.merge(Config(signature_version="s3v4", s3={"addressing_style": "virtual"}))
    return _session().create_client("s3", config=config)
