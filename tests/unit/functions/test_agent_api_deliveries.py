"""The API over memory: which deliveries failed, having them again, and switching destinations."""

from datetime import datetime
from typing import Any

import pytest

from appcare.domain.log import LogKey
from functions.agent_api import deliveries, destinations, handler, routes
from functions.agent_api.cursor import encode
from tests.unit.deliveries.world import CRM, World
from tests.unit.functions.api_requests import ask, request

ANNA = "31612345678"
NOBODY = "ctc_" + "a" * 26
NEVER = "evt_" + "a" * 26


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a deployment that the API works in; its CRM refuses three of Anna's four messages."""
    found = World()
    found.crm.behaviour = lambda request: 400 if b"bad" in request.body else 200
    found.write(ANNA, ["bad 1", "bad 2", "good", "bad 3"])
    found.settle_down()
    for module, names in (
        (deliveries, {"delivery_list": found.list, "replays": found.replays, "contacts": found.book}),
        (deliveries, {"switches": found.switches}),
        (destinations, {"switches": found.switches}),
    ):
        for name, value in names.items():
            monkeypatch.setattr(module, name, lambda value=value: value)
    monkeypatch.setattr(deliveries, "subscription", lambda name: found.to if name == CRM else None)
    monkeypatch.setattr(handler, "authorizer", lambda: "lambda")
    for module in (handler, routes):
        monkeypatch.setattr(module, "telemetry", lambda: found.telemetry)
    return found


def listed(**query: str) -> list[Any]:
    """Return all deliveries of a listing, page by page."""
    found: list[Any] = []
    while True:
        status, page = ask("/v1/deliveries", **query)
        assert status == 200
        found += page["deliveries"]
        if page["next"] is None:
            return found
        query["cursor"] = page["next"]


def test_what_failed_newest_first(world: World) -> None:
    """Every delivery that failed is listed with its attempts, whatever the size of the pages."""
    found = listed()
    assert [one["state"] for one in found] == ["parked"] * 3
    times = [datetime.fromisoformat(one["failed_at"]) for one in found]
    assert times == sorted(times, reverse=True)
    assert found == listed(limit="1") == listed(limit="2", destination=CRM, state="parked")[:3]
    assert {one["reason"] for one in found} == {"HTTP 400"}
    assert {one["contact_id"] for one in found} == {world.contact(ANNA)}
    assert listed(state="delivered") == []
    assert listed(destination="media") == []


def test_a_listing_by_time(world: World) -> None:
    """A span of time narrows the list: from its beginning on, up to before its end."""
    newest, middle, oldest = listed()
    assert listed(since=middle["failed_at"]) == [newest, middle]
    assert listed(until=middle["failed_at"]) == [oldest]
    assert listed(since=newest["failed_at"], until=oldest["failed_at"]) == []
    assert world.crm.accepted


def test_a_delivery_with_its_attempts(world: World) -> None:
    """One delivery tells when it was tried, for how long, and what was answered."""
    (newest, *_) = listed()
    status, found = ask(f"/v1/deliveries/{CRM}/{newest['event_id']}")
    assert (status, found) == (200, newest)
    (attempt,) = found["attempts"]
    assert set(attempt) == {"at", "number", "reason", "took_ms", "status", "answer"}
    assert (attempt["number"], attempt["reason"]) == (1, "HTTP 400")
    assert world.failed.deliveries


def test_one_again(world: World) -> None:
    """A replay is taken as a wish, and the CRM gets the same event."""
    (newest, *_) = listed()
    world.crm.behaviour = lambda _: 200
    path = f"/v1/deliveries/{CRM}/{newest['event_id']}/replay"
    status, asked = ask(path, method="POST")
    assert (status, asked["events"]) == (202, 1)
    world.settle_down()
    assert world.crm.accepted[-1] == newest["event_id"]
    assert world.crm.unverified == 0


def test_one_that_waits_already(world: World) -> None:
    """What is being retried is not sent a second time."""
    world.crm.behaviour = lambda _: 503
    world.write(ANNA, ["later"])
    world.settle_down()
    (waiting,) = listed(state="retrying")
    status, problem = ask(f"/v1/deliveries/{CRM}/{waiting['event_id']}/replay", method="POST")
    assert (status, problem["type"]) == (409, "urn:appcare:problem:conflict")


def test_a_customer_again(world: World) -> None:
    """All of a customer's events, or those that were refused, come once more in order."""
    world.crm.behaviour = lambda _: 200
    before = len(world.crm.calls)
    path = f"/v1/contacts/{world.contact(ANNA)}/replay"
    assert ask(path, method="POST", body={"destination": CRM})[1]["events"] == 4
    world.settle_down()
    ids = [call.headers["webhook-id"] for call in world.crm.calls]
    assert ids[before:] == ids[:before]
    body: dict[str, Any] = {"destination": CRM, "since": "2099-01-01T00:00:00Z"}
    assert ask(path, method="POST", body=body)[1]["events"] == 0
    body = {"destination": CRM, "types": ["status.*"]}
    assert ask(path, method="POST", body=body)[1]["events"] == 0


