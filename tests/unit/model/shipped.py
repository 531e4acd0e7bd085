"""The shipped classes over a world's ports, each of which can be interrupted at any call."""

from collections.abc import Collection
from typing import TYPE_CHECKING

from appcare.application.channels import Channels
from appcare.application.crm_patience import CrmPatience
from appcare.application.deliver import DeliveryEngine, DeliveryPorts
from appcare.application.own_facts import own_facts
from appcare.application.publish_event import PublishEvent
from appcare.application.rollout.routing import RolloutRouting
from appcare.application.route_event import EventRouter, RouterPorts
from appcare.application.subscription import Subscription
from appcare.application.take_slots import Pace
from appcare.application.wake_due import WakeDue
from appcare.whatsapp.translate import WhatsApp
from tests.unit.model.watched_ports import NotingQueues

if TYPE_CHECKING:
    from tests.unit.model.world import World


def build_router(
    world: "World",
    destination: str,
    rollout: RolloutRouting | None = None,
    own_queues: Collection[str] = (),
) -> EventRouter:
    """Return the router, for one destination that hears of messages."""
    wrap = world.interruptions.wrap
    ports = RouterPorts(
        log=wrap(world.log, "log"),
        contacts=wrap(world.contacts, "contacts"),
        conversations=wrap(world.conversations, "conversations"),
        progresses=wrap(world.progresses, "progresses"),
        queues=wrap(NotingQueues(world.queues, world.seen), "queues"),
        parked=wrap(world.parked_records, "parked"),
        clock=world.clock,
        telemetry=world.telemetry,
        rollout=rollout,
    )
    return EventRouter(
        ports=ports,
        channels=Channels(
            {"wa": WhatsApp(lambda _number: "support")},
            own=own_facts(lambda _number: "support", {"wa": "whatsapp"}),
        ),
        subscriptions=[Subscription(destination, ("message.*",))],
        silence_hours=72,
        own_queues=own_queues,
        number_name=lambda _number: "support",
    )


def build_engine(world: "World", destination: str) -> DeliveryEngine:
    """Return the delivery engine of a destination."""
    wrap = world.interruptions.wrap
    courier = PublishEvent(
        Channels({"wa": WhatsApp(lambda _number: "support")}),
        world.crm,
        destination=destination,
        links=wrap(world.links, "links"),
        raw=False,
    )
    ports = DeliveryPorts(
        log=wrap(world.log, "log"),
        lanes=wrap(world.lanes, "lanes"),
        states=wrap(world.states, "states"),
        throttle=wrap(world.throttle, "throttle"),
        queues=wrap(world.queues, "queues"),
        delayed=wrap(world.delayed, "delayed"),
        failed=wrap(world.failed, "failed"),
        courier=wrap(courier, "courier"),
        patience=CrmPatience(wrap(world.log, "log"), world.telemetry),
        clock=world.clock,
        telemetry=world.telemetry,
    )
    return DeliveryEngine(destination, Pace(world.rate, 10), ports, world.random)


def build_clock(world: "World") -> WakeDue:
    """Return what runs every minute."""
    wrap = world.interruptions.wrap
    return WakeDue(
        lanes=wrap(world.lanes, "lanes"),
        states=wrap(world.states, "states"),
        queues=wrap(world.queues, "queues"),
        clock=world.clock,
        telemetry=world.telemetry,
    )
