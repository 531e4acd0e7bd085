"""Files that agents upload: put there by whoever has the place, and read as they lie there."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest
from botocore.stub import Stubber

from appcare.application.upload_ports import (
    CHANNEL_ID_LIVES_MS,
    HEAD_BYTES,
    Announced,
    UploadedFile,
    UploadPlace,
    UploadPlaces,
    Uploads,
)
from appcare.aws.uploads import PIECE_BYTES, S3UploadPlaces, S3Uploads
from appcare.domain.errors import StorageError
from appcare.memory.uploads import MemoryUploads
from tests.contracts.implementations.imitations import Aws
from tests.contracts.implementations.storage import fresh_bucket, state_table

ID, OTHER = "upl_" + "a" * 26, "upl_" + "b" * 26
CONTENT = bytes(range(256)) * 40
NOW = 1_799_999_000_000
DAY_MS = 86_400_000


@dataclass(frozen=True)
class Place:
    """Where files are offered a place, how they come, and how they are read."""

    places: UploadPlaces
    uploads: Uploads
    arrive: Callable[[Announced, UploadPlace, bytes], None]


@pytest.fixture
def place(anywhere: Aws | None) -> Place:
    """No file is there."""
    if anywhere is None:
        memory = MemoryUploads()
        return Place(memory, memory, lambda said, _, content: memory.arrive(said.upload_id, content))
    bucket = fresh_bucket(anywhere.s3, "uploads")
    places = S3UploadPlaces(anywhere.s3, bucket, 900, lambda: NOW)
    table = state_table(anywhere.dynamodb)

    def put(said: Announced, offered: UploadPlace, content: bytes) -> None:
        if "amazonaws" in anywhere.s3.meta.endpoint_url:  # moto hears the SDK only, and no URL
            name = {"filename": offered.headers.get("x-amz-meta-filename", "")}
            anywhere.s3.put_object(
                Bucket=bucket,
                Key=f"uploads/{said.upload_id}",
                Body=content,
                ContentType=said.mime_type,
                Metadata=name if said.filename else {},
            )
        else:
            assert _put(offered.url, content, offered.headers) == httpx.codes.OK

    return Place(places, S3Uploads(anywhere.s3, bucket, anywhere.dynamodb, table), put)


def _put(url: str, content: bytes, headers: Mapping[str, str]) -> int:
    # As many clients do: what is told about the length is what is sent.
    told = {name: value for name, value in headers.items() if name != "content-length"}
    return httpx.put(url, content=content, headers=told, trust_env=False).status_code


def uploaded(place: Place, content: bytes = CONTENT, filename: str = "") -> Announced:
    """Announce a file and put it there."""
    said = Announced(ID, "image/png", len(content), filename)
    place.arrive(said, place.places.offer(said), content)
    return said


def test_nothing_is_there_before_it_has_come(place: Place) -> None:
    """A file that was announced is not there; nobody reads what was never announced either."""
    place.places.offer(Announced(ID, "image/png", len(CONTENT)))
    assert place.uploads.read(ID) is None
    assert place.uploads.read(OTHER) is None
    with pytest.raises(StorageError):
        list(place.uploads.pieces(ID))


@pytest.mark.parametrize("size", [1, HEAD_BYTES, HEAD_BYTES + 1])
def test_a_file_is_read_as_it_lies_there(place: Place, size: int) -> None:
    """Its size, its type, its name and its beginning come back, however long it is."""
    content = (CONTENT * 2)[:size]
    uploaded(place, content, "häger & söhne, #1.png")
    found = place.uploads.read(ID)
    assert found == UploadedFile(ID, "image/png", size, content[:HEAD_BYTES], "häger & söhne, #1.png")


def test_the_pieces_are_the_file(place: Place) -> None:
    """A file longer than one piece comes whole, and again whenever it is asked for."""
    content = CONTENT * (PIECE_BYTES // len(CONTENT) + 2)
    uploaded(place, content)
    for _ in range(2):
        assert b"".join(place.uploads.pieces(ID)) == content
    next(iter(place.uploads.pieces(ID)))


def test_no_id_but_the_one_of_that_number(place: Place) -> None:
    """The channel's id is known for the file and the number it was given for; a later one replaces it."""
    assert place.uploads.given(ID, "7", NOW) is None
    place.uploads.remember(ID, "7", "media-1", NOW)
    place.uploads.remember(ID, "7", "media-2", NOW + 1)
    place.uploads.remember(ID, "8", "media-3", NOW)
    found = place.uploads.given(ID, "7", NOW + 2)
    assert found is not None
    assert (found.id, found.since) == ("media-2", NOW + 1)
    assert place.uploads.given(OTHER, "7", NOW) is None


