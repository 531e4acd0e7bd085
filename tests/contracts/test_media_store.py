"""Stored files: whole or not at all, whichever way they come in pieces."""

from collections.abc import Callable, Iterator

import httpx
import pytest
from botocore.stub import Stubber

from appcare.application.media_ports import MediaStore
from appcare.aws.media_store import PART_BYTES, S3Links, S3MediaStore
from appcare.domain.errors import StorageError
from appcare.memory.media import MemoryMediaStore
from tests.contracts.implementations.imitations import Aws
from tests.contracts.implementations.storage import fresh_bucket

Read = Callable[[str], tuple[str, bytes] | None]
"""Returns type and content of an object; None: there is none."""


@pytest.fixture
def store(pipeline: Aws | None) -> tuple[MediaStore, Read]:
    """A store, and how to look into it."""
    if pipeline is None:
        memory = MemoryMediaStore()
        return memory, memory.objects.get
    client, bucket = pipeline.s3, fresh_bucket(pipeline.s3, "media")

    def read(key: str) -> tuple[str, bytes] | None:
        if not client.list_objects_v2(Bucket=bucket, Prefix=key).get("Contents"):
            return None
        found = client.get_object(Bucket=bucket, Key=key)
        return found["ContentType"], found["Body"].read()

    return S3MediaStore(client, bucket), read


@pytest.mark.parametrize("size", [1, PART_BYTES, PART_BYTES + 1, 2 * PART_BYTES + 7])
def test_pieces_become_one_object(store: tuple[MediaStore, Read], size: int) -> None:
    """Whatever falls on the border of two parts, the object is the pieces in their order."""
    content = bytes(range(251)) * (size // 251 + 1)
    content = content[:size]
    keeper, read = store
    keeper.put("media/a/b", "image/png", (content[at : at + 700_000] for at in range(0, size, 700_000)))
    assert read("media/a/b") == ("image/png", content)


def test_the_same_again_changes_nothing(store: tuple[MediaStore, Read]) -> None:
    """A file that is stored a second time is there once."""
    keeper, read = store
    for _ in range(2):
        keeper.put("media/a/b", "image/png", [b"content"])
    assert read("media/a/b") == ("image/png", b"content")


@pytest.mark.parametrize("before", [0, 3, 3 * PART_BYTES])
def test_what_breaks_off_is_not_there(store: tuple[MediaStore, Read], before: int) -> None:
    """A file that turns out wrong after any number of bytes leaves no object, and its error comes back."""

    def pieces() -> Iterator[bytes]:
        yield bytes(before)
        raise KeyError("wrong")

    keeper, read = store
    with pytest.raises(KeyError, match="wrong"):
        keeper.put("media/a/b", "image/png", pieces())
    assert read("media/a/b") is None


def test_what_is_there_and_what_is_not(store: tuple[MediaStore, Read]) -> None:
    """An object is there from when it was put; a name that begins like its name is not it."""
    keeper, _ = store
    assert not keeper.has("media/a/b")
    keeper.put("media/a/b", "image/png", [b"content"])
    assert keeper.has("media/a/b")
    assert not keeper.has("media/a")
    assert not keeper.has("media/a/bc")


def test_a_refusal_is_not_an_absence(moto_clients: Aws) -> None:
    """That the bucket refuses to say says nothing of what lies in it."""
    with Stubber(moto_clients.s3) as refusing:
        refusing.add_client_error("head_object", "403", http_status_code=403)
        with pytest.raises(StorageError):
            S3MediaStore(moto_clients.s3, "bucket").has("media/a/b")


def test_a_link_is_all_one_needs(pipeline: Aws | None) -> None:
    """Who has nothing but the link gets the file's bytes, and no object beside it."""
    if pipeline is None:
        pytest.skip("memory has no links that work")
    bucket, content = fresh_bucket(pipeline.s3, "media"), bytes(range(256)) * 40
    S3MediaStore(pipeline.s3, bucket).put("media/a/b", "image/png", [content])
    links = S3Links(pipeline.s3, bucket, 60, lambda: 1_000)
    assert httpx.get(links.link("media/a/b", "a.png").url, trust_env=False).content == content
    assert httpx.get(links.link("media/a/c", "a.png").url, trust_env=False).status_code == 404


def test_links_say_until_when_and_never_show(pipeline: Aws | None) -> None:
    """A link names its object, downloads under the given name, and says when it ends at most."""
    if pipeline is None:
        pytest.skip("memory has no links that work")
    link = S3Links(pipeline.s3, "bucket", 60, lambda: 1_000).link("media/a/b", 'a "b"\n.jpg')
    assert link.expires_at == 61_000
    assert "media/a/b" in link.url
    assert "attachment" in link.url
    assert "%0A" not in link.url.partition("filename%3D")[2].partition("filename%2A")[0]
