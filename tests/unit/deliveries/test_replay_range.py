"""Everybody's events of a time again. `pytest -s` prints the figures of an hour."""

from dataclasses import replace

import pytest

from appcare.application.delivery_ports import DeliveryQueues, Outgoing
from appcare.application.find_replayable import ReplayQuery
from appcare.application.replay_range import RangePorts, RangeQuery, ReplayRange
from appcare.domain.errors import StorageError
from appcare.memory.operator import MemoryLogScan
from tests.unit.deliveries.world import START_S, World, ids_of
from tests.unit.whatsapp.samples import NUMBER

CUSTOMERS, EACH = 200, 25
HOUR_MS = 3_600_000


def ranges(world: World, queues: DeliveryQueues | None = None) -> ReplayRange:
    """Return what replays a time."""
    ports = RangePorts(
        scan=MemoryLogScan(world.log),
        contacts=world.book,
        replayable=world.replayable,
        queues=queues or world.queues,
        clock=world.clock,
    )
    return ReplayRange(ports)


def everything(world: World, **parts: object) -> RangeQuery:
    """Return the query for all that happened so far."""
    events = replace(ReplayQuery(to=world.to, since=START_S * 1000), **parts)  # type: ignore[arg-type]
    return RangeQuery(events=events, until=world.clock.now() + 1)


def by_customer(world: World, ids: list[str]) -> dict[str, list[str]]:
    """Return the ids of each customer's events, in the order of the calls."""
    subjects = {
        call.headers["webhook-id"]: call.body.split(b'"subject":"')[1][:30] for call in world.crm.calls
    }
    found: dict[str, list[str]] = {}
    for one in ids:
        found.setdefault(subjects[one].decode(), []).append(one)
    return found


def test_an_hour_of_five_thousand_events() -> None:
    """Replayed a day later: the same ids, fresh and true signatures, each customer's order, nothing new."""
    world = World()
    for turn in range(EACH):
        for customer in range(CUSTOMERS):
            world.write(f"316{customer:08d}", [f"{turn}"], seconds=HOUR_MS / 1000 / CUSTOMERS / EACH)
    world.settle_down()
    first = list(world.crm.calls)
    seen = world.crm.seen
    query = everything(world)
    world.clock.advance(24 * HOUR_MS)

    plan = ranges(world).plan(query)
    sent = ranges(world).send(plan, "rpl_hour")
    world.settle_down()

    again = world.crm.calls[len(first) :]
    first_ids, again_ids = ids_of(first), ids_of(again)
    stamps = {call.headers["webhook-timestamp"] for call in first}
    stale = [call for call in again if call.headers["webhook-timestamp"] in stamps]
    new = set(again_ids) - seen
    first_bodies = {call.headers["webhook-id"]: call.body for call in first}
    different = [call for call in again if call.body != first_bodies[call.headers["webhook-id"]]]
    order, order_again = by_customer(world, first_ids), by_customer(world, again_ids)
    moved = [customer for customer, ids in order.items() if order_again.get(customer) != ids]
    print(  # noqa: T201 - the figures are for people: pytest -s
        f"\nreplay of an hour: {plan.events} events of {len(plan.lanes)} customers, {sent} sent, "
        f"{len(again)} calls, {world.crm.unverified} bad signatures, {len(stale)} stale timestamps, "
        f"{len(moved)} customers out of order, {len(different)} other bodies, "
        f"{len(new)} ids new to a receiver that dedupes"
    )
    assert plan.events == sent == len(again) == CUSTOMERS * EACH
    assert sorted(again_ids) == sorted(first_ids)
    assert (world.crm.unverified, stale, moved, different, new) == (0, [], [], [], set())


def test_nothing_is_sent_by_planning() -> None:
    """Counting touches no queue."""
    world = World()
    world.write("31612345678", ["1"])
    world.settle_down()
    assert ranges(world).plan(everything(world)).events == 1
    assert not world.queues.waiting("inbox")


def test_only_the_time_the_number_and_the_types_asked_for() -> None:
    """What lies outside of any of them stays where it is."""
    world = World()
    world.write("31612345678", ["1", "2", "3"])
    world.settle_down()
    narrow = everything(world, since=(START_S + 2) * 1000)
    assert ranges(world).plan(replace(narrow, until=(START_S + 3) * 1000)).events == 1
    assert ranges(world).plan(everything(world, number_id=NUMBER)).events == 3
    assert ranges(world).plan(everything(world, number_id="1")).events == 0
    assert ranges(world).plan(everything(world, types=("status.*",))).events == 0


def test_who_was_never_routed_is_counted() -> None:
    """Partitions whose customer nobody knows are named as that, not left out in silence."""
    world = World()
    world.write("31612345678", ["routed"])
    world.settle_down()
    world.write("31687654321", ["not routed"])
    plan = ranges(world).plan(everything(world))
    assert (plan.events, plan.strangers) == (1, 1)


def test_the_same_replay_again_is_sent_once() -> None:
    """A replay that broke off is sent again under its id: the queue drops what it has."""
    world = World()
    world.write("31612345678", ["1", "2"])
    world.settle_down()
    plan = ranges(world).plan(everything(world))
    ranges(world).send(plan, "rpl_1")
    ranges(world).send(plan, "rpl_1")
    assert len(world.queues.waiting("inbox")) == 2
    ranges(world).send(plan, "rpl_2")
    assert len(world.queues.waiting("inbox")) == 4


def test_a_queue_that_is_down_is_told() -> None:
    """Trouble of ours ends the replay with an error, never with a wrong count."""

    class Down:
        """Takes nothing."""

        def send(self, outgoing: list[Outgoing]) -> None:
            """Fail."""
            del outgoing
            message = "sending to a queue: ServiceUnavailable"
            raise StorageError(message)

    world = World()
    world.write("31612345678", ["1"])
    world.settle_down()
    plan = ranges(world).plan(everything(world))
    with pytest.raises(StorageError):
        ranges(world, Down()).send(plan, "rpl_1")  # type: ignore[arg-type]
