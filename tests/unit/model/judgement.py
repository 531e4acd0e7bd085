"""What must hold when a world has come to rest."""

from tests.unit.model.arrivals import is_outrun, name_of, name_of_ref
from tests.unit.model.world import World

REASONS = {"HTTP 400", "attempts used up"}


def check(world: World) -> None:
    """Nothing lost, first deliveries in order per customer, nothing parked without a reason."""
    firsts: dict[str, int] = {}
    for place, event in enumerate(world.crm.accepted):
        firsts.setdefault(name_of(event), place)
    given_up = [one for one in world.failed.deliveries.values() if one.status == "parked"]
    assert {one.reason for one in given_up} <= REASONS
    parked = {name_of_ref(one.ref) for one in given_up}
    exempt = parked | superseded(world)  # whoever has one of these sent again gets it late
    for customer, names in world.arrivals.names.items():
        missing = [name for name in names if name not in firsts and name not in parked]
        lost = [name for name in missing if not is_outrun(name, names)]
        assert not lost, f"lost of {customer}: {lost}"
        places = [firsts[name] for name in names if name in firsts and name not in exempt]
        assert places == sorted(places), f"out of order for {customer}: {places}"
    _check_rest(world)


def superseded(world: World) -> set[str]:
    """Return the names of the statuses that were left out."""
    ids = {fields["event_id"] for word, fields in world.telemetry.lines if word == "event superseded"}
    return {name_of_ref(ref) for ref in world.seen if ref.event_id in ids}


def _check_rest(world: World) -> None:
    """Nothing is left anywhere, no bug stopped a group, and no call was made without a slot."""
    held = [one for behind in world.lanes.behind.values() for one in behind.values()]
    assert not held, f"held behind no lane: {held}"
    retrying = [one.ref for one in world.failed.deliveries.values() if one.status == "retrying"]
    assert not retrying, f"on record as if still tried: {retrying}"
    ids = {name_of(event): event.id for event in world.crm.accepted}
    assert all(ids[name_of(event)] == event.id for event in world.crm.accepted), "one event under two ids"
    stopped = [fields["code"] for word, fields in world.telemetry.lines if word == "group stopped"]
    assert set(stopped) <= {"storage"}, f"a bug stopped a group: {set(stopped)}"
    assert world.crm.calls <= world.throttle.granted, "called without a slot"
    assert not world.queues.dead_letters
    assert not world.parked_records.parked
