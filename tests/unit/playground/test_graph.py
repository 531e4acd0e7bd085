"""The Cloud API double answers as Meta does."""

from typing import Any

import httpx
import pytest

MESSAGE = {
    "messaging_product": "whatsapp",
    "to": "+31612345678",
    "type": "text",
    "text": {"body": "Hello"},
}
TOKEN = {"Authorization": "Bearer token"}
PATH = "/v26.0/106540352242922/messages"


def post(graph: httpx.Client, message: Any, headers: dict[str, str] = TOKEN) -> httpx.Response:
    """Send a message."""
    return graph.post(PATH, json=message, headers=headers)


def test_message_is_accepted_and_listed(graph: httpx.Client) -> None:
    """A message gets a wamid of its own and is listed without the access token."""
    answer = post(graph, MESSAGE).json()
    assert answer["messaging_product"] == "whatsapp"
    assert answer["contacts"] == [{"input": "+31612345678", "wa_id": "31612345678"}]
    (sent,) = graph.get("/sent").json()
    assert (sent["body"], sent["phone_number_id"]) == (MESSAGE, "106540352242922")
    assert [{"id": sent["id"]}] == answer["messages"]
    assert sent["id"].startswith("wamid.")
    assert "authorization" not in sent["headers"]


def test_message_to_a_user_without_a_phone_number(graph: httpx.Client) -> None:
    """A business-scoped user id goes into `recipient`."""
    message = {**MESSAGE, "recipient": "NL.1349120"}
    del message["to"]
    assert post(graph, message).json()["contacts"] == [{"input": "NL.1349120", "user_id": "NL.1349120"}]


def test_read_receipt_succeeds(graph: httpx.Client) -> None:
    """Marking a message as read is no message: it has no id."""
    receipt = {"messaging_product": "whatsapp", "status": "read", "message_id": "wamid.x"}
    assert post(graph, receipt).json() == {"success": True}
    assert graph.get("/sent").json()[0]["id"] is None


@pytest.mark.parametrize("absent", ["messaging_product", "to", "text"])
def test_incomplete_message_is_refused(graph: httpx.Client, absent: str) -> None:
    """A message that lacks a parameter gets error 100 and is not listed."""
    answer = post(graph, {name: part for name, part in MESSAGE.items() if name != absent})
    assert (answer.status_code, answer.json()["error"]["code"]) == (400, 100)
    assert graph.get("/sent").json() == []


def test_call_without_a_token_is_refused(graph: httpx.Client) -> None:
    """Without an access token the answer is error 190."""
    answer = post(graph, MESSAGE, headers={})
    assert (answer.status_code, answer.json()["error"]["code"]) == (401, 190)


def test_unknown_path_is_refused(graph: httpx.Client) -> None:
    """Nothing else of the Graph API is here."""
    assert graph.get("/v26.0/me/accounts").status_code == 404


def test_error_of_meta_is_told(graph: httpx.Client) -> None:
    """A Graph error is answered as told, once, and the refused message is not listed."""
    error = {"code": 131056, "message": "Pair rate limit hit"}
    graph.post("/behaviour", json={"error": error})
    answer = post(graph, MESSAGE)
    assert (answer.status_code, answer.json()) == (400, {"error": error})
    assert graph.get("/sent").json() == []
    assert post(graph, MESSAGE).status_code == 200


@pytest.mark.parametrize(("drop", "sent"), [("before", 0), ("after", 1)])
def test_unclear_answer(graph: httpx.Client, drop: str, sent: int) -> None:
    """A dropped connection leaves the caller in the dark; the list tells what happened."""
    graph.post("/behaviour", json={"drop": drop})
    with pytest.raises(httpx.RemoteProtocolError):
        post(graph, MESSAGE)
    assert len(graph.get("/sent").json()) == sent


def test_delete_forgets(graph: httpx.Client) -> None:
    """DELETE leaves a double that has sent nothing."""
    post(graph, MESSAGE)
    graph.delete("/sent")
    assert graph.get("/sent").json() == []
