"""Which of a customer's events are sent again."""

from dataclasses import replace

import pytest

from appcare.application import request_replay
from appcare.application.find_replayable import ReplayQuery
from appcare.application.request_replay import NothingToReplayError, TooManyEventsError
from tests.unit.deliveries.verifying_crm import ids_of
from tests.unit.deliveries.world import CRM, START_S, World
from tests.unit.whatsapp.samples import contact, status, text_message, value, webhook

ANNA = "31612345678"


def test_by_time_and_by_type(world: World) -> None:
    """Only what happened in the span, and only the types asked for, is sent."""
    world.write(ANNA, ["1", "2", "3", "4"])
    world.settle_down()
    ids = ids_of(world.crm.calls)
    since, until = (START_S + 2) * 1000, (START_S + 4) * 1000
    customer = world.known(ANNA)
    asked = world.replays.contact(customer, ReplayQuery(to=world.to, since=since, until=until))
    world.settle_down()
    assert (asked.events, ids_of(world.crm.calls[4:])) == (2, ids[1:3])
    nothing = world.replays.contact(customer, ReplayQuery(to=world.to, types=("status.*",)))
    assert nothing.events == 0
    assert not world.stream
    assert world.replays.contact(customer, ReplayQuery(to=world.to, types=("message.*",))).events == 4


def test_only_what_the_destination_hears_of(world: World) -> None:
    """A destination gets nothing by a replay that it would not get anyway."""
    world.write(ANNA, ["1"])
    world.settle_down()
    narrow = replace(world.to, types=("conversation.*",))
    assert world.replays.contact(world.known(ANNA), ReplayQuery(to=narrow)).events == 0


def test_a_status_that_came_too_late_stays_untold(world: World) -> None:
    """What was no news when it came is none when the customer's events are sent again."""
    for word in ("sent", "read", "delivered"):
        world.clock.advance(1000)
        told = status("wamid.1", word, timestamp=str(world.clock.now() // 1000), recipient_id=ANNA)
        world.receive(webhook(value(statuses=[told], contacts=[contact(ANNA)])))
        world.settle_down()
    before = ids_of(world.crm.calls)
    assert len(before) == 2

    world.replays.contact(world.known(ANNA), ReplayQuery(to=world.to))
    world.settle_down()

    assert ids_of(world.crm.calls[2:]) == before


def test_only_the_parked_ones(world: World) -> None:
    """Once the cause is gone, just what was refused is sent, and is done with."""
    world.write(ANNA, ["good", "bad", "good", "bad"])
    world.crm.refuse('"bad"')
    world.settle_down()
    assert len(world.crm.accepted) == 2
    world.crm.refuse("nothing")
    asked = world.replays.contact(world.known(ANNA), ReplayQuery(to=world.to, parked_only=True))
    world.settle_down()
    assert asked.events == 2
    assert len(world.crm.seen) == len(world.crm.accepted) == 4
    assert {one.status for one in world.failed.deliveries.values()} == {"delivered"}


def test_what_cannot_be_sent_again(world: World) -> None:
    """An event that never failed there, and one that is gone from the log, are refused, and say why."""
    world.write(ANNA, ["bad"])
    with pytest.raises(NothingToReplayError, match="never failed"):
        world.replays.delivery(CRM, "evt_" + "a" * 26)
    world.crm.refuse("bad")
    world.settle_down()
    world.log.records.clear()
    with pytest.raises(NothingToReplayError, match="no longer kept"):
        world.replays.delivery(*next(iter(world.failed.deliveries)))


def test_more_than_one_request_sends(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A request for too much sends nothing at all."""
    monkeypatch.setattr(request_replay, "MOST_EVENTS", 2)
    world.write(ANNA, ["1", "2", "3"])
    world.settle_down()
    with pytest.raises(TooManyEventsError):
        world.replays.contact(world.known(ANNA), ReplayQuery(to=world.to))
    assert not world.stream


def test_a_replay_tells_no_more_than_was_wished_for_at_first(world: World) -> None:
    """Numbers and topics that a destination does not hear of stay untold in a replay, too."""
    ad = {"source_id": "ad-parcel", "source_type": "ad"}
    world.write(ANNA, ["from the ad"], referral=ad)
    world.write(ANNA, ["and on"])
    world.clock.advance(80 * 3_600_000)
    world.write(ANNA, ["something else, later"])
    world.settle_down()
    anna = world.known(ANNA)
    wished = {
        "topics": (replace(world.to, topics=("AD-*",)), 2),
        "no topic": (replace(world.to, topics=("nothing", "*")), 3),
        "numbers": (replace(world.to, numbers=("unlisted",)), 3),
        "another number": (replace(world.to, numbers=("support",)), 0),
    }
    for to, events in wished.values():
        assert world.replays.contact(anna, ReplayQuery(to=to)).events == events
        world.settle_down()


def test_all_partitions_of_a_merged_contact(world: World) -> None:
    """Who wrote under a number, then under an id, then under both, is one customer with one history."""
    world.write(ANNA, ["by phone"])
    world.clock.advance(1000)
    for turn, names in enumerate(({"from_user_id": "NL.1"}, {"from_user_id": "NL.1", "from": ANNA})):
        at = str(world.clock.now() // 1000 + turn)
        message = {**text_message(f"wamid.m{turn}", timestamp=at), **names}
        if "from" not in names:
            del message["from"]
        world.receive(webhook(value(messages=[message])))
        world.settle_down()
    world.settle_down()
    before = ids_of(world.crm.calls)
    assert len(world.known(ANNA).partitions) > 1

    world.replays.contact(world.known(ANNA), ReplayQuery(to=world.to))
    world.settle_down()

    assert ids_of(world.crm.calls[len(before) :]) == before
