"""The Cloud API double tells how far its messages come, as Meta does."""

import json
import threading
from collections.abc import Iterator
from typing import Any

import httpx
import pytest

from playground.double_server import Answer, Double, DoubleServer, Request
from playground.waiting import within
from playground.whatsapp_phone import signature
from tests.unit.playground.test_graph import MESSAGE, post

APP_SECRET = "secret"
OURS = {**MESSAGE, "biz_opaque_callback_data": "msg_1"}


class Pipeline(Double):
    """Takes webhooks whose signature is right."""

    collection = "/taken"

    def receive(self, request: Request) -> Answer:
        """Take one, unless it is told otherwise."""
        behaviour = self.behaviours.take(request.body)
        if behaviour.accepts:
            assert request.headers["x-hub-signature-256"] == signature(request.content, APP_SECRET)
            assert request.headers["x-stage"] == "one"
            self.take(json.loads(request.body)["entry"][0]["changes"][0]["value"])
        return Answer(behaviour.status, None)


@pytest.fixture
def pipeline(graph: httpx.Client) -> Iterator[httpx.Client]:
    """A client of where the double's webhooks go."""
    server = DoubleServer(Pipeline(), 0)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    told = {"webhook_url": f"{server.url}/hook", "webhook_headers": {"X-Stage": "one"}}
    graph.post("/webhook", json={**told, "app_secret": APP_SECRET}).raise_for_status()
    with httpx.Client(base_url=server.url, trust_env=False) as client:
        yield client
    server.shutdown()
    thread.join()
    server.server_close()


def told(pipeline: httpx.Client, count: int) -> list[dict[str, Any]]:
    """Return the statuses that came, once there are so many."""
    assert within(10, lambda: len(pipeline.get("/taken").json()) >= count)
    return [value["statuses"][0] for value in pipeline.get("/taken").json()]


def plan(graph: httpx.Client, **asked: Any) -> None:
    """Tell the double which statuses to send."""
    graph.post("/statuses", json={"delay": 0, **asked}).raise_for_status()


def test_statuses_carry_what_the_message_carried(graph: httpx.Client, pipeline: httpx.Client) -> None:
    """Sent and delivered come signed, with the wamid, the number, the opaque data and the price."""
    wamid = post(graph, OURS).json()["messages"][0]["id"]
    sent, delivered = told(pipeline, 2)
    assert [sent["status"], delivered["status"]] == ["sent", "delivered"]
    price = {"billable": True, "pricing_model": "PMP", "type": "regular", "category": "service"}
    for one in (sent, delivered):
        expected = {
            "id": wamid,
            "recipient_id": "31612345678",
            "biz_opaque_callback_data": "msg_1",
            "pricing": price,
        }
        assert expected.items() <= one.items()
    assert pipeline.get("/taken").json()[0]["metadata"]["phone_number_id"] == "106540352242922"


def test_price_of_a_template_stands_twice(graph: httpx.Client, pipeline: httpx.Client) -> None:
    """A template is charged by its category, and the price is in no more than two statuses."""
    plan(graph, send=["sent", "delivered", "read"])
    content = {"name": "order_confirmed", "language": {"code": "en_US"}}
    post(
        graph, {**{k: v for k, v in MESSAGE.items() if k != "text"}, "type": "template", "template": content}
    )
    prices = [one.get("pricing", {}).get("category") for one in told(pipeline, 3)]
    assert prices == ["utility", "utility", None]


def test_user_without_a_phone_number(graph: httpx.Client, pipeline: httpx.Client) -> None:
    """Statuses of a message to a user id name that id."""
    post(graph, {**{k: v for k, v in MESSAGE.items() if k != "to"}, "recipient": "NL.1349120"})
    one = told(pipeline, 1)[0]
    assert (one["recipient_user_id"], "recipient_id" in one) == ("NL.1349120", False)


def test_statuses_before_the_answer(graph: httpx.Client, pipeline: httpx.Client) -> None:
    """Told so, all statuses have come before the send is answered, even if it never is."""
    plan(graph, before_answer=True)
    post(graph, MESSAGE)
    assert len(pipeline.get("/taken").json()) == 2
    graph.post("/behaviour", json={"drop": "after"})
    with pytest.raises(httpx.RemoteProtocolError):
        post(graph, MESSAGE)
    assert len(pipeline.get("/taken").json()) == 4


def test_failure(graph: httpx.Client, pipeline: httpx.Client) -> None:
    """A message may fail after it was taken, for a reason that can be told."""
    plan(graph, send=["failed"], error={"code": 131049, "title": "Meta chose not to deliver"})
    post(graph, MESSAGE)
    (failed,) = told(pipeline, 1)
    assert failed["errors"] == [{"code": 131049, "title": "Meta chose not to deliver"}]
    assert "pricing" not in failed


def test_statuses_come_again_until_they_are_taken(graph: httpx.Client, pipeline: httpx.Client) -> None:
    """A status that is not answered 200 comes again, before the one after it."""
    pipeline.post("/behaviour", json={"status": 500, "times": 2})
    post(graph, MESSAGE)
    assert [one["status"] for one in told(pipeline, 2)] == ["sent", "delivered"]


def test_nothing_is_told_of_what_was_not_taken(graph: httpx.Client, pipeline: httpx.Client) -> None:
    """Receipts, refused messages and those dropped before acceptance have no statuses."""
    plan(graph, before_answer=True)
    post(graph, {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.x"})
    post(graph, {**MESSAGE, "text": {}})
    graph.post("/behaviour", json={"drop": "before"})
    with pytest.raises(httpx.RemoteProtocolError):
        post(graph, MESSAGE)
    plan(graph, send=[])
    post(graph, MESSAGE)
    assert pipeline.get("/taken").json() == []


def test_delete_brings_the_usual_statuses_back(graph: httpx.Client, pipeline: httpx.Client) -> None:
    """`DELETE /sent` forgets which statuses were asked for, not where they go."""
    plan(graph, send=["failed"])
    graph.delete("/sent")
    post(graph, MESSAGE)
    assert [one["status"] for one in told(pipeline, 2)] == ["sent", "delivered"]


@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("/statuses", {"send": ["lost"]}),
        ("/statuses", {"delay": -1}),
        ("/statuses", {"before_answer": "yes"}),
        ("/statuses", {"colour": "red"}),
        ("/statuses", []),
        ("/webhook", {"webhook_url": "http://127.0.0.1:9"}),
        ("/pair_limit", {"on": "no"}),
    ],
)
def test_what_cannot_be_told(graph: httpx.Client, path: str, asked: Any) -> None:
    """Unknown words and values are answered 400 with a sentence."""
    answer = graph.post(path, json=asked)
    assert (answer.status_code, bool(answer.json()["error"])) == (400, True)
