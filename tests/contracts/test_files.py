"""Files as adapters read them: by the link of an event, whoever's rights the link had."""

import pytest

from appcare.application.adapter_ports import Files
from appcare.application.media_ports import Links, MediaStore
from appcare.aws.files import S3Files
from appcare.aws.media_store import S3Links, S3MediaStore
from appcare.domain.media import object_key
from appcare.memory.files import MemoryFiles
from appcare.memory.media import MemoryLinks, MemoryMediaStore
from tests.contracts.implementations.imitations import Aws
from tests.contracts.implementations.storage import fresh_bucket

CONTENT = bytes(range(256)) * 40
KEY = object_key("wa#106#31612345678", "1234567890")

Place = tuple[MediaStore, Links, Files]
"""Where files are put, how links to them are made, how they are read."""


@pytest.fixture
def place(pipeline: Aws | None) -> Place:
    """One file is there."""
    if pipeline is None:
        memory = MemoryMediaStore()
        memory.put(KEY, "image/jpeg", [CONTENT])
        return memory, MemoryLinks(), MemoryFiles(memory)
    client, bucket = pipeline.s3, fresh_bucket(pipeline.s3, "files")
    store = S3MediaStore(client, bucket)
    store.put(KEY, "image/jpeg", [CONTENT])
    return store, S3Links(client, bucket, 60, lambda: 0), S3Files(client, bucket)


def test_a_link_leads_to_the_file(place: Place) -> None:
    """The bytes behind an event's link are the file's, to the last one."""
    _, links, files = place
    url = links.link(KEY, "häger & söhne.jpg").url
    assert files.read(url, len(CONTENT)) == CONTENT


def test_a_link_works_without_what_made_it_a_link(place: Place) -> None:
    """Its signature may have ended long ago: the path is enough."""
    _, links, files = place
    url = links.link(KEY, "a.jpg").url.partition("?")[0]
    assert files.read(url, len(CONTENT)) == CONTENT


def test_a_file_that_is_too_large_is_none(place: Place) -> None:
    """One byte more than allowed is not read."""
    _, links, files = place
    assert files.read(links.link(KEY, "a.jpg").url, len(CONTENT) - 1) is None


@pytest.mark.parametrize("key", [object_key("wa#106#31612345678", "2"), "updates/1", "media/", "../media/x"])
def test_what_is_not_there_is_none(place: Place, key: str) -> None:
    """A file that is gone, and a link that leads to no file, open nothing."""
    _, links, files = place
    assert files.read(links.link(key, "a.jpg").url, 10**9) is None


@pytest.mark.parametrize("url", ["", "https://example.com/", "https://[bad", "nonsense"])
def test_what_is_no_link_of_ours_is_none(place: Place, url: str) -> None:
    """Any other text opens nothing, and is no error."""
    assert place[2].read(url, 10**9) is None
