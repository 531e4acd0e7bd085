"""One story of a rollout, told again with a crash at each port call in turn: before it, and after it."""

from collections import Counter

import pytest

from appcare.domain.errors import StorageError
from appcare.domain.rollout.gate_facts import ROLLOUT_ADMITTED, ROLLOUT_DIVERTED, ROLLOUT_WAITING
from tests.unit.model.interruptions import Crash
from tests.unit.model.judgement import check
from tests.unit.rollout.gated_world import RolloutWorld, plan_of

PLAN = plan_of({"share": 100, "deny": ("+31600000009",), "pace": {"per_hour": 1}})
FASTER = plan_of({"share": 100, "deny": ("+31600000009",), "pace": {"per_hour": 600}})
IN, FIRST, SECOND, OUT = (f"3160000000{last}" for last in (1, 2, 3, 9))

WORKERS = ("courier.", "throttle.")
"""What is asked only while a CRM is being called."""


def story(world: RolloutWorld) -> None:
    """One is in, two wait and write on, one is not let in; then there is room, and they write again."""
    for customer in (IN, FIRST, SECOND, FIRST, OUT, OUT):
        world.arrive(customer)
        world.clock.advance(1_000)
    world.route(3)
    world.route()
    world.work()
    world.arrive(SECOND)
    world.route()
    world.rollouts.take(FASTER, world.clock.now())
    world.clock.advance(60_000)
    world.let_in()
    world.arrive(FIRST)
    world.route(2)
    world.route()
    world.work()
    world.clock.advance(60_000)
    world.let_in()
    world.route()
    world.work()


def judge(world: RolloutWorld) -> None:
    """Nothing is lost, out of order or early; each customer was told once, and each fact is there once."""
    names = world.arrivals.names
    out = names.pop(OUT)
    check(world)
    assert not world.delivered(OUT), out
    kinds = Counter((fact.kind, fact.key.pk.rpartition("#")[2]) for fact in world.facts())
    assert kinds[ROLLOUT_DIVERTED, OUT] == 1
    assert Counter(world.said()).most_common(1)[0][1] == 1
    assert len([customer for customer, _ in world.said() if customer == OUT]) == 1
    waited = {customer for kind, customer in kinds if kind == ROLLOUT_WAITING}
    assert {customer for kind, customer in kinds if kind == ROLLOUT_ADMITTED} == waited
    assert set(kinds.values()) == {1}
    assert world.room.read("support").waiting == 0


def test_the_story_without_a_crash() -> None:
    """One is in at once, the other two wait and come in."""
    world = RolloutWorld(PLAN)
    story(world)
    world.heal()
    judge(world)
    assert world.duplicates == 0
    assert len(world.facts(ROLLOUT_ADMITTED)) == 2


@pytest.mark.parametrize("trouble", [Crash, StorageError])
@pytest.mark.parametrize("moment", ["before", "after"])
def test_trouble_at_any_port_call(moment: str, trouble: type[BaseException]) -> None:
    """Whichever port call the process dies at, or storage fails at, all of it still holds."""
    counting = RolloutWorld(PLAN)
    story(counting)
    calls = counting.interruptions.calls
    assert calls > 100

    for wanted in range(1, calls + 1):
        world, broke_at = RolloutWorld(PLAN), list[str]()

        def break_(number: int, name: str, wanted: int = wanted, broke_at: list[str] = broke_at) -> None:
            if number == wanted:
                broke_at.append(name)
                raise trouble

        setattr(world.interruptions, moment, break_)
        story(world)
        world.heal()
        judge(world)
        # A CRM that took an event just before its worker died gets it again, under the same id.
        assert world.duplicates == 0 or broke_at[0].startswith(WORKERS)
