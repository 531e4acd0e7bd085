"""The API over memory: where rollouts stand, and a person's grip on them."""

from dataclasses import replace
from typing import Any

import pytest

from appcare.application.rollout.show import ShowRollouts
from appcare.application.rollout.show_waiting import ShowWaiting
from appcare.application.rollout.tally_ports import Tally
from appcare.domain.rollout.plan import Plan
from appcare.memory.tallies import MemoryTallies
from appcare.memory.waiting_room import MemoryWaitingRoom
from functions.agent_api import handler, rollout, routes
from tests.unit.functions.api_requests import ask
from tests.unit.functions.samples import FlushedTelemetry
from tests.unit.rollout.moving_plans import plan_of
from tests.unit.rollout.places import WAITS
from tests.unit.rollout.world import World

WHO = {"agent": "maria", "why": "as agreed"}


def showing(world: World) -> ShowRollouts:
    """Return what shows a world's rollouts: one was let in, two were not, one waits."""
    room, tallies = MemoryWaitingRoom(), MemoryTallies()
    force = world.rollouts.read()
    if force:
        tallies.add("support", force.since("support"), Tally(admitted=1, diverted=2))
        room.wait(WAITS)
    return ShowRollouts(world.rollouts, room, tallies)


@pytest.fixture
def world(monkeypatch: pytest.MonkeyPatch) -> World:
    """Return a rollout that the API works in; its plan is in force, and the clock came once."""
    made = World()
    made.take(plan_of())
    made.tick()
    telemetry = FlushedTelemetry()
    monkeypatch.setattr(rollout, "showing", lambda: showing(made))
    monkeypatch.setattr(rollout, "ordering", lambda: made.orders)
    monkeypatch.setattr(handler, "authorizer", lambda: "lambda")
    for module in (handler, routes):
        monkeypatch.setattr(module, "telemetry", lambda: telemetry)
    return made


def order(kind: str, body: Any = WHO, number: str = "support") -> tuple[int, Any]:
    """Give an order."""
    return ask(f"/v1/rollout/{number}/{kind}", method="POST", body=body)


def test_where_it_stands(world: World) -> None:
    """The step with its place and share, its health, its latest change, and what comes next when."""
    status, found = ask("/v1/rollout")
    assert (status, found["plan"]) == (200, True)
    (one,) = found["numbers"]
    assert (one["number"], one["step"], one["index"], one["steps"], one["share"]) == (
        "support",
        "1 %",
        1,
        5,
        1,
    )
    assert one["since"] == one["good_since"] == one["change"]["at"] == "1970-01-01T00:01:00Z"
    assert (one["trouble"], one["grip"]) == ([], "")
    assert (one["change"]["kind"], one["change"]["by"], one["change"]["reasons"]) == (
        "plan_changed",
        "clock",
        ["begun"],
    )
    assert one["next"] == {"step": "5 %", "share": 5, "earliest_at": "1970-01-02T00:01:00Z"}
    assert (one["admitted"], one["waiting"], one["diverted"]) == (1, 1, 2)
    assert world.standing().step == "1 %"


def test_without_a_plan_and_before_the_clock(monkeypatch: pytest.MonkeyPatch, world: World) -> None:
    """No plan is said to be none; a number that has not begun is at its first step."""
    fresh = World()
    monkeypatch.setattr(rollout, "showing", lambda: showing(fresh))
    assert ask("/v1/rollout") == (200, {"plan": False, "numbers": []})
    fresh.take(plan_of())
    (one,) = ask("/v1/rollout")[1]["numbers"]
    assert (one["step"], one["since"], one["change"]) == ("1 %", None, None)
    assert one["next"]["earliest_at"] is None
    assert world.told()


def test_orders(world: World) -> None:
    """Each answers with where the number stands then, and is told with who and why."""
    for kind, body, expected in (
        ("advance", {**WHO, "step": "20 %"}, ("20 %", "")),
        ("back", WHO, ("5 %", "")),
        ("hold", WHO, ("5 %", "hold")),
        ("freeze", WHO, ("5 %", "freeze")),
        ("advance", WHO, ("20 %", "freeze")),
        ("resume", WHO, ("20 %", "")),
    ):
        status, one = order(kind, body)
        assert (status, one["step"], one["grip"]) == (200, *expected)
        assert (one["change"]["by"], one["change"]["why"]) == ("maria", "as agreed")
    assert [kind for kind, _, _ in world.story()[1:]] == [
        "advanced",
        "stepped_back",
        "held",
        "held",
        "advanced",
        "resumed",
    ]


@pytest.mark.parametrize(
    ("kind", "body", "pointer"),
    [
        ("hold", {"agent": "maria"}, "#/body/why"),
        ("hold", {"agent": "maria", "why": "  "}, "#/body/why"),
        ("hold", {"why": "as agreed"}, "#/body/agent"),
        ("hold", {**WHO, "agent": " "}, "#/body/agent"),
        ("hold", {**WHO, "step": "5 %"}, "#/body/step"),
        ("advance", {**WHO, "step": "6 %"}, "#/body/step"),
    ],
)
def test_what_is_wrong_has_its_place(world: World, kind: str, body: Any, pointer: str) -> None:
    """Nothing changes."""
    status, problem = order(kind, body)
    assert (status, [error["pointer"] for error in problem["errors"]]) == (400, [pointer])
    assert len(world.told()) == 1


def test_where_it_cannot_go(world: World) -> None:
    """Before the first step, or a number that has no plan: a problem that says so."""
    status, problem = order("back")
    assert (status, problem["type"]) == (409, "urn:appcare:problem:rollout-refused")
    assert "1 %" in problem["detail"]
    assert order("hold", number="sales")[0] == 404
    assert ask("/v1/rollout/support/hold")[0] == 405
    assert len(world.told()) == 1


def test_who_waits(monkeypatch: pytest.MonkeyPatch) -> None:
    """The first of them in order, each with when the clock will let them in as things stand."""
    world, room = World(), MemoryWaitingRoom()
    pace = {"per_hour": 1, "longest_wait_hours": 1.5}
    steps = ({"name": "one", "share": 100, "pace": pace},)
    world.take(Plan.model_validate({"numbers": {"support": {"steps": steps}}}))
    places = [room.wait(replace(WAITS, order=str(turn), contact_id=f"ctc_{turn}")) for turn in range(3)]
    made = ShowWaiting(world.rollouts, room, world.clock)
    monkeypatch.setattr(rollout, "waiting_rooms", lambda: made)
    monkeypatch.setattr(handler, "authorizer", lambda: "lambda")
    status, found = ask("/v1/rollout/support/waiting", limit="2")
    assert (status, found["waiting"]) == (200, len(places))
    assert [one["contact_id"] for one in found["first"]] == ["ctc_0", "ctc_1"]
    assert [one["expected_at"] for one in found["first"]] == ["1970-01-01T00:01:00Z", "1970-01-01T01:01:00Z"]
    assert ask("/v1/rollout/support/waiting")[1]["first"][2]["expected_at"] is None
    assert ask("/v1/rollout/sales/waiting") == (200, {"waiting": 0, "first": []})
    assert ask("/v1/rollout/support/waiting", limit="0")[0] == 400
