"""An hour of everybody's events, replayed. `pytest -s` prints the figures."""

from tests.unit.deliveries.range_replays import everything, ranges
from tests.unit.deliveries.verifying_crm import ids_of
from tests.unit.deliveries.world import World

CUSTOMERS, EACH = 200, 25
HOUR_MS = 3_600_000


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
