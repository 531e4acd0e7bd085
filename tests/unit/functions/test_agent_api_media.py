"""The API gives fresh links to stored files, and to nothing else."""

import json
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from appcare.application.envelopes import Envelopes
from appcare.application.find_contact import FindContact
from appcare.application.media_facts import MediaFacts
from appcare.application.read_media import ReadMedia
from appcare.crm.webhook.mapping import body_of
from appcare.domain.decisions import MEDIA_STORED, media_lost, media_stored
from appcare.domain.errors import StorageError
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.media import StoredMedia, WantedMedia, object_key
from appcare.memory.contacts import MemoryContacts
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.history import MemoryContactBook
from appcare.memory.media import MemoryLinks, MemoryMediaStore
from functions.agent_api import handler, routes
from tests.unit.functions.api_requests import ask
from tests.unit.functions.samples import FlushedTelemetry

ANNA, BERT = "wa#7#31612345678", "wa#7#31612345679"
MESSAGE = LogRecord(LogKey(ANNA, "1799999000000#wamid.A/+=#message"), "message", b"{}")
WANTED = WantedMedia("100 %/1", "wamid.A/+=", "image/jpeg", None, "Anna's passport.jpg")
STORED = StoredMedia(object_key(ANNA, WANTED.id), 5, "ab" * 32, "image/png", "image/jpeg", type_differs=True)
FACT = media_stored(MESSAGE, "7", WANTED, STORED)


class World:
    """The API, a customer with a stored file, and another customer."""

    def __init__(self) -> None:
        """Put it together."""
        self.log, self.store, self.telemetry = MemoryEventLog(), MemoryMediaStore(), FlushedTelemetry()
        known = MemoryContacts()
        people = [Customer(partition, phone=partition.rpartition("#")[2]) for partition in (ANNA, BERT)]
        self.anna, self.bert = (known.resolve([one])[one].id for one in people)
        self.contacts = FindContact(MemoryContactBook(known))
        self.facts = MediaFacts(Envelopes(str, {"wa": "whatsapp"}), MemoryLinks())
        self.media = ReadMedia(log=self.log, store=self.store, facts=self.facts, telemetry=self.telemetry)
        self.log.append([MESSAGE])

    def keep(self) -> None:
        """Store the file and tell of it."""
        self.store.put(STORED.object_key, STORED.mime_type, [b"bytes"])
        self.log.append([FACT])

    def asked(self, contact: str = "", order: str = FACT.key.sk, **query: str) -> tuple[int, Any]:
        """Ask for the file."""
        path = f"/v1/contacts/{contact or self.anna}/media"
        return ask(path, order=order, **{"id": WANTED.id, **query})


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a world that the API works in."""
    found = World()
    for name in ("contacts", "media"):
        monkeypatch.setattr(routes, name, lambda name=name: getattr(found, name))
    monkeypatch.setattr(handler, "authorizer", lambda: "lambda")
    for module in (handler, routes):
        monkeypatch.setattr(module, "telemetry", lambda: found.telemetry)
    return found


def test_the_path_in_the_event_is_the_request(world: World) -> None:
    """`link_path` of the event, as delivered, gives the event's own media object again."""
    world.keep()
    ref = EventRef(FACT.key, MEDIA_STORED, world.anna)
    delivered = json.loads(body_of(world.facts.event(FACT, ref, raw=False)))["data"]["media"]
    request = urlsplit(delivered["link_path"])
    status, found = ask(request.path, **dict(parse_qsl(request.query, strict_parsing=True)))
    assert (status, found) == (200, {"media": delivered})
    assert STORED.object_key in found["media"]["url"]
    assert "+" not in delivered["link_path"]


def test_the_message_leads_to_its_file(world: World) -> None:
    """Who has the message and never saw `media.stored` asks with the message's own order."""
    world.keep()
    assert world.asked(order=MESSAGE.key.sk) == world.asked()
    assert world.asked(order=MESSAGE.key.sk)[0] == 200


def test_a_file_that_came_after_all(world: World) -> None:
    """A file that was given up and stored later is there, whichever event is asked about."""
    lost = media_lost(MESSAGE, "7", WANTED, "time is over")
    world.log.append([lost])
    for order in (lost.key.sk, MESSAGE.key.sk):
        status, problem = world.asked(order=order)
        assert (status, "did not give" in problem["detail"]) == (404, True)
    world.keep()
    assert world.asked(order=lost.key.sk)[0] == 200


