"""What our own faults left behind, sent back in order or routed again."""

from dataclasses import replace

import pytest

from appcare.application.delivery_ports import Outgoing, WakeUp
from appcare.application.operator_ports import DeadLetter, ParkedLetter
from appcare.application.redrive_dead_letters import RedriveDeadLetters, Redriven
from appcare.application.reroute_parked import RefusedRecords, Rerouted, RerouteParked
from appcare.domain.errors import StorageError
from appcare.domain.lanes import LaneId
from appcare.domain.log import LogKey
from appcare.memory.operator import MemoryDeadLetters, MemoryLogScan, MemoryParkedLetters
from tests.unit.deliveries.verifying_crm import ids_of
from tests.unit.deliveries.world import CRM, World

ANNA, BERT = "31612345678", "31687654321"


def redrive(world: World, letters: MemoryDeadLetters | None = None) -> RedriveDeadLetters:
    """Return what redrives the CRM's dead letters."""
    found = letters or MemoryDeadLetters(world.queues, CRM)
    return RedriveDeadLetters(CRM, letters=found, deliveries=world.list, log=world.log)


def all_dead(world: World) -> None:
    """Have everything in the queue received too often."""
    world.route()
    while world.queues.waiting(CRM):
        world.queues.release([one.id for one in world.queues.receive(CRM)])


def test_dead_letters_go_back_in_order() -> None:
    """Each customer's events come out in their order, and nothing is left."""
    world = World()
    world.write(ANNA, ["1", "2", "3"])
    world.write(BERT, ["a", "b"])
    all_dead(world)
    assert len(world.queues.dead_letters) == 5

    assert redrive(world).redrive() == Redriven(sent=5)
    world.settle_down()

    assert world.queues.dead_letters == []
    orders = [call.body.split(b'"order":"')[1][:13] for call in world.crm.calls if ANNA.encode() in call.body]
    assert orders == sorted(orders)
    assert len(world.crm.accepted) == len(world.crm.seen) == 5


def test_a_letter_is_removed_only_when_its_message_was_accepted() -> None:
    """A queue that is down loses nothing: what was not sent is there at once, and goes out the next time."""

    class Failing(MemoryDeadLetters):
        """Takes one message, then nothing."""

        taken = 0

        def send_back(self, letter: DeadLetter) -> None:
            """Fail from the second one on."""
            if self.taken:
                message = "sending a dead letter back: ServiceUnavailable"
                raise StorageError(message)
            self.taken += 1
            super().send_back(letter)

    world = World()
    world.write(ANNA, ["1", "2", "3"])
    all_dead(world)
    letters = Failing(world.queues, CRM)
    with pytest.raises(StorageError):
        redrive(world, letters).redrive()
    assert len(world.queues.dead_letters) == 2

    assert redrive(world).redrive() == Redriven(sent=2)
    world.settle_down()
    assert len(world.crm.accepted) == 3


def test_a_crash_between_sending_and_removing_sends_once() -> None:
    """Sent back, not removed, sent back again: the queue knows the letter's own id."""

    class Forgetful(MemoryDeadLetters):
        """Removes nothing."""

        def delete(self, letter: DeadLetter) -> None:
            """Crash."""
            raise StorageError(letter.id)

    world = World()
    world.write(ANNA, ["1"])
    all_dead(world)
    with pytest.raises(StorageError):
        redrive(world, Forgetful(world.queues, CRM)).redrive()
    redrive(world).redrive()
    assert len(world.queues.waiting(CRM)) == 1


def test_wake_ups_are_removed() -> None:
    """A dead wake-up is needed by nobody: the clock finds its lane."""
    world = World()
    world.queues.wake([WakeUp(LaneId(CRM, "ctc_1"), 5)])
    all_dead(world)
    assert redrive(world).redrive() == Redriven(wake_ups=1)
    assert world.queues.dead_letters == []
    assert not world.queues.waiting(CRM)


class Garbled(MemoryDeadLetters):
    """Letters that nobody can read."""

    def receive(self) -> list[DeadLetter]:
        """Return them without content."""
        return [replace(letter, content=None) for letter in super().receive()]


