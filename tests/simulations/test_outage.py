"""A CRM that is down for three days, and what happens when it comes back."""

import os
from bisect import bisect_left
from random import Random

from appcare.domain.destination import DestinationStatus
from tests.simulations.staff import Staffed
from tests.unit.model.crm_double import Mood
from tests.unit.model.judgement import check, superseded
from tests.unit.model.world import CRM, World

EVENTS = int(os.environ.get("APPCARE_OUTAGE_EVENTS", "100000"))
CUSTOMERS = EVENTS // 50
DAYS = 3
RATE = 50.0
STATUSES = 0.6
"""Most of what Meta tells is what became of the company's messages."""


def happen(world: World, random: Random, events: int) -> None:
    """Somebody writes, or a message to somebody comes a step further, so many times."""
    for _ in range(events):
        customer = f"316{random.randrange(CUSTOMERS):08d}"
        if random.random() < STATUSES:
            world.progress(customer)
        else:
            world.arrive(customer)


class Outage:
    """The story, with what was seen in the course of it."""

    def __init__(self) -> None:
        self.staffed = Staffed(RATE)
        self.world = self.staffed.world
        self.held = self.outrun = self.queued = self.calls_while_down = 0
        self.back_at = 0

    def tell(self) -> None:
        """Go down, live on for three days, come back, and go on until nothing waits."""
        world, random, minutes = self.world, Random(7), DAYS * 24 * 60
        world.crm.mood = Mood.DOWN
        for minute in range(minutes):
            happen(world, random, EVENTS * (minute + 1) // minutes - EVENTS * minute // minutes)
            self.staffed.time.sleep(60)
        self._look()
        world.crm.mood = Mood.GOOD
        while world.waiting():
            self.staffed.time.sleep(60)

    def _look(self) -> None:
        world = self.world
        self.held = sum(map(len, world.lanes.behind.values()))
        self.outrun = len(superseded(world))
        self.queued = len(world.queues.waiting(CRM)) + len(world.stream)
        self.calls_while_down = world.crm.calls
        self.back_at = self.staffed.time.now()
        assert world.states.read(CRM).status is DestinationStatus.CLOSED


def drained_at(moments: list[int]) -> tuple[float, float]:
    """Return the rate of the calls in the middle eight tenths of them, and of the worst second."""
    ordered = sorted(moments)
    first, last = ordered[len(ordered) // 10], ordered[len(ordered) * 9 // 10]
    rate = (len(ordered) * 0.8) / (last - first) * 1000
    worst = max(bisect_left(ordered, start + 1000) - place for place, start in enumerate(ordered))
    return rate, float(worst)


def test_three_days_of_an_outage() -> None:
    """Nothing is lost or reordered, statuses collapse, State holds all of it, and it drains at its rate."""
    outage = Outage()
    outage.staffed.live(outage.tell)
    world = outage.world
    check(world)
    arrived = sum(map(len, world.arrivals.names.values()))
    left_out = len(superseded(world))
    rate, worst = drained_at([at for at in world.crm.called_at if at > outage.back_at])
    minutes = (max(world.crm.called_at) - outage.back_at) / 60_000
    print(  # noqa: T201 - the figures
        f"{arrived} events of {len(world.arrivals.names)} customers; down for {DAYS} days:"
        f" {outage.held} held, {outage.outrun} outrun, {outage.queued} in queues,"
        f" {outage.calls_while_down} calls; back: {len(world.crm.accepted)} delivered, {left_out} outrun,"
        f" 0 lost, {world.duplicates} twice, in {minutes:.0f} minutes at {rate:.1f}/s of {RATE:.0f},"
        f" worst second {worst:.0f}"
    )
    assert arrived == EVENTS
    assert outage.held + outage.outrun == EVENTS
    assert outage.queued == 0
    assert len(world.crm.accepted) + left_out == EVENTS
    assert world.duplicates == 0
    assert left_out > EVENTS * STATUSES * 0.4
    assert worst <= RATE * 1.05
    assert rate >= RATE * 0.95
    assert not [one for one in world.failed.deliveries.values() if one.status == "parked"]