def test_destinations(world: World) -> None:
    """Each destination tells where it stands; switching it off and on shows at once."""
    _, found = ask("/v1/destinations")
    assert [one["name"] for one in found["destinations"]] == [CRM, "media"]
    assert {one["state"] for one in found["destinations"]} == {"open"}

    status, off = ask(f"/v1/destinations/{CRM}/disable", method="POST", body={"reason": "maintenance"})
    assert (status, off["state"], off["reason"], off["until"]) == (200, "disabled", "maintenance", None)
    assert off["since"] is not None
    world.write(ANNA, ["while it is away"])
    world.settle_down()
    (inbox, _) = ask("/v1/destinations")[1]["destinations"]
    assert (inbox["state"], inbox["lanes_waiting"]) == ("disabled", 1)

    status, on = ask(f"/v1/destinations/{CRM}/enable", method="POST")
    assert (status, on["state"], on["reason"]) == (200, "open", "")


def test_disabling_without_a_word(world: World) -> None:
    """No reason has to be given."""
    status, off = ask(f"/v1/destinations/{CRM}/disable", method="POST")
    assert (status, off["state"]) == (200, "disabled")
    assert world.switches.one(CRM).state.reason


@pytest.mark.parametrize(
    ("path", "query", "pointer"),
    [
        ("/v1/deliveries", {"destination": "nobody"}, "#/query/destination"),
        ("/v1/deliveries", {"state": "lost"}, "#/query/state"),
        ("/v1/deliveries", {"since": "yesterday"}, "#/query/since"),
        ("/v1/deliveries", {"until": "2026-11-22T12:00:00"}, "#/query/until"),
        ("/v1/deliveries", {"limit": "0"}, "#/query/limit"),
        ("/v1/deliveries", {"cursor": "e30"}, "#/query/cursor"),
        (f"/v1/deliveries/{CRM}/evt_1", {}, "#/path/event_id"),
    ],
)
def test_bad_questions(world: World, path: str, query: dict[str, str], pointer: str) -> None:
    """Every wrong part is named."""
    status, problem = ask(path, **query)
    assert (status, problem["errors"][0]["pointer"]) == (400, pointer)
    assert world.failed.deliveries


def test_a_forged_cursor_is_bad_input(world: World) -> None:
    """A place that no delivery can have is refused, though whoever made it up knew how cursors are made."""
    cursor = encode(LogKey(CRM, f"soon#{NEVER}"), "deliveries|||None|None")
    status, problem = ask("/v1/deliveries", cursor=cursor)
    assert (status, problem["errors"][0]["pointer"]) == (400, "#/query/cursor")
    assert world.failed.deliveries


def test_a_cursor_belongs_to_its_listing(world: World) -> None:
    """A cursor of another state's list is bad input."""
    cursor = ask("/v1/deliveries", limit="1")[1]["next"]
    status, problem = ask("/v1/deliveries", limit="1", state="parked", cursor=cursor)
    assert (status, problem["errors"][0]["pointer"]) == (400, "#/query/cursor")
    assert world.failed.deliveries


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        (None, "#/body"),
        ("{", "#/body"),
        ([], "#/body"),
        ({}, "#/body/destination"),
        ({"destination": "nobody"}, "#/body/destination"),
        ({"destination": CRM, "since": "yesterday"}, "#/body/since"),
        ({"destination": CRM, "types": "message.*"}, "#/body/types"),
    ],
)
def test_bad_wishes(world: World, body: Any, pointer: str) -> None:
    """A replay that cannot be understood asks for nothing."""
    status, problem = ask(f"/v1/contacts/{world.contact(ANNA)}/replay", method="POST", body=body)
    assert status == 400
    assert problem["errors"][0]["pointer"].startswith(pointer)
    assert not world.stream


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("GET", f"/v1/deliveries/{CRM}/{NEVER}"),
        ("POST", f"/v1/deliveries/{CRM}/{NEVER}/replay"),
        ("POST", f"/v1/deliveries/nobody/{NEVER}/replay"),
        ("POST", "/v1/destinations/nobody/disable"),
        ("POST", "/v1/destinations/nobody/enable"),
    ],
)
def test_nothing_there(world: World, method: str, path: str) -> None:
    """What never failed, and who is no destination, is not found."""
    assert ask(path, method=method)[0] == 404
    assert world.failed.deliveries


def test_nobodys_replay(world: World) -> None:
    """A contact that nobody is has nothing to be sent again."""
    path = f"/v1/contacts/{NOBODY}/replay"
    assert ask(path, method="POST", body={"destination": CRM})[0] == 404
    assert world.failed.deliveries


@pytest.mark.parametrize(
    ("method", "path", "allowed"),
    [
        ("GET", f"/v1/destinations/{CRM}/disable", "POST"),
        ("DELETE", f"/v1/deliveries/{CRM}/{NEVER}/replay", "POST"),
        ("GET", f"/v1/contacts/{NOBODY}/replay", "POST"),
        ("POST", "/v1/deliveries", "GET"),
        ("PUT", "/v1/destinations", "GET"),
    ],
)
def test_other_methods(world: World, method: str, path: str, allowed: str) -> None:
    """What only tells takes GET, what does something takes POST."""
    assert ask(path, method=method)[0] == 405
    assert allowed in handler.lambda_handler(request(path, method), None)["headers"].values()
    assert world.failed.deliveries
