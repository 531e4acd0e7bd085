"""The API over memory: where to put a file, and what is said of those that nobody could send."""

import re
from typing import Any

import pytest

from appcare.application.upload_ports import Announced
from appcare.domain.errors import StorageError
from appcare.domain.events.outgoing import FileContent
from appcare.memory.uploads import MemoryUploads
from functions.agent_api import handler, routes, uploads
from tests.unit.functions.api_requests import ask
from tests.unit.functions.samples import FlushedTelemetry

PNG = {"mime_type": "image/png", "size": 5}


@pytest.fixture
def memory(monkeypatch: pytest.MonkeyPatch) -> MemoryUploads:
    """Return the uploads of an API that has none yet."""
    found, telemetry = MemoryUploads(), FlushedTelemetry()
    monkeypatch.setattr(uploads, "places", lambda: found)
    monkeypatch.setattr(handler, "authorizer", lambda: "lambda")
    for module in (handler, routes):
        monkeypatch.setattr(module, "telemetry", lambda: telemetry)
    return found


def offered(body: Any) -> tuple[int, Any]:
    """Ask where to put a file."""
    return ask("/v1/uploads", method="POST", body=body)


def pointers(body: Any) -> dict[str, str]:
    """Ask for what cannot be; return what is wrong where."""
    status, problem = offered(body)
    assert (status, problem["type"]) == (400, "urn:appcare:problem:bad-input")
    return {one["pointer"]: one["detail"] for one in problem["errors"]}


def test_a_place_for_a_file(memory: MemoryUploads) -> None:
    """The answer is an id that messages take, and all that the PUT needs; each time it is a new one."""
    status, found = offered(PNG)
    assert status == 201
    assert set(found) == {"id", "upload"}
    place = found["upload"]
    assert set(place) == {"url", "method", "headers", "expires_at"}
    assert (place["method"], found["id"] in place["url"]) == ("PUT", True)
    assert place["headers"] == {"content-type": "image/png", "content-length": "5"}
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", place["expires_at"])
    assert FileContent(kind="image", upload_id=found["id"]).upload_id == found["id"]
    assert offered(PNG)[1]["id"] != found["id"]
    assert len(memory.announced) == 2


def test_what_is_told_is_passed_on(memory: MemoryUploads) -> None:
    """The name and the checksum reach the bucket; of the type only what matters does."""
    body = {"mime_type": "Audio/OGG; codecs=opus", "size": 7, "filename": "häger.ogg", "sha256": "AB" * 32}
    status, found = offered(body)
    assert status == 201
    said = Announced(found["id"], "audio/ogg", 7, "häger.ogg", bytes.fromhex("ab" * 32))
    assert memory.announced == {found["id"]: said}


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"mime_type": "image/gif"}, "mime_type"),
        ({"mime_type": ""}, "mime_type"),
        ({"mime_type": "x" * 129}, "mime_type"),
        ({"mime_type": None}, "mime_type"),
        ({"size": 5 * 1024 * 1024 + 1}, "size"),
        ({"size": 0}, "size"),
        ({"size": "5"}, "size"),
        ({"size": True}, "size"),
        ({"size": 10**400}, "size"),
        ({"filename": ""}, "filename"),
        ({"filename": "x" * 241}, "filename"),
        ({"sha256": "ab"}, "sha256"),
        ({"sha256": "x" * 64}, "sha256"),
        ({"kind": "image"}, "kind"),
    ],
)
def test_each_wrong_part_is_named(memory: MemoryUploads, changes: dict[str, Any], pointer: str) -> None:
    """What could not be sent, or makes no sense, is refused where it stands, before anything is uploaded."""
    assert set(pointers({**PNG, **changes})) == {f"#/body/{pointer}"}
    assert memory.announced == {}


@pytest.mark.parametrize(
    "body", [None, "", "{", "[]", '{"mime_type":"image/png","size":1,"filename":"\\ud800"}']
)
def test_what_is_no_announcement(memory: MemoryUploads, body: Any) -> None:
    """No body, a broken one and half a character are problems, too."""
    assert pointers(body)
    assert memory.announced == {}


def test_the_limit_is_told(memory: MemoryUploads) -> None:
    """Who is refused for the size reads how large it may be."""
    assert "5242880" in pointers({"mime_type": "image/png", "size": 10**9})["#/body/size"]
    assert memory.announced == {}


def test_only_post(memory: MemoryUploads) -> None:
    """There is no list of uploads, and none can be read."""
    status, problem = ask("/v1/uploads")
    assert (status, problem["detail"]) == (405, "Only POST is possible.")
    assert memory.announced == {}


def test_storage_in_trouble(memory: MemoryUploads, monkeypatch: pytest.MonkeyPatch) -> None:
    """No place can be offered now: later."""

    def refuse(_: Announced) -> None:
        message = "offering a place for a file"
        raise StorageError(message)

    monkeypatch.setattr(memory, "offer", refuse)
    assert offered(PNG)[0] == 503
