"""What Request Tracker's REST API does, call by call, for whoever writes to it."""

import base64
import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest
from standardwebhooks.webhooks import Webhook

from tests.live.callbacks import REQUEST_TRACKER_PATH, Callbacks
from tests.live.request_tracker.server import WORKERS, RequestTracker

PNG = b"\x89PNG\r\n\x1a\n"


def client(server: RequestTracker, token: str) -> httpx.Client:
    """One user's connection."""
    headers = {"Authorization": f"token {token}"}
    return httpx.Client(base_url=server.api, headers=headers, timeout=30, trust_env=False)


@pytest.fixture
def bot(request_tracker: RequestTracker) -> Iterator[httpx.Client]:
    """AppCare."""
    with client(request_tracker, request_tracker.bot_token) as connection:
        yield connection


@pytest.fixture
def ann(request_tracker: RequestTracker) -> Iterator[httpx.Client]:
    """An agent."""
    with client(request_tracker, request_tracker.agent_token) as connection:
        yield connection


def open_ticket(bot: httpx.Client, contact: str) -> str:
    """Open a ticket of a customer; return its id."""
    ticket = {"Queue": "WhatsApp", "Subject": "A question", "CustomFields": {"appcare_conversation": contact}}
    answer = bot.post("/ticket", json=ticket)
    assert answer.status_code == 201
    return str(answer.json()["id"])


def reply(author: httpx.Client, ticket: str, text: str, **more: Any) -> httpx.Response:
    """Write into a ticket."""
    message = {"Content": text, "ContentType": "text/plain", **more}
    return author.post(f"/ticket/{ticket}/correspond", json=message)


def transaction_of(answer: httpx.Response) -> str:
    """Return the id of what was written, which stands only in `Location`."""
    assert answer.status_code == 201, answer.text
    return answer.headers["location"].rpartition("/")[2]


def active_tickets(bot: httpx.Client, contact: str) -> list[str]:
    """Return a customer's open tickets, the oldest first."""
    query = f"Queue='WhatsApp' AND Status='__Active__' AND CF.{{appcare_conversation}}='{contact}'"
    found = bot.get("/tickets", params={"query": query, "orderby": "id", "order": "ASC"})
    assert found.status_code == 200
    return [str(item["id"]) for item in found.json()["items"]]


def transactions(bot: httpx.Client, event: str) -> list[str]:
    """Return what was written for an event."""
    query = f"ObjectType='RT::Ticket' AND CF.{{appcare_event}}='{event}'"
    found = bot.get("/transactions", params={"query": query, "fields": "CustomFields"})
    assert found.status_code == 200
    return [str(item["id"]) for item in found.json()["items"]]


def test_a_user_is_found_by_name_and_made_once(bot: httpx.Client) -> None:
    """A user that is missing is 404, a new one 201, the same name again 400."""
    name = f"wa-{uuid4().hex}"
    assert bot.get(f"/user/{name}").status_code == 404
    made = bot.post("/user", json={"Name": name, "RealName": "Jane", "MobilePhone": "+15550100"})
    assert (made.status_code, made.json()["id"]) == (201, name)
    assert bot.get(f"/user/{name}").json()["RealName"] == "Jane"
    again = bot.post("/user", json={"Name": name})
    assert (again.status_code, again.json()["message"]) == (400, "Name in use")


def test_users_made_at_the_same_time_are_one(request_tracker: RequestTracker) -> None:
    """Of eight that make the same user side by side one gets 201, the others 400."""
    name = f"wa-{uuid4().hex}"

    def make(_: int) -> int:
        with client(request_tracker, request_tracker.bot_token) as bot:
            return bot.post("/user", json={"Name": name}).status_code

    with ThreadPoolExecutor(WORKERS) as pool:
        assert sorted(pool.map(make, range(WORKERS))) == [201] + [400] * (WORKERS - 1)


def test_a_search_by_phone_returns_everybody(bot: httpx.Client) -> None:
    """A field that cannot be searched is ignored: the answer names users with no such number."""
    query = json.dumps([{"field": "MobilePhone", "value": "+15559999"}])
    found = bot.get("/users", params={"query": query})
    assert (found.status_code, found.json()["count"] > 0) == (200, True)


def test_a_ticket_is_found_by_its_customer_until_it_is_closed(bot: httpx.Client) -> None:
    """The custom field finds an open ticket; closed, it is not found, and missing is 404."""
    contact = uuid4().hex
    assert active_tickets(bot, contact) == []
    ticket = open_ticket(bot, contact)
    assert active_tickets(bot, contact) == [ticket]
    closed = bot.put(f"/ticket/{ticket}", json={"Status": "resolved"})
    assert (closed.status_code, active_tickets(bot, contact)) == (200, [])
    assert bot.get(f"/ticket/{ticket}").json()["Status"] == "resolved"
    assert bot.get("/ticket/999999").status_code == 404


