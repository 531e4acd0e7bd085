"""The Cloud API double lists message templates as Meta does."""

from typing import Any

import httpx
import pytest

TOKEN = {"Authorization": "Bearer token"}
PATH = "/v26.0/102290129340398/message_templates"


def listed(graph: httpx.Client, **asked: Any) -> dict[str, Any]:
    """Return a page of the list."""
    answer = graph.get(PATH, params=asked, headers=TOKEN)
    assert answer.status_code == 200
    page: dict[str, Any] = answer.json()
    return page


def test_what_is_there_from_the_beginning(graph: httpx.Client) -> None:
    """There are two templates that may be sent and one that may not."""
    statuses = {one["name"]: one["status"] for one in listed(graph)["data"]}
    assert statuses == {"parcel_delayed": "APPROVED", "order_confirmed": "APPROVED", "summer_sale": "PAUSED"}


def test_pages(graph: httpx.Client) -> None:
    """Following the cursors leads through every template once; the last page names no next one."""
    first = listed(graph, limit=2)
    second = listed(graph, limit=2, after=first["paging"]["cursors"]["after"])
    assert [len(first["data"]), len(second["data"])] == [2, 1]
    assert "next" in first["paging"]
    assert "next" not in second["paging"]
    assert first["data"] + second["data"] == listed(graph)["data"]


def test_list_can_be_told(graph: httpx.Client) -> None:
    """What is told is listed instead, completed, until it is forgotten."""
    before = listed(graph)
    told = [{"name": "hello", "language": "nl", "status": "DISABLED"}]
    assert graph.post("/templates", json=told).json() == {"listed": 1}
    (one,) = listed(graph)["data"]
    assert {"name": "hello", "language": "nl", "status": "DISABLED"}.items() <= one.items()
    assert {"id", "category", "components"} <= one.keys()
    graph.delete("/templates")
    assert listed(graph) == before


def test_empty_list(graph: httpx.Client) -> None:
    """An account without templates is answered without cursors."""
    graph.post("/templates", json=[])
    assert listed(graph) == {"data": []}


@pytest.mark.parametrize("told", [{}, [{"name": "hello"}], ["hello"]])
def test_what_is_no_list_of_templates(graph: httpx.Client, told: Any) -> None:
    """What cannot be listed is refused and changes nothing."""
    before = listed(graph)
    assert graph.post("/templates", json=told).status_code == 400
    assert listed(graph) == before


def test_token_and_trouble(graph: httpx.Client) -> None:
    """Without a token nothing is listed; trouble that is told for lists comes once."""
    assert graph.get(PATH).json()["error"]["code"] == 190
    graph.post("/behaviour", json={"error": {"code": 80007}, "match": "message_templates"})
    assert graph.get(PATH, headers=TOKEN).json() == {"error": {"code": 80007}}
    assert len(listed(graph)["data"]) == 3
