"""What django-helpdesk's API does, call by call, for whoever writes to it."""

import base64
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from uuid import uuid4

import httpx
import pytest

from tests.live.callbacks import DJANGO_HELPDESK_PATH, Callbacks
from tests.live.django_helpdesk.server import CALLBACK_USER, THREADS, DjangoHelpdesk

PNG = b"\x89PNG\r\n\x1a\n"
OPEN, RESOLVED, CLOSED = 1, 3, 4


def client(server: DjangoHelpdesk, token: str) -> httpx.Client:
    """One user's connection."""
    headers = {"Authorization": f"Token {token}"}
    return httpx.Client(base_url=server.url, headers=headers, timeout=30, trust_env=False)


@pytest.fixture
def bot(django_helpdesk: DjangoHelpdesk) -> Iterator[httpx.Client]:
    """AppCare."""
    with client(django_helpdesk, django_helpdesk.bot.token) as connection:
        yield connection


@pytest.fixture
def ann(django_helpdesk: DjangoHelpdesk) -> Iterator[httpx.Client]:
    """An agent."""
    with client(django_helpdesk, django_helpdesk.agent.token) as connection:
        yield connection


@pytest.fixture
def ticket(django_helpdesk: DjangoHelpdesk, bot: httpx.Client) -> dict[str, Any]:
    """An open ticket of a customer of its own."""
    return open_ticket(django_helpdesk, bot)


def open_ticket(server: DjangoHelpdesk, bot: httpx.Client) -> dict[str, Any]:
    """Open a ticket; `priority` and a description are wanted, though a status looks optional."""
    asked = {
        "queue": server.queue,
        "title": "WhatsApp",
        "description": "A question",
        "priority": 3,
        "status": OPEN,
        server.contact_field: uuid4().hex,
    }
    answer = bot.post("/api/tickets/", json=asked)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def follow_up(author: httpx.Client, ticket: dict[str, Any], text: str, **more: Any) -> httpx.Response:
    """Write into a ticket, for the customer to see."""
    return author.post(
        "/api/followups/", json={"ticket": ticket["id"], "comment": text, "public": True, **more}
    )


def comments(bot: httpx.Client, ticket: dict[str, Any]) -> list[str]:
    """Return what stands in a ticket, the oldest first."""
    return [entry["comment"] for entry in bot.get(f"/api/tickets/{ticket['id']}/").json()["followup_set"]]


def test_a_customers_ticket_is_found_only_by_looking_at_all(
    django_helpdesk: DjangoHelpdesk, bot: httpx.Client, ticket: dict[str, Any]
) -> None:
    """The status is a filter, the custom field is none: it is ignored, and the wrong tickets come."""
    field = django_helpdesk.contact_field
    wanted = {field: "nobody", "status": "1,2", "page_size": "1000"}
    found = bot.get("/api/tickets/", params=wanted).json()["results"]
    assert [entry["id"] for entry in found if entry[field] == ticket[field]] == [ticket["id"]]


def test_a_missing_ticket_is_404_to_read_and_400_to_write(bot: httpx.Client) -> None:
    """A follow-up to a ticket that is gone is an invalid value."""
    assert bot.get("/api/tickets/999999/").status_code == 404
    answer = follow_up(bot, {"id": 999999}, "Hello")
    assert (answer.status_code, list(answer.json())) == (400, ["ticket"])


def test_a_wrong_token_is_401(django_helpdesk: DjangoHelpdesk) -> None:
    """And says which scheme it wants."""
    with client(django_helpdesk, "wrong") as stranger:
        answer = stranger.get("/api/tickets/")
    assert (answer.status_code, answer.headers["www-authenticate"]) == (401, "Token")


def test_an_event_id_in_the_comment_is_found_and_not_shown(bot: httpx.Client, ticket: dict[str, Any]) -> None:
    """A Markdown reference that nothing refers to stays in the comment's source."""
    marker = f"[appcare]: # ({uuid4().hex})"
    assert follow_up(bot, ticket, f"Hello 👋\n\n{marker}").status_code == 201
    assert [text for text in comments(bot, ticket) if text.endswith(marker)] == [f"Hello 👋\n\n{marker}"]


def test_a_title_of_a_follow_up_renames_the_ticket(bot: httpx.Client, ticket: dict[str, Any]) -> None:
    """So an event id cannot stand there; `message_id` is read-only."""
    written = follow_up(bot, ticket, "Hello", title="evt_1", message_id="evt_1").json()
    assert (written["title"], written["message_id"]) == ("evt_1", None)
    assert bot.get(f"/api/tickets/{ticket['id']}/").json()["title"] == "evt_1"


@pytest.mark.parametrize(
    ("text", "status", "kept"),
    [
        ("{{ ticket.title }}", 201, "WhatsApp"),
        ("{# gone #}left", 201, "left"),
        ("50 %} off", 500, None),
        ("{% if", 500, None),
        ('{{ "{" }}% if {{ "{" }}{{ "{" }} x {{ "}" }}{{ "}" }}', 201, "{% if {{ x }}"),
    ],
)
def test_a_comment_is_rendered_as_a_template(
    bot: httpx.Client, ticket: dict[str, Any], text: str, status: int, kept: str | None
) -> None:
    """A customer's braces are run, or break the call; each written as a string in braces comes through."""
    assert follow_up(bot, ticket, text).status_code == status
    assert comments(bot, ticket)[1:] == ([] if kept is None else [kept])


