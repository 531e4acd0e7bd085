"""Files in the bucket: put in parts as they come, read by links that end."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from appcare.application.media_ports import Link
from appcare.aws.failures import NO_OBJECT, AbsentError, translated
from appcare.domain.errors import StorageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

    from mypy_boto3_s3 import S3Client

PART_BYTES = 8 * 1024 * 1024
"""S3 takes parts of 5 MB or more; this much of a file is in memory at a time."""


class S3MediaStore:
    """`MediaStore` over a bucket, which encrypts what it keeps."""

    def __init__(self, client: S3Client, bucket: str) -> None:
        """Use `bucket` through `client`."""
        self._client = client
        self._bucket = bucket

    def put(self, key: str, content_type: str, pieces: Iterable[bytes]) -> None:
        """Store the pieces as one object; see `MediaStore`."""
        parts = _parts(pieces)
        first, second = next(parts, b""), next(parts, None)
        if second is None:
            with translated("putting a file"):
                self._client.put_object(Bucket=self._bucket, Key=key, Body=first, ContentType=content_type)
            return
        self._put_parts(key, content_type, _again(first, second, parts))

    def has(self, key: str) -> bool:
        """Say whether an object lies there; see `MediaStore`.

        Whoever may not list the bucket is refused where nothing lies, which is a `StorageError`.
        """
        try:
            with translated("looking for a file", NO_OBJECT):
                self._client.head_object(Bucket=self._bucket, Key=key)
        except AbsentError:
            return False
        return True

    def _put_parts(self, key: str, content_type: str, parts: Iterator[bytes]) -> None:
        with translated("beginning a file"):
            begun = self._client.create_multipart_upload(
                Bucket=self._bucket, Key=key, ContentType=content_type
            )
        where: Any = {"Bucket": self._bucket, "Key": key, "UploadId": begun["UploadId"]}
        try:
            sent: Any = []
            for number, part in enumerate(parts, start=1):
                with translated("putting a part of a file"):
                    answer = self._client.upload_part(**where, PartNumber=number, Body=part)
                sent.append({"PartNumber": number, "ETag": answer["ETag"]})
            with translated("completing a file"):
                self._client.complete_multipart_upload(**where, MultipartUpload={"Parts": sent})
        except BaseException:
            self._abort(where)
            raise

    def _abort(self, where: Any) -> None:
        try:
            with translated("aborting a file"):
                self._client.abort_multipart_upload(**where)
        except StorageError:
            return  # the bucket's lifecycle removes what is left of it


class S3Links:
    """`Links` that S3 checks by itself. A link ends with the credentials that signed it, too."""

    def __init__(self, client: S3Client, bucket: str, seconds: int, now: Callable[[], int]) -> None:
        """Set up.

        Args:
            client: one that signs with version 4.
            bucket: where files lie.
            seconds: how long a link works.
            now: gives Unix milliseconds.
        """
        self._client = client
        self._bucket = bucket
        self._seconds = seconds
        self._now = now

    def link(self, key: str, filename: str) -> Link:
        """Return a link; see `Links`."""
        asked = {
            "Bucket": self._bucket,
            "Key": key,
            "ResponseContentDisposition": _disposition(filename),
        }
        with translated("making a link"):
            url = self._client.generate_presigned_url("get_object", Params=asked, ExpiresIn=self._seconds)
        return Link(url, self._now() + self._seconds * 1000)


def _parts(pieces: Iterable[bytes]) -> Iterator[bytes]:
    """Yield the pieces joined into parts, the last one as long as it is."""
    part = bytearray()
    for piece in pieces:
        part += piece
        while len(part) >= PART_BYTES:
            yield bytes(part[:PART_BYTES])
            del part[:PART_BYTES]
    if part:
        yield bytes(part)


def _again(first: bytes, second: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    yield first
    yield second
    yield from rest


def _disposition(filename: str) -> str:
    """Name the download; never inline, since a sender chose what is in it."""
    plain = re.sub(r"[^A-Za-z0-9._-]", "_", filename)[:100] or "file"
    return f"attachment; filename=\"{plain}\"; filename*=UTF-8''{quote(filename[:100], safe='')}"
