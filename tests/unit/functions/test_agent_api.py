"""The API over memory: what is asked, what is answered, what is refused."""

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from appcare.domain.errors import StorageError
from functions.agent_api import handler, routes
from functions.agent_api.problems import TYPES
from tests.unit.functions.api_requests import ask, request
from tests.unit.functions.api_world import PHONE, World
from tests.unit.whatsapp.samples import NUMBER

NOBODY = "ctc_" + "a" * 26


@pytest.fixture(scope="module")
def world() -> Any:
    """Return a world that the API works in; nothing in it changes what is stored."""
    found = World()
    with pytest.MonkeyPatch.context() as patch:
        for name in ("contacts", "conversations", "updates", "histories"):
            patch.setattr(routes, name, lambda name=name: getattr(found, name))
        patch.setattr(routes, "number_name", lambda _: "support")
        patch.setattr(handler, "authorizer", lambda: "lambda")
        for module in (handler, routes):
            patch.setattr(module, "telemetry", lambda: found.telemetry)
        yield found


def test_a_history_is_what_the_crm_got(world: World) -> None:
    """Each event is the very document that a delivery carries, newest first."""
    status, page = ask(f"/v1/contacts/{world.contact}/events")
    assert (status, page["next"]) == (200, None)
    assert page["events"] == [world.as_delivered(record) for record in reversed(world.records)]


@pytest.mark.parametrize("order", ["newest", "oldest"])
def test_a_history_page_by_page(world: World, order: str) -> None:
    """Following `next` brings every event once."""
    found, query = [], {"limit": "1", "order": order, "number": NUMBER}
    while True:
        _, page = ask(f"/v1/contacts/{world.contact}/events", **query)
        found += [event["data"]["message"]["wamid"] for event in page["events"]]
        if page["next"] is None:
            break
        query["cursor"] = page["next"]
    assert found == [f"wamid.A/+{n}=" for n in sorted(range(3), reverse=order == "newest")]


def test_a_number_without_history(world: World) -> None:
    """On another number nothing happened."""
    assert ask(f"/v1/contacts/{world.contact}/events", number="1")[1] == {"events": [], "next": None}


def test_a_cursor_belongs_to_its_listing(world: World) -> None:
    """A cursor of another listing, a mangled one, or a made-up one is bad input, and named as that."""
    path = f"/v1/contacts/{world.contact}/events"
    _, page = ask(path, limit="1")
    cursor = page["next"]
    for query in (
        {"order": "oldest", "cursor": cursor},
        {"cursor": cursor[:-1]},
        {"cursor": "e30"},
        {"cursor": ""},
    ):
        status, problem = ask(path, **query)
        assert (status, problem["errors"][0]["pointer"]) == (400, "#/query/cursor")


@pytest.mark.parametrize("phone", [PHONE, f"+{PHONE}", f" {PHONE}", "+31 6 1234-5678", "0031 (0)6 12345678"])
def test_a_contact_by_phone(world: World, phone: str) -> None:
    """A number is found as people write it, plus sign eaten by the URL or not."""
    status, found = ask("/v1/contacts", phone=phone)
    assert (status, [one["id"] for one in found["contacts"]]) == (200, [world.contact])


def test_nobody_has_that_name(world: World) -> None:
    """An unknown name is an empty list."""
    assert ask("/v1/contacts", bsuid="US.1") == (200, {"contacts": []})
    assert ask("/v1/contacts", username="@bert") == (200, {"contacts": []})
    assert world.contact


def test_a_contact(world: World) -> None:
    """A contact tells where its conversations stand, with the numbers' names."""
    status, found = ask(f"/v1/contacts/{world.contact}")
    assert status == 200
    (conversation,) = found["conversations"]
    assert conversation["id"] == world.conversation.id
    assert conversation["number"] == {"id": NUMBER, "name": "support"}
    assert conversation["window_ends_at"] == "2027-01-16T07:43:20Z"


def test_what_an_event_was_made_from(world: World) -> None:
    """`data.order` leads to the update as it is kept, slashes and all."""
    order = world.as_delivered(world.records[0])["data"]["order"]
    status, found = ask(f"/v1/contacts/{world.contact}/update", order=order)
    assert (status, found["order"], found["kind"]) == (200, order, "message")
    assert found["update"] == json.loads(world.records[0].body)


