"""Everybody's events of a time again."""

from dataclasses import replace

import pytest

from appcare.application.delivery_ports import Outgoing
from appcare.domain.errors import StorageError
from tests.unit.deliveries.range_replays import everything, ranges
from tests.unit.deliveries.world import START_S, World
from tests.unit.whatsapp.samples import NUMBER


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
        ranges(world, Down()).send(plan, "rpl_1")  # type: ignore[arg-type]  # as far as it is used