def test_a_refused_change_is_200_as_well(bot: httpx.Client) -> None:
    """Only the sentence in the answer tells that a ticket did not change."""
    ticket = open_ticket(bot, uuid4().hex)
    answer = bot.put(f"/ticket/{ticket}", json={"Status": "lost"})
    assert (answer.status_code, "isn't a valid status" in answer.json()[0]) == (200, True)


def test_writing_to_a_closed_ticket_opens_it_again(bot: httpx.Client) -> None:
    """Whoever does not want that looks at the status first."""
    ticket = open_ticket(bot, uuid4().hex)
    bot.put(f"/ticket/{ticket}", json={"Status": "resolved"})
    assert reply(bot, ticket, "one more thing").status_code == 201
    assert bot.get(f"/ticket/{ticket}").json()["Status"] == "open"


def test_a_message_is_found_by_its_event(bot: httpx.Client) -> None:
    """The transaction's custom field finds it, and only it."""
    event, ticket = uuid4().hex, open_ticket(bot, uuid4().hex)
    written = transaction_of(reply(bot, ticket, "Hello 👋", TxnCustomFields={"appcare_event": event}))
    assert (transactions(bot, event), transactions(bot, uuid4().hex)) == ([written], [])


def test_a_value_that_is_too_long_to_look_up_finds_everything(bot: httpx.Client) -> None:
    """From 256 characters on the condition is dropped: compare what came back."""
    assert reply(bot, open_ticket(bot, uuid4().hex), "Hello").status_code == 201
    assert transactions(bot, "x" * 255) == []
    assert transactions(bot, "x" * 256) != []


def test_an_unknown_field_is_dropped_with_201(bot: httpx.Client) -> None:
    """A misspelt custom field loses the event id, and only the answer's text says so."""
    answer = reply(bot, open_ticket(bot, uuid4().hex), "Hello", TxnCustomFields={"wrong": "x"})
    assert (answer.status_code, "Unable to load" in answer.text) == (201, True)


def test_a_file_goes_with_the_message(bot: httpx.Client) -> None:
    """Multipart keeps any name; the content comes back in base64."""
    event, ticket = uuid4().hex, open_ticket(bot, uuid4().hex)
    message = {"Content": "Look", "ContentType": "text/plain", "TxnCustomFields": {"appcare_event": event}}
    answer = bot.post(
        f"/ticket/{ticket}/correspond",
        data={"JSON": json.dumps(message)},
        files=[("Attachments", ("naïve ☃.png", PNG, "image/png"))],
    )
    fields = {"fields": "Filename,ContentType"}
    parts = bot.get(f"/transaction/{transaction_of(answer)}/attachments", params=fields).json()["items"]
    file = parts[-1]
    assert (file["Filename"], file["ContentType"]) == ("naïve ☃.png", "image/png")
    assert base64.b64decode(bot.get(f"/attachment/{file['id']}").json()["Content"]) == PNG
    assert len(transactions(bot, event)) == 1


def test_writing_to_a_missing_ticket_is_400(bot: httpx.Client) -> None:
    """It says "Permission Denied", as it does where a right is missing."""
    answer = reply(bot, "999999", "Hello")
    assert (answer.status_code, answer.json()["message"]) == (400, "Permission Denied")


def test_a_wrong_token_is_401_and_a_wrong_queue_403(
    request_tracker: RequestTracker, bot: httpx.Client
) -> None:
    """What is wrong with the setup is told by the status."""
    with client(request_tracker, f"1-{'0' * 32}") as stranger:
        assert stranger.get("/rt").status_code == 401
    assert bot.post("/ticket", json={"Queue": "None such", "Subject": "x"}).status_code == 403


def test_the_queue_tells_what_is_set_up(bot: httpx.Client) -> None:
    """Its fields by name, and whether we may open tickets; one that does not exist is forbidden."""
    queue = bot.get("/queue/WhatsApp").json()
    assert [field["name"] for field in queue["TicketCustomFields"]] == ["appcare_conversation"]
    assert [field["name"] for field in queue["TicketTransactionCustomFields"]] == ["appcare_event"]
    assert "create" in [link["ref"] for link in queue["_hyperlinks"]]
    assert bot.get("/queue/None such").status_code == 403


def test_a_merged_ticket_is_not_found(bot: httpx.Client, ann: httpx.Client) -> None:
    """Neither by its id nor by its field; the one it was merged into is found by its own."""
    ours, theirs = uuid4().hex, uuid4().hex
    away, into = open_ticket(bot, ours), open_ticket(bot, theirs)
    ann.put(f"/ticket/{away}", json={"MergeInto": into})
    query = f"id={away} AND Status='__Active__'"
    assert bot.get("/tickets", params={"query": query}).json()["items"] == []
    assert (active_tickets(bot, ours), active_tickets(bot, theirs)) == ([], [into])


def test_a_user_is_found_by_the_present_name_only(bot: httpx.Client) -> None:
    """Renamed, it is 404 under the former one; the case of letters does not count."""
    name = f"wa-{uuid4().hex}"
    bot.post("/user", json={"Name": name})
    assert bot.get(f"/user/{name.upper()}").json()["Name"] == name
    bot.put(f"/user/{name}", json={"Name": f"{name}-2"})
    assert bot.get(f"/user/{name}").status_code == 404


