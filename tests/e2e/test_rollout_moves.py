"""A number's rollout moves by the clock, by an alarm and by a person; the CRM hears of each change once."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from playground.inbox_view import event_of
from playground.waiting import within
from tests.e2e.test_rollout_plan import put_in_force
from tests.e2e.world import Appcare, World

HEARD_S = 30.0
STEPS = [
    {"name": "first", "share": 100.0, "hold_hours": 0.0001},
    {"name": "second", "share": 100.0},
    {"name": "third", "share": 100.0},
]
"""The first one is over at once; the others take a day."""


@pytest.fixture(autouse=True)
def _open_afterwards(world: World, appcare: Appcare, tmp_path: Path) -> Iterator[None]:
    """Leave the number open, and the alarm silent, for other tests."""
    yield
    world.tell_clock(alarm("OK"))
    put_in_force(world, appcare, tmp_path, {})


def alarm(state: str) -> dict[str, Any]:
    """Return an event of CloudWatch's; the emulator has no metrics that could make one."""
    now = datetime.now(UTC).isoformat()
    return {
        "source": "aws.cloudwatch",
        "detail-type": "CloudWatch Alarm State Change",
        "detail": {
            "alarmName": "appcare-prod-monitoring-stream-age",
            "state": {"value": state, "timestamp": now},
        },
    }


def told(world: World) -> list[tuple[str, str, str, tuple[str, ...]]]:
    """Return what the CRM heard of the rollout, each event once, in the order in which it came."""
    events = {event["id"]: event for event in map(event_of, world.inbox.attempts()) if event}
    data = [(one["type"], one["data"]) for one in events.values() if one["type"].startswith("rollout.")]
    return [(type_, one["to_step"], one["by"], tuple(one["reasons"])) for type_, one in data]


def test_a_rollout_moves(world: World, appcare: Appcare, tmp_path: Path) -> None:
    """It begins, advances, is held by an alarm, resumes, and follows a person's orders."""
    heard = len(told(world))
    put_in_force(world, appcare, tmp_path, {"support": {"steps": STEPS}})

    def advanced() -> bool:
        world.tick()
        return "second (2 of 3)" in appcare("rollout", "status")

    assert within(HEARD_S, advanced)

    world.tell_clock(alarm("ALARM"))
    world.tick()
    assert "alarm:stream-age" in appcare("rollout", "status")
    world.tell_clock(alarm("OK"))
    world.tick()

    order = {"agent": "maria", "why": "the pilot went well", "step": "third"}
    answer = world.api.post("/rollout/support/advance", json=order)
    assert (answer.status_code, answer.json()["step"]) == (200, "third")
    assert world.api.post("/rollout/support/advance", json=order).status_code == 409
    appcare("rollout", "back", "support", "--why", "too many at once", "--by", "jan")

    expected = [
        ("rollout.advanced", "second", "clock", ("hold_over",)),
        ("rollout.held", "second", "clock", ("alarm:stream-age",)),
        ("rollout.resumed", "second", "clock", ("over:alarm:stream-age",)),
        ("rollout.advanced", "third", "maria", ("order:advance",)),
        ("rollout.stepped_back", "second", "jan", ("order:back",)),
    ]
    assert within(HEARD_S, lambda: told(world)[heard:][-5:] == expected), told(world)[heard:]
