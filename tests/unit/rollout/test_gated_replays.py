"""A replay tells nobody of a conversation that was not let in, or still waits."""

from appcare.application.channels import Channels
from appcare.application.find_contact import FindContact
from appcare.application.find_replayable import FindReplayable, ReplayQuery
from appcare.application.own_facts import own_facts
from appcare.application.read_history import ReadHistory
from appcare.application.subscription import Subscription
from appcare.memory.delivery_list import MemoryDeliveryList
from appcare.memory.history import MemoryContactBook, MemoryHistory
from appcare.whatsapp.translate import WhatsApp
from tests.unit.rollout.gated_world import RolloutWorld, plan_of

ANNA, BERT, CLEO = "31600000001", "31600000002", "31600000003"
HOUR_MS = 3_600_000


def replayable(world: RolloutWorld, customer: str) -> list[str]:
    """Return the ids of the customer's messages that a replay would send."""
    channels = Channels(
        {"wa": WhatsApp(lambda _: "support")}, own=own_facts(lambda _: "support", {"wa": "whatsapp"})
    )
    histories = ReadHistory(
        history=MemoryHistory(world.log),
        conversations=world.conversations,
        channels=channels,
        telemetry=world.telemetry,
    )
    finder = FindReplayable(
        histories=histories,
        progresses=world.progresses,
        deliveries=MemoryDeliveryList(world.failed),
        log=world.log,
    )
    contact = FindContact(MemoryContactBook(world.contacts)).by_id(world.conversation(customer).contact_id)
    assert contact
    refs = finder.of(contact, ReplayQuery(to=Subscription("crm", ("*",))))
    return [ref.key.sk.split("#")[1] for ref in refs]


def test_who_waits_is_replayed_when_they_are_in() -> None:
    """Until then no CRM has heard of them."""
    world = RolloutWorld(plan_of({"share": 100, "pace": {"per_hour": 1}}))
    for customer in (ANNA, BERT, BERT):
        world.arrive(customer)
        world.settle()
    assert replayable(world, ANNA) == world.arrivals.names[ANNA]
    assert replayable(world, BERT) == []
    for _ in range(62):
        world.minute()
    assert replayable(world, BERT) == world.arrivals.names[BERT]


def test_who_was_not_in_is_not_replayed_later() -> None:
    """Not the conversations of that time, told or not told again; the one that was let in is."""
    world = RolloutWorld(plan_of({"share": 0}))
    for hours in (0, 1, 80, 80):
        world.clock.advance(hours * HOUR_MS)
        world.arrive(CLEO)
        world.settle()
    assert replayable(world, CLEO) == []
    world.rollouts.take(plan_of({"share": 100}), world.clock.now())
    world.clock.advance(1_000)
    world.arrive(CLEO)
    world.settle()
    assert replayable(world, CLEO) == world.arrivals.names[CLEO][-1:]