def test_what_cannot_be_read_stays() -> None:
    """It is counted and shown again at once; only on request it is removed."""
    world = World()
    world.write(ANNA, ["1"])
    all_dead(world)
    letters = Garbled(world.queues, CRM)
    assert redrive(world, letters).redrive() == Redriven(unreadable=1)
    assert [one.why for one in redrive(world, letters).explained(10)] == ["cannot be read"]
    assert redrive(world, letters).redrive(drop_unreadable=True) == Redriven(unreadable=1)
    assert world.queues.dead_letters == []


def test_why_a_letter_is_there() -> None:
    """What is on record of its delivery is told, and that its record is gone; looking changes nothing."""
    world = World()
    world.crm.behaviour = lambda _: 400
    world.write(ANNA, ["parked"])
    world.settle_down()
    (delivery,) = world.failed.deliveries.values()
    world.write(BERT, ["never called", "gone"])
    world.queues.send([Outgoing(CRM, replace(delivery.ref, replay="rpl_1"))])
    all_dead(world)
    del world.log.records[next(key for key, record in world.log.records.items() if b"gone" in record.body)]
    whys = sorted(one.why for one in redrive(world).explained(10))
    assert whys == [
        "its record is gone from the log",
        "no call on record: the function failed before it, see its log lines",
        "parked: HTTP 400",
    ]
    assert len(redrive(world).explained(2)) == 2
    assert redrive(world).count() == 3


def reroute(world: World, letters: MemoryParkedLetters) -> RerouteParked:
    """Return what routes parked records again."""
    refused = RefusedRecords()
    return RerouteParked(
        letters=letters,
        log=world.log,
        scan=MemoryLogScan(world.log),
        router=world.build_router(refused),
        refused=refused,
    )


def test_parked_records_are_routed_again() -> None:
    """Once the translation is mended, what was set aside reaches the CRM, in order."""
    world = World()
    world.write(ANNA, ["1", "2", "3"])
    keys = [record.key for record in world.stream]
    world.stream.clear()
    letters = MemoryParkedLetters(
        [ParkedLetter(receipt="", key=key, code="undigestible") for key in reversed(keys)]
    )
    assert reroute(world, letters).reroute() == Rerouted(routed=3)
    world.settle_down()
    assert [call.body.split(b'"order":"')[1][:13] for call in world.crm.calls] == [
        key.sk[:13].encode() for key in keys
    ]
    assert letters.letters == []


def test_what_still_cannot_be_digested_stays() -> None:
    """Its letter stays and no second one is made; one whose record is gone is removed."""
    world = World()
    world.write(ANNA, ["1"])
    (record,) = world.stream
    world.stream.clear()
    odd = replace(record, key=LogKey("tg#1#2", record.key.sk))
    world.log.append([odd])
    world.stream.clear()
    letters = MemoryParkedLetters(
        [
            ParkedLetter(receipt="", key=odd.key, code="undigestible"),
            ParkedLetter(receipt="", key=LogKey("wa#1#2", "gone"), code="undigestible"),
            ParkedLetter(receipt="", code="stream"),
        ]
    )
    assert reroute(world, letters).reroute() == Rerouted(gone=1, stayed=2)
    assert [letter.key for letter in letters.letters] == [odd.key, None]
    assert len(letters.receive()) == 2
    assert world.parked.parked == []


def test_a_batch_that_the_stream_gave_up_on() -> None:
    """Everything that came at its time is routed; what was routed before comes again under its id."""
    world = World()
    world.write(ANNA, ["routed"])
    world.settle_down()
    world.write(ANNA, ["lost"])
    world.stream.clear()
    now = world.clock.now()
    world.clock.advance(24 * 3_600_000)
    letters = MemoryParkedLetters([ParkedLetter(receipt="", code="stream", span=(now - 5000, now))])
    assert reroute(world, letters).reroute().routed >= 2
    world.settle_down()
    assert len(world.crm.seen) == 2
    assert ids_of(world.crm.calls)[0] in ids_of(world.crm.calls)[1:]
    assert letters.letters == []
