"""The CRM inbox keeps its contract: what it takes, what it refuses, what it tells."""

import time

import httpx
import pytest

from tests.unit.playground.conftest import OLD_SECRET, Deliver


def test_signed_delivery_is_accepted_and_listed(inbox: httpx.Client, deliver: Deliver) -> None:
    """A signed delivery is answered 200 and listed with its headers, raw body and time."""
    assert deliver('{"a": 1}').status_code == 200
    (attempt,) = inbox.get("/events").json()
    assert attempt.keys() == {"at", "headers", "body", "verified", "answered"}
    assert attempt["body"] == '{"a": 1}'
    assert attempt["headers"]["webhook-id"] == "evt_1"
    assert (attempt["verified"], attempt["answered"]) == (True, 200)
    assert abs(attempt["at"] - time.time()) < 5


def test_unsigned_delivery_is_refused_and_listed(inbox: httpx.Client) -> None:
    """A delivery that nobody signed is answered 401, and listed as not verified."""
    assert inbox.post("/webhook/inbox", content="{}").status_code == 401
    (attempt,) = inbox.get("/events").json()
    assert (attempt["verified"], attempt["answered"]) == (False, 401)


def test_previous_secret_counts_during_rotation(deliver: Deliver) -> None:
    """While a secret is rotated, the previous one still verifies."""
    assert deliver(secret=OLD_SECRET).status_code == 200


def test_secret_of_another_destination_does_not_count(deliver: Deliver) -> None:
    """The path names the destination, and only its own secrets verify."""
    assert deliver(path="/webhook/other").status_code == 401


def test_attempts_are_listed_in_order_of_arrival(inbox: httpx.Client, deliver: Deliver) -> None:
    """The list has accepted and refused attempts alike, the earliest first."""
    inbox.post("/behaviour", json={"status": 503, "times": 1, "match": "two"})
    for word in ("one", "two", "three"):
        deliver(word)
    listed = [(a["body"], a["answered"]) for a in inbox.get("/events").json()]
    assert listed == [("one", 200), ("two", 503), ("three", 200)]


def test_behaviour_holds_for_so_many_requests(inbox: httpx.Client, deliver: Deliver) -> None:
    """After `times` requests the inbox accepts again."""
    inbox.post("/behaviour", json={"status": 429, "retry_after": 5, "times": 2})
    answers = [deliver() for _ in range(3)]
    assert [answer.status_code for answer in answers] == [429, 429, 200]
    assert answers[0].headers["Retry-After"] == "5"


def test_behaviour_holds_for_matching_bodies_only(inbox: httpx.Client, deliver: Deliver) -> None:
    """A request whose body lacks the text is answered as usual and not counted."""
    inbox.post("/behaviour", json={"status": 400, "match": "poison"})
    assert [deliver(body).status_code for body in ("fine", "poison", "poison")] == [200, 400, 200]


def test_behaviours_follow_one_another(inbox: httpx.Client, deliver: Deliver) -> None:
    """Several behaviours hold one after the other, in the order in which they were told."""
    inbox.post("/behaviour", json={"status": 503})
    inbox.post("/behaviour", json={"status": 410})
    assert [deliver().status_code for _ in range(3)] == [503, 410, 200]


def test_usual_answer_ends_what_was_told_before(inbox: httpx.Client, deliver: Deliver) -> None:
    """Telling it to answer 200 ends an outage before its time."""
    inbox.post("/behaviour", json={"status": 503, "times": 1000})
    assert deliver().status_code == 503
    inbox.post("/behaviour", json={"status": 200})
    assert deliver().status_code == 200


def test_slow_answer_is_slow(inbox: httpx.Client, deliver: Deliver) -> None:
    """A delay comes before the answer, which is otherwise the usual one."""
    inbox.post("/behaviour", json={"delay": 0.2})
    began = time.monotonic()
    assert deliver().status_code == 200
    assert time.monotonic() - began >= 0.2


@pytest.mark.parametrize(("drop", "answered"), [("before", 0), ("after", 200)])
def test_connection_is_dropped(inbox: httpx.Client, deliver: Deliver, drop: str, answered: int) -> None:
    """The caller gets no answer; the list tells whether the CRM took the event all the same."""
    inbox.post("/behaviour", json={"drop": drop})
    with pytest.raises(httpx.RemoteProtocolError):
        deliver()
    assert [a["answered"] for a in inbox.get("/events").json()] == [answered]
    assert deliver().status_code == 200


def test_delete_forgets_events_and_behaviour(inbox: httpx.Client, deliver: Deliver) -> None:
    """DELETE leaves an inbox that is empty and accepts."""
    inbox.post("/behaviour", json={"status": 503, "times": 9})
    deliver()
    assert inbox.delete("/events").status_code == 204
    assert inbox.get("/events").json() == []
    assert deliver().status_code == 200


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"status": 99}, "status must be a status from 200 to 599."),
        ({"status": "503"}, "status must be a status from 200 to 599."),
        ({"times": True}, "times must be a whole number, 0 or more."),
        ({"delay": -1}, "delay must be seconds from 0 to 300."),
        ({"retry_after": "soon"}, "retry_after must be seconds, 0 or more."),
        ({"drop": "never"}, 'drop must be null, "before" or "after".'),
        ({"match": 5}, "match must be text in quotes."),
        ({"error": []}, "error must be a JSON object."),
        ([], "the body must be a JSON object."),
    ],
)
def test_nonsense_is_refused_with_a_sentence(inbox: httpx.Client, asked: object, sentence: str) -> None:
    """What is no behaviour is answered 400, and says which key and what it may be."""
    answer = inbox.post("/behaviour", json=asked)
    assert (answer.status_code, answer.json()) == (400, {"error": sentence})


def test_unknown_key_is_refused(inbox: httpx.Client) -> None:
    """A typo does not pass for a behaviour."""
    answer = inbox.post("/behaviour", json={"statsu": 503})
    assert answer.status_code == 400
    assert answer.json()["error"].startswith("statsu must be left out; known: status, retry_after")


def test_behaviour_that_is_no_json_is_refused(inbox: httpx.Client) -> None:
    """A body that is no JSON is answered 400."""
    assert inbox.post("/behaviour", content="503").status_code == 400
    assert inbox.post("/behaviour", content="{").status_code == 400
