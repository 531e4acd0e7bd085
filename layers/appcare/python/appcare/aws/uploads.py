"""Files that agents upload: put into the bucket and read from there; the channel's ids of them in State."""

from __future__ import annotations

import base64
from typing import TYPE_CHECKING, Any

from appcare.application.upload_ports import (
    CHANNEL_ID_LIVES_MS,
    HEAD_BYTES,
    GivenId,
    UploadedFile,
    UploadPlace,
)
from appcare.aws.dynamo import number, read_number, read_text, text
from appcare.aws.failures import NO_OBJECT, AbsentError, translated
from appcare.aws.state.table import StateTable
from appcare.domain.log import key_part

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from mypy_boto3_dynamodb import DynamoDBClient
    from mypy_boto3_s3 import S3Client

    from appcare.application.upload_ports import Announced
    from appcare.aws.dynamo import Key

FOLDER = "uploads"
"""Where they lie in the bucket."""

PIECE_BYTES = 1024 * 1024


class S3UploadPlaces:
    """`UploadPlaces` that S3 holds to by itself: all that is promised is signed."""

    def __init__(self, client: S3Client, bucket: str, seconds: int, now: Callable[[], int]) -> None:
        """Set up.

        Args:
            client: one that signs with version 4.
            bucket: where files lie.
            seconds: how long a place is open.
            now: gives Unix milliseconds.
        """
        self._client = client
        self._bucket = bucket
        self._seconds = seconds
        self._now = now

    def offer(self, announced: Announced) -> UploadPlace:
        """Return a place for a file; see `UploadPlaces`."""
        asked: dict[str, Any] = {
            "ContentType": announced.mime_type,
            "ContentLength": announced.size,
            "IfNoneMatch": "*",  # what lies there has been judged: nobody puts something else in its place
        }
        headers = {
            "content-type": announced.mime_type,
            "content-length": str(announced.size),
            "if-none-match": "*",
        }
        if announced.sha256 is not None:
            asked["ChecksumSHA256"] = base64.b64encode(announced.sha256).decode()
            headers["x-amz-checksum-sha256"] = asked["ChecksumSHA256"]
        if announced.filename:
            asked["Metadata"] = {"filename": _ascii(announced.filename)}
            headers["x-amz-meta-filename"] = asked["Metadata"]["filename"]
        where = {"Bucket": self._bucket, "Key": _object_key(announced.upload_id)}
        with translated("offering a place for a file"):
            url = self._client.generate_presigned_url(
                "put_object", Params={**where, **asked}, ExpiresIn=self._seconds
            )
        return UploadPlace(url, headers, self._now() + self._seconds * 1000)


class S3Uploads:
    """`Uploads` over the bucket and, for the channel's ids, an item of State for each file and number."""

    def __init__(self, s3: S3Client, bucket: str, dynamodb: DynamoDBClient, table: str) -> None:
        """Use `bucket` and the State table `table`."""
        self._client = s3
        self._bucket = bucket
        self._table = StateTable(dynamodb, table)

    def read(self, upload_id: str) -> UploadedFile | None:
        """Return a file; see `Uploads`. One call brings its size, its type and its beginning."""
        try:
            with translated("looking at an upload", NO_OBJECT):
                found = self._client.get_object(
                    Bucket=self._bucket, Key=_object_key(upload_id), Range=f"bytes=0-{HEAD_BYTES - 1}"
                )
                head = found["Body"].read()
        except AbsentError:
            return None
        return UploadedFile(
            upload_id=upload_id,
            mime_type=found["ContentType"],
            size=int(found["ContentRange"].rpartition("/")[2]),
            head=head,
            filename=_text(found["Metadata"].get("filename", "")),
        )

    def pieces(self, upload_id: str) -> Iterator[bytes]:
        """Yield the content; see `Uploads`."""
        with translated("reading an upload"):
            body = self._client.get_object(Bucket=self._bucket, Key=_object_key(upload_id))["Body"]
        try:
            while piece := _piece(body):
                yield piece
        finally:
            body.close()

    def given(self, upload_id: str, number_id: str, now: int) -> GivenId | None:
        """Return the channel's id of a file; see `Uploads`."""
        key = _key(upload_id, number_id)
        item = self._table.read([key]).get(key)
        since = read_number(item, "since") if item else None
        if item is None or since is None or now >= since + CHANNEL_ID_LIVES_MS:
            return None
        return GivenId(read_text(item, "channel_id"), since)

    def remember(self, upload_id: str, number_id: str, channel_id: str, now: int) -> None:
        """Keep the channel's id of a file; see `Uploads`."""
        attributes = {
            "channel_id": text(channel_id),
            "since": number(now),
            "expires_at": number((now + CHANNEL_ID_LIVES_MS) // 1000),
        }
        self._table.put(_key(upload_id, number_id), attributes)

    def forget(self, upload_id: str, number_id: str) -> None:
        """Keep no id of a file for that number; see `Uploads`."""
        self._table.delete(_key(upload_id, number_id))


def _piece(body: Any) -> bytes:
    with translated("reading an upload"):
        return bytes(body.read(PIECE_BYTES))


def _ascii(name: str) -> str:
    """Write a name as headers can carry it: S3 takes 2 KB, which 240 characters of any script fit into."""
    return base64.urlsafe_b64encode(name.encode()).decode()


def _text(name: str) -> str:
    return base64.urlsafe_b64decode(name).decode()


def _object_key(upload_id: str) -> str:
    return f"{FOLDER}/{upload_id}"


def _key(upload_id: str, number_id: str) -> Key:
    return f"upload#{upload_id}", f"channel#{key_part(number_id)}"
