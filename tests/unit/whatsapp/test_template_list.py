"""The list of templates comes whole from Graph, or not at all."""

from collections.abc import Iterator
from threading import Thread
from typing import Any

import httpx
import pytest

from appcare.domain.delivery import Refusal, Rejected, RetryLater, Scope
from appcare.domain.errors import SecretMissingError
from appcare.domain.message_templates import MessageTemplate
from appcare.whatsapp import template_list
from appcare.whatsapp.graph import GraphPlace
from appcare.whatsapp.template_list import GraphTemplates
from playground.double_server import Answer, DoubleServer, Request
from playground.graph import Graph

AT = 1_800_000_000_000
WABA = "102290129340398"


class Lists(Graph):
    """The double; answers `said` instead, and keeps what it was asked."""

    def __init__(self) -> None:
        super().__init__()
        self.said: Any = None
        self.asked: list[Request] = []

    def receive(self, request: Request) -> Answer:
        """Answer."""
        self.asked.append(request)
        return super().receive(request) if self.said is None else Answer(200, self.said)


class World:
    """A client of a double."""

    def __init__(self, double: Lists, url: str) -> None:
        self.double = double
        self.url = url
        self.token: str | None = "token"

    def told(self, path: str, content: Any) -> None:
        """Tell the double."""
        httpx.post(self.url + path, json=content, trust_env=False).raise_for_status()
        self.double.asked.clear()

    def read(self) -> Any:
        """Ask for the list."""
        place = GraphPlace(base_url=self.url, version="v26.0", private_hosts=("127.0.0.1",))
        return GraphTemplates(place, self._token_of, seconds=20).templates("main", WABA, AT)

    def _token_of(self, account: str) -> str:
        assert account == "main"
        if self.token is None:
            message = "none"
            raise SecretMissingError(message)
        return self.token


@pytest.fixture
def world() -> Iterator[World]:
    """A double that serves."""
    double = Lists()
    server = DoubleServer(double, 0)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield World(double, server.url)
    server.shutdown()
    server.server_close()


def test_all_pages(world: World) -> None:
    """Every page is asked for, with what the list is read by, and under the account's token."""
    named = [{"name": f"t{turn:03}", "language": "nl"} for turn in range(250)]
    world.told("/templates", named)
    found: list[MessageTemplate] = world.read()
    assert [one.name for one in found] == [one["name"] for one in named]
    assert {(one.waba_id, one.status.at) for one in found} == {(WABA, AT)}
    assert len(world.double.asked) == 3
    first = world.double.asked[0]
    assert first.path == f"/v26.0/{WABA}/message_templates"
    assert "limit=100" in first.query
    assert "quality_score" in first.query
    assert first.headers["authorization"] == "Bearer token"


def test_no_templates(world: World) -> None:
    """An account without templates has an empty list."""
    world.told("/templates", [])
    assert world.read() == []


def test_large_page(world: World) -> None:
    """A page of a hundred long templates is read."""
    long = {"language": "nl", "components": [{"type": "BODY", "text": "x" * 4_000}]}
    world.told("/templates", [{"name": f"t{turn}", **long} for turn in range(100)])
    assert len(world.read()) == 100


@pytest.mark.parametrize(
    "said",
    [
        {},
        [],
        {"data": None},
        {"data": {}},
        {"data": [], "paging": {"next": "https://graph.example.com/"}},
        {"data": [], "paging": {"next": "https://graph.example.com/", "cursors": {"after": "again"}}},
    ],
)
def test_what_is_not_the_whole_list(world: World, said: Any) -> None:
    """An odd answer, or pages that never end, is a failure and no short list: that would delete templates."""
    world.double.said = said
    assert isinstance(world.read(), RetryLater)
    assert len(world.double.asked) <= template_list.MOST_PAGES


@pytest.mark.parametrize(
    ("behaviour", "result"),
    [
        ({"error": {"code": 190}}, Rejected(Refusal.AUTH, "Graph error 190")),
        ({"error": {"code": 80007}}, RetryLater("Graph error 80007", None, Scope.DESTINATION)),
        ({"status": 500}, RetryLater("HTTP 500")),
    ],
)
def test_refusals(world: World, behaviour: dict[str, Any], result: object) -> None:
    """A refusal says whether waiting helps; the second page's counts, too."""
    world.told("/templates", [{"name": f"t{turn}", "language": "nl"} for turn in range(150)])
    world.told("/behaviour", {"match": "message_templates", **behaviour})
    assert world.read() == result
    assert len(world.read()) == 150


def test_no_answer(world: World) -> None:
    """A connection that drops is worth another try."""
    world.told("/behaviour", {"match": "message_templates", "drop": "before"})
    assert isinstance(world.read(), RetryLater)


def test_no_token(world: World) -> None:
    """Without a token nobody is asked."""
    world.token = None
    assert world.read() == Rejected(Refusal.AUTH, "access token missing")
    assert not world.double.asked
