"""The files of messages, for adapters that hand them on."""

from __future__ import annotations

from typing import TYPE_CHECKING

from appcare.aws.failures import NO_OBJECT, AbsentError, translated
from appcare.domain.media import key_in_link

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client


class S3Files:
    """`Files` over the bucket: a link names the file, the function's own rights open it.

    So a link that has ended meanwhile does no harm, and one that leads elsewhere opens nothing.
    """

    def __init__(self, client: S3Client, bucket: str) -> None:
        """Read from `bucket` through `client`."""
        self._client = client
        self._bucket = bucket

    def read(self, url: str, most_bytes: int) -> bytes | None:
        """Return a file; see `Files`."""
        key = key_in_link(url)
        if key is None:
            return None
        try:
            with translated("reading a file", NO_OBJECT):
                answer = self._client.get_object(Bucket=self._bucket, Key=key)
                if answer["ContentLength"] > most_bytes:
                    answer["Body"].close()
                    return None
                return answer["Body"].read()
        except AbsentError:
            return None