def test_a_number_sign_writes_into_another_ticket(
    django_helpdesk: DjangoHelpdesk, bot: httpx.Client, ticket: dict[str, Any]
) -> None:
    """`#7` in a comment leaves a note in ticket 7."""
    other = open_ticket(django_helpdesk, bot)
    follow_up(bot, ticket, f"my order #{other['id']}")
    notes = bot.get(f"/api/tickets/{other['id']}/").json()["followup_set"][1:]
    assert [(note["public"], note["title"]) for note in notes] == [
        (False, f"Referenced in ticket #{ticket['id']}")
    ]


def test_a_file_goes_with_the_follow_up(bot: httpx.Client, ticket: dict[str, Any]) -> None:
    """Multipart keeps name and type; the URL that comes back has the bytes."""
    answer = bot.post(
        "/api/followups/",
        data={"ticket": ticket["id"], "comment": "Look", "public": "true"},
        files=[("attachments", ("naïve ☃.png", PNG, "image/png"))],
    )
    (file,) = answer.json()["followupattachment_set"]
    assert (answer.status_code, file["filename"], file["mime_type"]) == (201, "naïve ☃.png", "image/png")
    assert bot.get(file["file"]).content == PNG


def test_a_refused_file_is_500_and_its_comment_stays(bot: httpx.Client, ticket: dict[str, Any]) -> None:
    """A type that is not allowed fails after the comment was written: trying again doubles it."""
    answer = bot.post(
        "/api/followups/",
        data={"ticket": ticket["id"], "comment": "Run this", "public": "true"},
        files=[("attachments", ("a.exe", b"MZ", "application/octet-stream"))],
    )
    assert (answer.status_code, comments(bot, ticket)[1:]) == (500, ["Run this"])


def test_a_closed_ticket_stays_closed(bot: httpx.Client, ann: httpx.Client, ticket: dict[str, Any]) -> None:
    """A follow-up with a status changes the ticket's; one without leaves it, and is accepted."""
    assert follow_up(ann, ticket, "Done", new_status=RESOLVED).status_code == 201
    assert follow_up(bot, ticket, "one more thing").status_code == 201
    assert bot.get(f"/api/tickets/{ticket['id']}/").json()["status"] == RESOLVED
    assert bot.patch(f"/api/tickets/{ticket['id']}/", json={"status": CLOSED}).json()["status"] == CLOSED


def test_a_throttle_is_429_with_retry_after(
    django_helpdesk: DjangoHelpdesk, bot: httpx.Client, ann: httpx.Client
) -> None:
    """Each user has a count of its own, and is told how many seconds to wait."""
    with django_helpdesk.tuned(throttle="2/min"):
        answers = [bot.get("/api/tickets/") for _ in range(3)]
        assert ann.get("/api/tickets/").status_code == 200
    assert [answer.status_code for answer in answers] == [200, 200, 429]
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60
    assert bot.get("/api/tickets/").status_code == 200


def test_eight_write_side_by_side(django_helpdesk: DjangoHelpdesk, bot: httpx.Client) -> None:
    """Each of eight tickets gets all of its follow-ups, in order."""
    tickets = [open_ticket(django_helpdesk, bot) for _ in range(THREADS)]

    def write(ticket: dict[str, Any]) -> list[int]:
        with client(django_helpdesk, django_helpdesk.bot.token) as own:
            return [follow_up(own, ticket, str(n)).status_code for n in range(3)]

    with ThreadPoolExecutor(THREADS) as pool:
        assert list(pool.map(write, tickets)) == [[201, 201, 201]] * THREADS
    for ticket in tickets:
        assert comments(bot, ticket)[1:] == ["0", "1", "2"]


def test_every_follow_up_is_posted_to_us_with_who_wrote_it(
    django_helpdesk: DjangoHelpdesk,
    bot: httpx.Client,
    ann: httpx.Client,
    ticket: dict[str, Any],
    callbacks: Callbacks,
) -> None:
    """The whole ticket comes, for our own follow-ups and internal ones too: `user` and `public` tell."""
    follow_up(bot, ticket, "Hello")
    follow_up(ann, ticket, "between us", public=False)
    follow_up(ann, ticket, "On its way")
    told = []
    for callback in callbacks.came:
        body = callback.json
        (entry,) = [e for e in body["ticket"]["followup_set"] if e["id"] == body["followup_id"]]
        told.append((entry["user"], entry["public"], entry["comment"]))
        assert body["ticket"][django_helpdesk.contact_field] == ticket[django_helpdesk.contact_field]
        assert body["queue_slug"] == "whatsapp"
    we, she = django_helpdesk.bot.id, django_helpdesk.agent.id
    assert told == [(we, True, "Hello"), (she, False, "between us"), (she, True, "On its way")]


def test_a_callback_carries_the_password_of_its_url(
    ann: httpx.Client, ticket: dict[str, Any], callbacks: Callbacks
) -> None:
    """Nothing is signed, but a user and password in the URL come as HTTP Basic."""
    follow_up(ann, ticket, "Hello")
    (callback,) = callbacks.came
    basic = base64.b64encode(CALLBACK_USER.encode()).decode()
    assert (callback.path, callback.headers["authorization"]) == (DJANGO_HELPDESK_PATH, f"Basic {basic}")


def test_a_callback_that_nobody_takes_fails_the_follow_up_that_is_kept(
    django_helpdesk: DjangoHelpdesk, bot: httpx.Client, ticket: dict[str, Any]
) -> None:
    """With nobody listening the author gets 500, ours included, though the comment stands."""
    with django_helpdesk.tuned(webhook_urls=["http://127.0.0.1:9/"]):
        assert follow_up(bot, ticket, "Hello").status_code == 500
    assert comments(bot, ticket)[1:] == ["Hello"]
