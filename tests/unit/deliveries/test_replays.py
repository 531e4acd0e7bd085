"""Sending events again: the same ids, fresh signatures, each customer's order, behind what is on its way."""

import json
from dataclasses import replace

import pytest

from appcare.application.find_replayable import ReplayQuery
from appcare.application.request_replay import StillRetryingError
from appcare.domain.decisions import REPLAY_REQUESTED
from appcare.domain.log import LogKey, LogRecord
from tests.unit.deliveries.verifying_crm import ids_of
from tests.unit.deliveries.world import CRM, START_S, World

ANNA, BERT = "31612345678", "31687654321"


def test_a_customers_replay_is_the_same_events_in_order(world: World) -> None:
    """Same ids, bodies and order, nobody else's, and every signature verifies with a fresh timestamp."""
    world.write(ANNA, ["1", "2", "3"])
    world.write(BERT, ["a"])
    world.settle_down()
    first = list(world.crm.calls)
    world.clock.advance(3_600_000)

    asked = world.replays.contact(world.known(ANNA), ReplayQuery(to=world.to))
    world.settle_down()

    again = world.crm.calls[len(first) :]
    assert asked.events == len(again) == 3
    assert [call.body for call in again] == [call.body for call in first[:3]]
    assert ids_of(again) == ids_of(first[:3])
    stamps = {call.headers["webhook-timestamp"] for call in again}
    assert not stamps & {call.headers["webhook-timestamp"] for call in first}
    assert world.crm.unverified == 0


def test_a_replay_queues_behind_what_is_on_its_way(world: World) -> None:
    """What the customer wrote before the replay was asked for arrives before the replayed events."""
    world.write(ANNA, ["old"])
    world.settle_down()
    old = ids_of(world.crm.calls)
    world.write(ANNA, ["new"])
    world.replays.contact(world.known(ANNA), ReplayQuery(to=world.to, until=world.clock.now()))
    world.settle_down()
    later = ids_of(world.crm.calls[1:])
    assert later[0] not in old
    assert later[1:] == old


def test_a_replay_routed_twice_is_sent_once(world: World) -> None:
    """The router's second try of the same record sends nothing more; another replay does."""
    world.write(ANNA, ["1"])
    world.settle_down()
    world.replays.contact(world.known(ANNA), ReplayQuery(to=world.to))
    again = list(world.stream)
    world.settle_down()
    world.stream.extend(again)
    world.settle_down()
    assert len(world.crm.calls) == 2
    world.replays.contact(world.known(ANNA), ReplayQuery(to=world.to))
    world.settle_down()
    assert len(world.crm.calls) == 3


def test_one_delivery_again(world: World) -> None:
    """A refused event is parked; replayed it is retrying when it fails, and delivered when it is taken."""
    world.write(ANNA, ["bad"])
    world.crm.refuse("bad")
    world.settle_down()
    ((destination, event_id),) = world.failed.deliveries
    assert world.failed.deliveries[destination, event_id].status == "parked"

    world.crm.refuse("bad", 503)
    world.replays.delivery(destination, event_id)
    world.settle_down()
    assert world.failed.deliveries[destination, event_id].status == "retrying"
    with pytest.raises(StillRetryingError):
        world.replays.delivery(destination, event_id)

    world.crm.refuse("nothing")
    world.settle_down(hours=1)
    assert world.failed.deliveries[destination, event_id].status == "delivered"
    assert world.crm.accepted == [event_id]


def test_parked_again_for_another_reason_is_no_collision(world: World) -> None:
    """The second refusal of a replayed event is a decision of its own; the first one stays as it was."""
    world.write(ANNA, ["bad"])
    world.crm.refuse("bad", 400)
    world.settle_down()
    world.crm.refuse("bad", 422)
    world.replays.delivery(*next(iter(world.failed.deliveries)))
    world.settle_down()
    parked = [record for record in world.log.records.values() if record.kind == "delivery.parked"]
    assert sorted(json.loads(record.body)["reason"] for record in parked) == ["HTTP 400", "HTTP 422"]
    assert {change.kind for change in world.log.stream} == {"INSERT"}


def test_a_long_history_takes_several_records(world: World) -> None:
    """No record names more than a hundred events, and their order holds across the records."""
    world.write(ANNA, [str(n) for n in range(250)])
    world.settle_down()
    first = ids_of(world.crm.calls)
    world.replays.contact(world.known(ANNA), ReplayQuery(to=world.to))
    wishes = [record for record in world.stream if record.kind == REPLAY_REQUESTED]
    assert [len(json.loads(record.body)["events"]) for record in wishes] == [100, 100, 50]
    world.settle_down()
    assert ids_of(world.crm.calls[250:]) == first


def test_a_long_conversation_of_long_ago_is_told_as_it_was(world: World) -> None:
    """However long ago and long a conversation was, its events come again to the byte."""
    world.write(ANNA, [str(n) for n in range(350)])
    world.settle_down()
    world.write(ANNA, ["much later"], seconds=90 * 3600)
    world.settle_down()
    first = [call.body for call in world.crm.calls]
    world.replays.contact(world.known(ANNA), ReplayQuery(to=world.to))
    world.settle_down()
    assert [call.body for call in world.crm.calls[351:]] == first


def test_a_replay_that_cannot_be_read_is_parked(world: World) -> None:
    """A broken wish is set aside; what comes with it is routed."""
    key = LogKey("wa#1#2", f"{START_S * 1000}#rpl_x.0000#{REPLAY_REQUESTED}")
    world.log.append([LogRecord(key, REPLAY_REQUESTED, b'{"events": [{}]}')])
    world.write(ANNA, ["1"])
    world.settle_down()
    assert world.parked.parked == [(key, "undigestible")]
    assert len(world.crm.accepted) == 1


def test_a_replay_for_a_destination_that_is_gone(world: World) -> None:
    """What was asked for a destination that was removed since is dropped, with a log line."""
    world.write(ANNA, ["1"])
    world.settle_down()
    world.replays.contact(world.known(ANNA), ReplayQuery(to=replace(world.to, destination="old")))
    world.settle_down()
    assert len(world.crm.calls) == 1
    assert "replay without destination" in [message for message, _ in world.telemetry.lines]


def test_nothing_personal_is_logged(world: World) -> None:
    """Log lines about replays name ids and counts."""
    world.write(ANNA, ["secret words"])
    world.crm.refuse("secret")
    world.settle_down()
    world.replays.delivery(*next(iter(world.failed.deliveries)))
    world.settle_down()
    lines = str(world.telemetry.lines)
    assert "replay requested" in lines
    assert "replay routed" in lines
    for private in (ANNA, "Kees", "secret", "wamid"):
        assert private not in lines


def test_a_disabled_destination_holds_everything(world: World) -> None:
    """Nothing is called while it is disabled; enabled, everything goes out in order, without another word."""
    world.switches.disable(CRM)
    world.write(ANNA, ["1", "2"])
    world.write(BERT, ["a"])
    world.settle_down(hours=3)
    assert not world.crm.calls
    assert world.switches.one(CRM).waiting == 2

    world.switches.enable(CRM)
    world.settle_down(hours=0.1)
    texts = [json.loads(call.body)["data"]["message"]["text"] for call in world.crm.calls]
    assert sorted(texts) == ["1", "2", "a"]
    assert texts.index("1") < texts.index("2")
    assert world.switches.one(CRM).waiting == 0