def test_not_stored_as_yet(world: World) -> None:
    """Before it was fetched there is no such file, and the answer points to what was asked."""
    status, problem = world.asked(order=MESSAGE.key.sk)
    assert (status, [one["pointer"] for one in problem["errors"]]) == (404, ["#/query/id"])
    assert problem["detail"] == problem["errors"][0]["detail"]
    assert "as yet" in problem["detail"]


def test_no_longer_kept(world: World) -> None:
    """A file that the log calls stored and that lies there no more gets no link."""
    world.log.append([FACT])
    status, problem = world.asked()
    assert (status, "no longer kept" in problem["detail"]) == (404, True)
    assert "url" not in str(problem)


@pytest.mark.parametrize("order", [FACT.key.sk, MESSAGE.key.sk])
def test_nobody_gets_to_another_customers_file(world: World, order: str) -> None:
    """Under another contact, and under another id, there is no such file."""
    world.keep()
    assert world.asked(world.bert, order)[0] == 404
    assert world.asked(order=order, id="2")[0] == 404
    assert world.asked("ctc_" + "a" * 26, order)[0] == 404


@pytest.mark.parametrize("body", [b"no", {"object_key": "updates/x"}, {"object_key": "media/../updates/x"}])
def test_no_link_to_another_object(world: World, body: Any) -> None:
    """A fact that names what is no file of ours is no file, and is counted."""
    world.keep()
    if isinstance(body, dict):
        world.store.put(body["object_key"], "application/json", [b"secret"])
        body = json.dumps({**json.loads(FACT.body), **body}).encode()
    world.log.append([LogRecord(FACT.key, FACT.kind, body)])
    assert world.asked()[0] == 404
    assert world.telemetry.counts["media.undigestible"] == 1


def test_a_record_of_another_kind_is_no_file(world: World) -> None:
    """What a channel wrote is never taken for a fact of ours, whatever it says."""
    world.store.put(STORED.object_key, "image/png", [b"bytes"])
    world.log.append([LogRecord(FACT.key, "message", FACT.body)])
    assert world.asked()[0] == 404


@pytest.mark.parametrize(
    ("query", "pointers"),
    [
        ({"order": "x"}, ["#/query/order"]),
        ({"order": "", "id": ""}, ["#/query/id", "#/query/order"]),
        ({"order": "1" * 300 + "#a"}, ["#/query/order"]),
        ({"order": f"1799999000000#{'é' * 600}"}, ["#/query/order"]),
        ({"order": "1799999000000#\ud800"}, ["#/query/order"]),
        ({"id": "\ud800"}, ["#/query/id"]),
        ({"id": "1" * 257}, ["#/query/id"]),
    ],
)
def test_bad_input(world: World, query: dict[str, str], pointers: list[str]) -> None:
    """Every wrong part is named."""
    status, problem = world.asked(**query)
    assert (status, [one["pointer"] for one in problem["errors"]]) == (400, pointers)


def test_both_parts_are_needed(world: World) -> None:
    """Without id and order there is nothing to look for."""
    status, problem = ask(f"/v1/contacts/{world.anna}/media")
    assert (status, [one["pointer"] for one in problem["errors"]]) == (400, ["#/query/id", "#/query/order"])


@settings(max_examples=200, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(order=st.text() | st.text().map("1799999000000#".__add__), media_id=st.text(max_size=300))
@example(order="1799999000000#" + "a" * 1010, media_id="1")
@example(order=FACT.key.sk + "\n", media_id=WANTED.id)
def test_whatever_is_asked_is_answered(world: World, order: str, media_id: str) -> None:
    """No order and no id breaks anything, and none but the file's own leads to it."""
    world.keep()
    assert world.asked(order=order, id=media_id)[0] in {400, 404}


def test_while_the_bucket_does_not_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """That a bucket cannot be asked is never taken for a file's absence."""

    def fail(_: str) -> bool:
        raise StorageError("looking for a file: 503")

    world.keep()
    monkeypatch.setattr(world.store, "has", fail)
    status, problem = world.asked()
    assert (status, problem["type"]) == (503, "urn:appcare:problem:try-again")


def test_no_name_and_no_link_in_the_log(world: World) -> None:
    """Found or not, log lines tell neither whose file, nor its name, nor where it is."""
    world.keep()
    world.asked()
    world.asked(order=MESSAGE.key.sk, id="2")
    world.log.append([LogRecord(FACT.key, FACT.kind, b"no")])
    world.asked()
    lines = str(world.telemetry.lines)
    assert "outcome of a file not read" in lines
    for private in ("passport", "https", WANTED.id, "wamid", "31612345678", STORED.object_key):
        assert private not in lines
