"""2,000 new conversations at once against a pace of 120 an hour: the shipped classes, a moved clock.

`pytest -s` prints the figures.
"""

from collections import Counter, defaultdict
from random import Random

from appcare.domain.conversation import Conversation
from appcare.domain.rollout.gate_facts import ROLLOUT_WAITING, gate_fact_of
from tests.unit.model.judgement import check
from tests.unit.rollout.gated_world import RolloutWorld, plan_of

CUSTOMERS = 2_000
PER_HOUR = 120
MINUTE_MS, HOUR_MS = 60_000, 3_600_000


class Rush:
    """The story: all write within ten seconds, some go on writing, until all are let in."""

    def __init__(self) -> None:
        self.world = RolloutWorld(plan_of({"share": 100, "pace": {"per_hour": PER_HOUR}}))
        self.world.clock.advance(HOUR_MS - self.world.clock.now() % HOUR_MS)
        self.began = self.world.clock.now()
        self.customers = [f"316{number:08d}" for number in range(CUSTOMERS)]
        self.first_call: dict[str, int] = {}
        self.calls_before_admission = self._seen = 0

    def tell(self) -> None:
        """Let them all write, and the minutes pass."""
        world, random = self.world, Random(5)
        for place, customer in enumerate(self.customers):
            world.arrive(customer)
            if place % 200 == 199:
                world.clock.advance(1_000)
                world.settle()
        self._look()
        while world.room.read("support").waiting:
            for customer in random.sample(self.customers, 5):
                world.arrive(customer)
            world.settle()
            world.minute()
            self._look()
        for customer in random.sample(self.customers, 200):
            world.arrive(customer)
        world.settle()

    def _look(self) -> None:
        """Note whose first event the CRM has by now."""
        now = self.world.clock.now()
        waiting = {place.contact_id for place in self.world.room.first("support", CUSTOMERS)}
        for event in self.world.crm.accepted[self._seen :]:
            self.first_call.setdefault(event.subject, now)
            self.calls_before_admission += event.subject in waiting
        self._seen = len(self.world.crm.accepted)


def test_a_rush_is_let_in_in_order_at_the_pace() -> None:
    """120 +- 1 in each hour, in order, when it was said; nothing is lost, early or out of order."""
    rush = Rush()
    rush.tell()
    world = rush.world
    check(world)

    contacts = {one.opened_by.pk.rpartition("#")[2]: one.contact_id for one in _conversations(world)}
    admitted = [rush.first_call[contacts[customer]] for customer in rush.customers]
    assert admitted == sorted(admitted)
    by_hour = Counter((at - rush.began) // HOUR_MS for at in admitted)
    whole = [by_hour[hour] for hour in range(max(by_hour))]
    worst = max(sum(at <= other < at + HOUR_MS for other in admitted) for at in sorted(set(admitted)))

    said = {one.key.pk.rpartition("#")[2]: gate_fact_of(one) for one in world.facts(ROLLOUT_WAITING)}
    off: dict[str, float] = defaultdict(float)
    for customer, at in zip(rush.customers, admitted, strict=True):
        if customer in said and (expected := said[customer].expected_at):
            off[customer] = abs(at - expected) / (expected - said[customer].at)
    print(  # noqa: T201 - the figures
        f"\n{CUSTOMERS} conversations within ten seconds, {PER_HOUR} an hour: {len(said)} waited,"
        f" {min(whole)} to {max(whole)} let in in each of {len(whole)} whole hours,"
        f" at most {worst} in any 60 minutes; the last after {(admitted[-1] - rush.began) / HOUR_MS:.1f} h;"
        f" expected times off by {100 * max(off.values()):.2f} % at most;"
        f" {len(world.crm.accepted)} events delivered, {world.duplicates} twice,"
        f" {rush.calls_before_admission} calls before the admission"
    )
    assert len(said) == CUSTOMERS - PER_HOUR
    assert len(off) == len(said)
    assert all(abs(one - PER_HOUR) <= 1 for one in whole)
    assert worst <= PER_HOUR + 2
    assert max(off.values()) < 0.1
    assert rush.calls_before_admission == 0
    assert world.duplicates == 0
    assert [customer for customer, _ in world.said()] == rush.customers[PER_HOUR:]


def _conversations(world: RolloutWorld) -> list[Conversation]:
    return list(world.conversations.conversations.values())
