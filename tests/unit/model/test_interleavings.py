"""Thousands of schedules of everything that can happen, in any order, with crashes and things meanwhile."""

import os
from collections import Counter
from random import Random

import pytest

from appcare.domain.errors import StorageError
from tests.unit.model.crm_double import Mood
from tests.unit.model.interruptions import Crash
from tests.unit.model.judgement import check
from tests.unit.model.world import World

SCHEDULES = int(os.environ.get("APPCARE_MODEL_SCHEDULES", "300"))
STEPS = 250
CUSTOMERS = [f"3160000000{number}" for number in range(6)]
PAUSES_MS = (10, 1_000, 5_000, 61_000, 61_000, 400_000, 3 * 3_600_000)


class Driver:
    """Chooses what happens next; the chances are those of an interruption at each port call."""

    def __init__(self, seed: int, *, crash: float, outage: float, meanwhile: float) -> None:
        self.random = Random(seed)
        self.world = World(seed)
        self._crash = crash
        self._outage = outage
        self._meanwhile = meanwhile
        self._depth = 0
        self.world.interruptions.before = self.world.interruptions.after = self._interrupt

    def run(self) -> World:
        """Drive the world for a while, then let it come to rest."""
        for _ in range(STEPS):
            self._step()
        self.world.heal()
        return self.world

    def _interrupt(self, _call: int, _name: str) -> None:
        if self.random.random() < self._crash:
            raise Crash
        if self.random.random() < self._outage:
            raise StorageError
        if self._depth < 2 and self.random.random() < self._meanwhile:
            self._depth += 1
            try:
                self._step()
            finally:
                self._depth -= 1

    def _step(self) -> None:
        world, choice = self.world, self.random.random()
        if choice < 0.25:
            for _ in range(self.random.randint(1, 4)):
                self._arrive(self.random.choice(CUSTOMERS))
        elif choice < 0.40:
            # One shard, one reader: the stream is never routed twice at the same time.
            if not self._depth:
                world.route(self.random.randint(1, 10))
        elif choice < 0.65:
            world.work(self.random.randint(1, 10))
        elif choice < 0.72:
            world.tick()
        elif choice < 0.79:
            world.pass_wake_ups_on()
        elif choice < 0.90:
            # Nothing outlives a function's timeout: while one runs, time hardly passes.
            world.clock.advance(10 if self._depth else self.random.choice(PAUSES_MS))
        elif choice < 0.95:
            world.crm.mood = self.random.choice([Mood.GOOD, Mood.GOOD, *Mood])
        else:
            person = [world.hasten, world.hasten, world.replay, world.replay, world.enable, world.enable]
            self.random.choice([*person, world.disable])()

    def _arrive(self, customer: str) -> None:
        if self.random.random() < 0.4:
            self.world.progress(customer)
        else:
            self.world.arrive(customer, refused=self.random.random() < 0.03)


@pytest.mark.parametrize("part", range(4))
def test_interleavings_with_crashes_lose_nothing_and_keep_the_order(part: int) -> None:
    """Arrivals, failures, crashes, wake-ups, replays and a person's hand in any order: nothing is lost."""
    seen: Counter[str] = Counter()
    for seed in range(part, SCHEDULES, 4):
        world = Driver(seed, crash=0.01, outage=0.01, meanwhile=0.05).run()
        check(world)
        seen.update(figures(world))
    print(f"{SCHEDULES // 4} schedules: {', '.join(f'{number} {word}' for word, number in seen.items())}")  # noqa: T201 - the figures
    assert min(seen.values()) > 0
    assert seen["crashes"] > SCHEDULES // 4


def figures(world: World) -> dict[str, int]:
    """Return how much of everything there was."""
    lines = world.telemetry.lines
    closed = [str(said["reason"]) for word, said in lines if word == "destination closed"]
    return {
        "events": sum(map(len, world.arrivals.names.values())),
        "port calls": world.interruptions.calls,
        "crashes": world.crashes,
        "breakers opened": sum(reason.startswith("nothing but failures") for reason in closed),
        "statuses outrun": sum(word == "event superseded" for word, _ in lines),
        "replays": world.replays,
        "times disabled": world.disabled,
    }


def test_without_crashes_and_replays_nothing_arrives_twice() -> None:
    """As long as our side works, a failing CRM does not get any accepted event a second time."""
    for seed in range(SCHEDULES // 10):
        driver = Driver(seed, crash=0.0, outage=0.0, meanwhile=0.05)
        driver.world.replay = lambda: None  # type: ignore[method-assign]  # replays are second deliveries on purpose
        world = driver.run()
        check(world)
        assert world.duplicates == 0, f"seed {seed}"