def test_an_id_is_known_while_a_day_is_left(place: Place) -> None:
    """After 29 of the channel's 30 days the id is not given out any more."""
    place.uploads.remember(ID, "7", "media-1", NOW)
    assert CHANNEL_ID_LIVES_MS == 29 * DAY_MS
    assert place.uploads.given(ID, "7", NOW + 29 * DAY_MS - 1)
    assert place.uploads.given(ID, "7", NOW + 29 * DAY_MS) is None


def test_a_forgotten_id_is_gone(place: Place) -> None:
    """Forgetting concerns one number, and does no harm where nothing was known."""
    place.uploads.remember(ID, "7", "media-1", NOW)
    place.uploads.remember(ID, "8", "media-2", NOW)
    for _ in range(2):
        place.uploads.forget(ID, "7")
    assert place.uploads.given(ID, "7", NOW) is None
    assert place.uploads.given(ID, "8", NOW)


def test_a_place_takes_what_was_announced_and_nothing_else(ministack_clients: Aws) -> None:
    """Another size, another type, another name, no headers, another key: refused; the file itself: taken."""
    s3, bucket = ministack_clients.s3, fresh_bucket(ministack_clients.s3, "uploads")
    offered = S3UploadPlaces(s3, bucket, 900, lambda: NOW).offer(
        Announced(ID, "image/png", len(CONTENT), "cat.png", hashlib.sha256(CONTENT).digest())
    )
    for content, headers in (
        (CONTENT + b"x", {}),
        (CONTENT[1:], {}),
        (CONTENT, {"content-type": "text/html"}),
        (CONTENT, {"x-amz-meta-filename": "dog.png"}),
        (CONTENT, {"x-amz-checksum-sha256": ""}),
        (CONTENT, {"if-none-match": ""}),
    ):
        assert _put(offered.url, content, {**offered.headers, **headers}) == httpx.codes.FORBIDDEN
    assert _put(offered.url, CONTENT, {}) == httpx.codes.FORBIDDEN
    elsewhere = offered.url.replace(ID, OTHER)
    assert _put(elsewhere, CONTENT, offered.headers) == httpx.codes.FORBIDDEN
    assert "Contents" not in s3.list_objects_v2(Bucket=bucket)
    assert _put(offered.url, CONTENT, offered.headers) == httpx.codes.OK


def test_a_place_takes_one_file(ministack_clients: Aws) -> None:
    """Once a file lies there, nobody replaces it, not even with what fits the announcement as well."""
    s3, bucket = ministack_clients.s3, fresh_bucket(ministack_clients.s3, "uploads")
    offered = S3UploadPlaces(s3, bucket, 900, lambda: NOW).offer(Announced(ID, "image/png", len(CONTENT)))
    assert _put(offered.url, CONTENT, offered.headers) == httpx.codes.OK
    assert _put(offered.url, CONTENT[::-1], offered.headers) == httpx.codes.PRECONDITION_FAILED
    assert s3.get_object(Bucket=bucket, Key=f"uploads/{ID}")["Body"].read() == CONTENT


def test_all_that_is_promised_is_signed(aws: Aws) -> None:
    """The signature covers every header that is to be sent, and the place says until when it is open."""
    places = S3UploadPlaces(aws.s3, "bucket", 900, lambda: NOW)
    offered = places.offer(Announced(ID, "image/png", 5, "a.png", hashlib.sha256(b"12345").digest()))
    (signed,) = parse_qs(urlsplit(offered.url).query)["X-Amz-SignedHeaders"]
    assert set(signed.split(";")) == {"host", *offered.headers}
    assert offered.headers["content-length"] == "5"
    assert offered.expires_at == NOW + 900_000
    assert urlsplit(offered.url).path.endswith(f"/uploads/{ID}")


def test_a_refusal_is_not_an_absence(moto_clients: Aws) -> None:
    """That the bucket refuses to say says nothing of what lies in it."""
    uploads = S3Uploads(moto_clients.s3, "bucket", moto_clients.dynamodb, "state")
    with Stubber(moto_clients.s3) as refusing:
        refusing.add_client_error("get_object", "AccessDenied", http_status_code=403)
        with pytest.raises(StorageError):
            uploads.read(ID)