@pytest.mark.parametrize(
    ("path", "query", "pointers"),
    [
        ("/v1/contacts", {}, ["#/query"]),
        ("/v1/contacts", {"phone": "1", "bsuid": "2"}, ["#/query"]),
        ("/v1/contacts", {"phone": "12x"}, ["#/query/phone"]),
        ("/v1/contacts", {"phone": "١٢"}, ["#/query/phone"]),
        ("/v1/contacts", {"username": ""}, ["#/query/username"]),
        ("/v1/contacts", {"username": "\ud800"}, ["#/query/username"]),
        ("/v1/contacts/anna", {}, ["#/path/contact_id"]),
        (f"/v1/contacts/{NOBODY}\n", {}, []),
        (f"/v1/contacts/{NOBODY}/events", {"limit": "0", "order": "up"}, ["#/query/order", "#/query/limit"]),
        (f"/v1/contacts/{NOBODY}/events", {"limit": "201"}, ["#/query/limit"]),
        (f"/v1/contacts/{NOBODY}/events", {"limit": "1,2"}, ["#/query/limit"]),
        (f"/v1/contacts/{NOBODY}/events", {"number": "1#2"}, ["#/query/number"]),
        (f"/v1/contacts/{NOBODY}/update", {}, ["#/query/order"]),
        (f"/v1/contacts/{NOBODY}/update", {"order": "é" * 600}, ["#/query/order"]),
    ],
)
@pytest.mark.usefixtures("world")
def test_bad_input(path: str, query: dict[str, str], pointers: list[str]) -> None:
    """Every wrong part is named, in one answer."""
    status, problem = ask(path, **query)
    if pointers:
        assert (status, [one["pointer"] for one in problem["errors"]]) == (400, pointers)
    else:
        assert status == 404


@pytest.mark.parametrize(
    "path",
    [
        *("/", "/v1", "/v1/", "/v2/contacts", "/v1/contacts/", "/v1/contacts/a/b", "/v1//contacts"),
        *(f"/v1/contacts/{NOBODY}", f"/v1/contacts/{NOBODY}/events"),
    ],
)
def test_nothing_there(world: World, path: str) -> None:
    """A path of nothing, and a contact that nobody is, are not found."""
    assert ask(path)[0] == 404
    assert world.contact


def test_an_update_that_is_not_there(world: World) -> None:
    """An order that no event has is not found."""
    assert ask(f"/v1/contacts/{world.contact}/update", order="1#x#message")[0] == 404


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS", "HEAD", "BREW"])
def test_only_reading(world: World, method: str) -> None:
    """Other methods are not allowed, and the answer says which one is."""
    said = handler.lambda_handler(request(f"/v1/contacts/{world.contact}", method), None)
    assert (said["statusCode"], said["headers"]["allow"]) == (405, "GET")


@pytest.mark.parametrize(
    "authorizer", [None, {}, {"lambda": None}, {"lambda": {}}, {"jwt": {"claims": {}}}, "yes"]
)
def test_without_the_authorizer_nothing_is_told(world: World, authorizer: Any) -> None:
    """Should API Gateway ever let a request through that nobody vouched for, it is refused here."""
    before = world.telemetry.counts["api.not_authorized"]
    status, problem = ask(f"/v1/contacts/{world.contact}", authorizer=authorizer)
    assert (status, problem["type"]) == (401, TYPES + "not-authorized")
    assert world.telemetry.counts["api.not_authorized"] == before + 1


def test_while_the_tables_do_not_answer(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trouble that passes is 503 with a hint when to ask again, and without a word of what it was."""

    def fail(*_: object) -> None:
        raise StorageError("table appcare-prod-state throttled")

    monkeypatch.setattr(world.contacts, "by_id", fail)
    said = handler.lambda_handler(request(f"/v1/contacts/{world.contact}"), None)
    assert (said["statusCode"], said["headers"]["retry-after"]) == (503, "1")
    assert "appcare-prod-state" not in str(said)
    assert world.telemetry.counts["api.storage_failed"] == 1


def test_nothing_personal_in_the_log(world: World) -> None:
    """Log lines hold counts, no names, numbers or texts."""
    ask(f"/v1/contacts/{world.contact}/events")
    ask("/v1/contacts", phone=PHONE)
    lines = str(world.telemetry.lines)
    assert "history read" in lines
    for private in (PHONE, "Kees", "hello", "wamid"):
        assert private not in lines


segments = st.sampled_from(["v1", "contacts", "events", "update", NOBODY, "", "..", "%", "é"]) | st.text(
    max_size=8
)
names = st.sampled_from(["phone", "bsuid", "username", "limit", "order", "number", "cursor"]) | st.text(
    max_size=5
)
texts = st.sampled_from(["", "1", "newest", "0", "é", "a,b", "\x00", "bnVsbA", "W10"]) | st.text(max_size=12)


@settings(max_examples=300, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    path=st.lists(segments, max_size=5).map(lambda parts: "/" + "/".join(parts)),
    query=st.dictionaries(names, texts, max_size=4),
    events=st.booleans(),
)
@example(path="/v1/contacts", query={"phone": "9" * 300}, events=False)
@example(path="", query={"cursor": "WyJcdWQ4MDAiLCIiLCIiXQ"}, events=True)
def test_any_request_is_answered(world: World, path: str, query: dict[str, str], *, events: bool) -> None:
    """Whatever is asked, the answer is 200 or a problem that the asker can mend; nothing ever breaks."""
    where = f"/v1/contacts/{world.contact}/events" if events else path
    said = handler.lambda_handler({**request(where), "queryStringParameters": query}, None)
    status = int(said["statusCode"])
    assert status in {200, 400, 404}
    assert isinstance(json.loads(said["body"]), dict)
    expected = "application/json" if status == 200 else "application/problem+json"
    assert {name.lower(): text for name, text in said["headers"].items()}["content-type"] == expected
