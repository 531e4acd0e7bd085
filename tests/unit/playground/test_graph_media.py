"""The Cloud API double gives out files as Meta does, and as wrongly as it is told."""

import hashlib
from typing import Any

import httpx
import pytest

TOKEN = {"Authorization": "Bearer token"}
ID = "1021"


def described(graph: httpx.Client) -> httpx.Response:
    """Ask where the file is."""
    return graph.get(f"/v26.0/{ID}", headers=TOKEN)


def downloaded(graph: httpx.Client) -> httpx.Response:
    """Ask where the file is and fetch it."""
    return graph.get(described(graph).json()["url"], headers=TOKEN)


def test_any_id_is_a_picture_that_is_as_described(graph: httpx.Client) -> None:
    """Size, hash and type of what comes are those that Graph named."""
    said, file = described(graph).json(), downloaded(graph)
    assert (said["id"], said["mime_type"], said["file_size"]) == (ID, "image/jpeg", len(file.content))
    assert said["sha256"] == hashlib.sha256(file.content).hexdigest()
    assert file.headers["content-type"] == "image/jpeg"


@pytest.mark.parametrize("size", [0, 5, 65_549, 300_000])
def test_told_size(graph: httpx.Client, size: int) -> None:
    """A file is as long as told, however that falls into pieces."""
    told = graph.post("/media", json={"id": ID, "size": size, "mime_type": "application/pdf"}).json()
    content = downloaded(graph).content
    assert len(content) == size == told["size"]
    assert hashlib.sha256(content).hexdigest() == told["sha256"]


def test_told_content(graph: httpx.Client) -> None:
    """A file has the content it was told to have."""
    graph.post("/media", json={"id": ID, "content": "SGVsbG8="})
    assert downloaded(graph).content == b"Hello"


@pytest.mark.parametrize("claim", [{"sha256": "ab"}, {"file_size": 7}])
def test_told_lies(graph: httpx.Client, claim: dict[str, Any]) -> None:
    """Graph says of a file what it is told to say."""
    graph.post("/media", json={"id": ID, **claim})
    assert claim.items() <= described(graph).json().items()


def test_errors_of_graph(graph: httpx.Client) -> None:
    """Whoever asks for the URL is answered with the status and error told."""
    error = {"code": 131052, "message": "Media download error"}
    graph.post("/media", json={"id": ID, "status": 404, "error": error})
    assert (described(graph).status_code, described(graph).json()) == (404, {"error": error})


def test_without_a_token_nothing_comes(graph: httpx.Client) -> None:
    """Both the question and the download need the access token."""
    url = described(graph).json()["url"]
    assert graph.get(f"/v26.0/{ID}").status_code == 401
    assert graph.get(url).status_code == 401


def test_stale_urls(graph: httpx.Client) -> None:
    """As many URLs as told do not work, then one does."""
    graph.post("/media", json={"id": ID, "stale": 1})
    assert [downloaded(graph).status_code for _ in range(2)] == [404, 200]


def test_redirect(graph: httpx.Client) -> None:
    """A URL leads on to where it is told."""
    graph.post("/media", json={"id": ID, "redirect": "http://10.0.0.1/x"})
    answer = downloaded(graph)
    assert (answer.status_code, answer.headers["location"]) == (302, "http://10.0.0.1/x")


def test_endless(graph: httpx.Client) -> None:
    """An endless file has no length and goes on."""
    graph.post("/media", json={"id": ID, "endless": True})
    said = described(graph).json()
    assert "file_size" not in said
    with graph.stream("GET", said["url"], headers=TOKEN) as answer:
        assert "content-length" not in answer.headers
        pieces = answer.iter_raw(1024)
        assert sum(len(next(pieces)) for _ in range(300)) >= 300 * 512


def test_behaviour_by_path(graph: httpx.Client) -> None:
    """A behaviour holds for the file whose id it matches."""
    graph.post("/behaviour", json={"status": 503, "match": ID})
    assert graph.get("/v26.0/other", headers=TOKEN).status_code == 200
    assert [described(graph).status_code for _ in range(2)] == [503, 200]


def test_unknown_word_is_refused(graph: httpx.Client) -> None:
    """What cannot be told is answered with what can."""
    answer = graph.post("/media", json={"id": ID, "colour": "red"})
    assert (answer.status_code, "mime_type" in answer.json()["error"]) == (400, True)
