"""The rollout on the local stack: a plan changed by the command decides about the next conversation."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from playground.graph_view import words_of
from playground.inbox_view import event_of, wamid_of
from playground.waiting import within
from playground.whatsapp_phone import Json, change, now, profile, text, webhook
from tests.e2e.test_rollout_plan import put_in_force
from tests.e2e.world import Appcare, World

PILOT = "770000000000001"
"""A number that the settings do not name, so the plan calls it `unlisted`."""

OUT, FIRST, SECOND = "31670000881", "31670000882", "31670000883"
SOON_S, ROUTED_S = 60.0, 30.0
CACHE_S = 10.0
NOBODY = {"unlisted": {"steps": [{"name": "closed", "share": 0.0}]}}
EVERYBODY = {"unlisted": {"steps": [{"name": "all", "share": 100.0}]}}


def paced(per_hour: int) -> Json:
    """Return a plan that lets everybody in at a pace."""
    step = {"name": "slow", "share": 100.0, "pace": {"per_hour": per_hour}}
    return {"unlisted": {"steps": [step]}}


@pytest.fixture(autouse=True)
def _open_afterwards(world: World, appcare: Appcare, tmp_path: Path) -> Iterator[None]:
    """Leave every number open for other tests."""
    yield
    put_in_force(world, appcare, tmp_path, {})


def write(world: World, customer: str, words: str) -> str:
    """A customer writes to the number; return the message's id."""
    message = text(customer, words, at=now())
    body = webhook(change(messages=[message], contacts=[profile(customer, "Pia")], phone_number_id=PILOT))
    assert world.phone.post(body).status_code == 200
    return str(message["id"])


def told(world: World, customer: str) -> list[str]:
    """Return what the customer was sent."""
    return [words_of(one) for one in world.graph.sent_to(customer)]


def seen_by_crm(world: World, customer: str) -> list[str]:
    """Return the ids of the customer's messages that the CRM took, in order."""
    received = [one for one in world.inbox.accepted() if customer in one["body"]]
    return [wamid for one in received if (wamid := _received(one))]


def _received(attempt: Json) -> str:
    return wamid_of(attempt) if event_of(attempt)["type"] == "message.received" else ""


def test_who_is_not_in_is_told_once_until_the_plan_lets_them_in(
    world: World, appcare: Appcare, tmp_path: Path
) -> None:
    """Share 0 %: another way is named once and no CRM hears of it; a new plan counts without a deployment."""
    put_in_force(world, appcare, tmp_path, NOBODY)
    assert within(CACHE_S + ROUTED_S, lambda: bool(write(world, OUT, "Hello?") and told(world, OUT)), every=2)
    write(world, OUT, "Anybody there?")
    assert told(world, OUT) == ["Please call +31 20 123 4567."]
    assert seen_by_crm(world, OUT) == []

    put_in_force(world, appcare, tmp_path, EVERYBODY)
    latest: list[str] = []

    def is_in() -> bool:
        latest.append(write(world, OUT, "And now?"))
        return bool(set(latest) & set(seen_by_crm(world, OUT)))

    assert within(CACHE_S + ROUTED_S, is_in, every=2)
    assert set(seen_by_crm(world, OUT)) <= set(latest)
    assert len(told(world, OUT)) == 1


def test_who_comes_over_the_pace_waits_and_the_clock_lets_them_in(
    world: World, appcare: Appcare, tmp_path: Path
) -> None:
    """The second customer of an hour is told when; what they wrote meanwhile arrives in order."""
    put_in_force(world, appcare, tmp_path, paced(1))
    time.sleep(CACHE_S)  # until every worker has looked at State again
    first = write(world, FIRST, "Hello")
    assert within(ROUTED_S, lambda: seen_by_crm(world, FIRST) == [first])
    second = [write(world, SECOND, "Hello")]
    assert within(ROUTED_S, lambda: len(told(world, SECOND)) == 1)
    second.append(write(world, SECOND, "Still there"))
    world.tick()
    assert "about" in told(world, SECOND)[0]
    assert seen_by_crm(world, SECOND) == []
    assert "1" in appcare("rollout", "status")

    put_in_force(world, appcare, tmp_path, paced(600))
    world.tick()
    assert within(SOON_S, lambda: seen_by_crm(world, SECOND) == second)
    assert len(told(world, SECOND)) == 1
    assert world.dead_letters() == dict.fromkeys(world.dead_letters(), 0)
