"""Bodies that are too large for an item of the log lie in the bucket."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.aws.failures import NO_OBJECT, AbsentError, translated

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3Bodies:
    """Large bodies in a bucket; a key is derived from its content, so a repeated put is harmless."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        """Use `bucket` through `client`."""
        self._client = client
        self._bucket = bucket

    def put(self, key: str, body: bytes) -> None:
        """Store a body; returns when it is durable."""
        with translated("putting a body"):
            self._client.put_object(Bucket=self._bucket, Key=key, Body=body)

    def get(self, key: str) -> bytes | None:
        """Return a body; None: it does not exist (expired or erased)."""
        try:
            with translated("getting a body", NO_OBJECT):
                return self._client.get_object(Bucket=self._bucket, Key=key)["Body"].read()
        except AbsentError:
            return None