def test_half_a_character_is_500(bot: httpx.Client) -> None:
    """As JSON can have it; a null character goes through."""
    ticket, headers = open_ticket(bot, uuid4().hex), {"Content-Type": "application/json"}
    for escape, status in ((b"\\ud83d", 500), (b"\\u0000", 201)):
        body = b'{"Content": "a' + escape + b'b", "ContentType": "text/plain"}'
        assert bot.post(f"/ticket/{ticket}/correspond", content=body, headers=headers).status_code == status


def test_eight_write_side_by_side(request_tracker: RequestTracker, bot: httpx.Client) -> None:
    """Each of eight tickets gets all of its messages, in order."""
    tickets = [open_ticket(bot, uuid4().hex) for _ in range(WORKERS)]

    def write(ticket: str) -> list[str]:
        with client(request_tracker, request_tracker.bot_token) as own:
            return [transaction_of(reply(own, ticket, str(n))) for n in range(1, 4)]

    with ThreadPoolExecutor(WORKERS) as pool:
        written = list(pool.map(write, tickets))
    for ticket, ids in zip(tickets, written, strict=True):
        items = bot.get(f"/ticket/{ticket}/history", params={"fields": "Type"}).json()["items"]
        assert [item["id"] for item in items if item["Type"] == "Correspond"] == ids


def test_an_agents_reply_is_posted_to_us_and_signed(
    request_tracker: RequestTracker, bot: httpx.Client, ann: httpx.Client, callbacks: Callbacks
) -> None:
    """The scrip calls back with ids, text and files; Standard Webhooks' own library accepts the signature."""
    contact = uuid4().hex
    ticket = open_ticket(bot, contact)
    file = {"FileName": "a.png", "FileType": "image/png", "FileContent": base64.b64encode(PNG).decode()}
    written = transaction_of(reply(ann, ticket, "On its way", Attachments=[file]))
    (callback,) = callbacks.came
    assert callback.path == REQUEST_TRACKER_PATH
    Webhook(request_tracker.callback_secret).verify(callback.body, callback.headers)
    data = callback.json["data"]
    attachments = data.pop("attachments")
    assert callback.headers["webhook-id"] == f"rt-transaction-{written}"
    assert data == {
        "ticket": int(ticket),
        "transaction": int(written),
        "conversation": contact,
        "agent": request_tracker.agent,
        "text": "On its way",
    }
    assert [(part["name"], part["type"]) for part in attachments] == [("a.png", "image/png")]


def test_a_reply_of_files_alone_has_no_text(
    bot: httpx.Client, ann: httpx.Client, callbacks: Callbacks
) -> None:
    """Nothing that the agent did not write is told as the agent's words."""
    file = {"FileName": "a.png", "FileType": "image/png", "FileContent": base64.b64encode(PNG).decode()}
    ticket = open_ticket(bot, uuid4().hex)
    answer = ann.post(f"/ticket/{ticket}/correspond", json={"Attachments": [file]})
    (callback,) = callbacks.came
    data = callback.json["data"]
    assert (answer.status_code, data["text"], len(data["attachments"])) == (201, "", 1)


def test_a_reply_in_html_comes_as_text(bot: httpx.Client, ann: httpx.Client, callbacks: Callbacks) -> None:
    """As the agents' editor in the browser sends it."""
    ticket = open_ticket(bot, uuid4().hex)
    reply(ann, ticket, "<p>Hello <b>you</b> &amp; me</p>", ContentType="text/html")
    (callback,) = callbacks.came
    assert callback.json["data"]["text"].strip() == "Hello you & me"


def test_a_merged_ticket_leads_to_the_other(bot: httpx.Client, ann: httpx.Client) -> None:
    """What is written into the one that was merged away stands in the other, whose id is told."""
    away, into = open_ticket(bot, uuid4().hex), open_ticket(bot, uuid4().hex)
    assert ann.put(f"/ticket/{away}", json={"MergeInto": into}).json() == ["Merge Successful"]
    written = transaction_of(reply(bot, away, "Hello"))
    assert bot.get(f"/transaction/{written}").json()["Object"]["id"] == into
    assert bot.get(f"/ticket/{away}").json()["id"] == int(into)


def test_neither_our_own_messages_nor_internal_notes_come_back(
    bot: httpx.Client, ann: httpx.Client, callbacks: Callbacks
) -> None:
    """The bot's reply and an agent's comment call nobody; the agent's next reply does."""
    ticket = open_ticket(bot, uuid4().hex)
    note = {"Content": "between us", "ContentType": "text/plain"}
    assert reply(bot, ticket, "Hello").status_code == 201
    assert ann.post(f"/ticket/{ticket}/comment", json=note).status_code == 201
    assert reply(ann, ticket, "Hello to you").status_code == 201
    assert [callback.json["data"]["text"] for callback in callbacks.came] == ["Hello to you"]
