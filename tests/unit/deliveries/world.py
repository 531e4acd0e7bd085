"""A deployment in memory whose CRM is reached by the real adapter `webhook`, and which can replay.

What customers write is split, routed and delivered by the shipped classes; the CRM checks signatures.
"""

from collections import deque
from collections.abc import Sequence
from itertools import count
from random import Random
from typing import Any

from appcare.application.channels import Channels
from appcare.application.crm_patience import CrmPatience
from appcare.application.deliver import DeliveryEngine, DeliveryPorts
from appcare.application.delivery_ports import WakeUp
from appcare.application.find_contact import FindContact
from appcare.application.find_replayable import FindReplayable
from appcare.application.history_ports import KnownContact
from appcare.application.lane_run import Incoming
from appcare.application.ports import ParkedRecords
from appcare.application.publish_event import PublishEvent
from appcare.application.read_history import ReadHistory
from appcare.application.record_updates import record_updates
from appcare.application.request_replay import ReplayPorts, RequestReplay
from appcare.application.route_event import EventRouter, RouterPorts
from appcare.application.subscription import Subscription
from appcare.application.switch_destinations import SwitchDestinations
from appcare.application.take_slots import Pace
from appcare.application.wake_due import WakeDue
from appcare.config.settings import Destination
from appcare.crm.setup import DestinationSecrets
from appcare.crm.webhook.adapter import WebhookAdapter
from appcare.domain.identity import Alias, AliasKind
from appcare.domain.log import LogRecord
from appcare.memory.clock import MovedClock
from appcare.memory.contacts import MemoryContacts
from appcare.memory.delivery_list import MemoryDeliveryList
from appcare.memory.event_log import Change, MemoryEventLog
from appcare.memory.history import MemoryContactBook, MemoryHistory
from appcare.memory.lanes import MemoryLanes
from appcare.memory.links import MemoryLinkStore
from appcare.memory.queues import MemoryDelayedWakeUps, MemoryDeliveryQueues, MemoryParkedRecords, Message
from appcare.memory.state import (
    MemoryConversations,
    MemoryDestinationStates,
    MemoryFailedDeliveries,
    MemoryProgresses,
    MemoryThrottle,
)
from appcare.whatsapp.split import split
from appcare.whatsapp.translate import WhatsApp
from tests.unit.crm.samples import setup
from tests.unit.deliveries.verifying_crm import SECRET, VerifyingCrm
from tests.unit.functions.samples import FlushedTelemetry
from tests.unit.whatsapp.samples import YEAR_S, contact, text_message, value, webhook

START_S = 1_799_999_000
CRM = "inbox"
MINUTE_MS = 60_000


class World:
    """A deployment with one destination."""

    def __init__(self, rate: float = 1000.0) -> None:
        """Put it together."""
        self.clock = MovedClock(START_S * 1000)
        self.telemetry = FlushedTelemetry()
        self.log = MemoryEventLog()
        self.stream: deque[LogRecord] = deque()
        self.log.subscribers.append(self._on_change)
        self.queues = MemoryDeliveryQueues(self.clock)
        self.delayed = MemoryDelayedWakeUps(self.clock)
        self.lanes = MemoryLanes()
        self.states = MemoryDestinationStates(self.clock.now)
        self.failed = MemoryFailedDeliveries()
        self.list = MemoryDeliveryList(self.failed)
        self.parked = MemoryParkedRecords()
        self.contacts = MemoryContacts(self.clock.now)
        self.conversations = MemoryConversations()
        self.progresses = MemoryProgresses()
        self.crm = VerifyingCrm(self.clock)
        self.rate = rate
        self.to = Subscription(CRM, ("*",))
        self.channels = Channels({"wa": WhatsApp(lambda _: "support")})
        self.router = self.build_router()
        self.engine = self._build_engine()
        self.clock_run = WakeDue(
            lanes=self.lanes,
            states=self.states,
            queues=self.queues,
            clock=self.clock,
            telemetry=self.telemetry,
        )
        self.book = FindContact(MemoryContactBook(self.contacts))
        self.histories = ReadHistory(
            history=MemoryHistory(self.log),
            conversations=self.conversations,
            channels=self.channels,
            telemetry=self.telemetry,
        )
        self.replayable = FindReplayable(
            histories=self.histories, progresses=self.progresses, deliveries=self.list, log=self.log
        )
        self.replays = self._build_replays()
        self.switches = SwitchDestinations(
            [CRM, "media"],
            states=self.states,
            lanes=self.lanes,
            clock=self.clock,
            telemetry=self.telemetry,
        )

    # What can happen.

    def write(self, phone: str, words: Sequence[str], seconds: float = 1, **parts: Any) -> list[str]:
        """Have a customer write, some seconds before each message; return Meta's message ids."""
        sent = []
        for text in words:
            self.clock.advance(seconds * 1000)
            wamid = f"wamid.{len(self.log.records)}"
            at = str(self.clock.now() // 1000)
            message = text_message(wamid, phone, timestamp=at, text={"body": text}, **parts)
            self.receive(webhook(value(messages=[message], contacts=[contact(phone)])))
            sent.append(wamid)
        return sent

    def receive(self, body: bytes) -> None:
        """Take a webhook in."""
        found = split(body, retention_s=YEAR_S, now_s=self.clock.now() // 1000)
        record_updates(self.log, found.records)

    def settle_down(self, hours: float = 0) -> None:
        """Route and deliver until nothing is left to do, and for so long after that."""
        ends = self.clock.now() + hours * 3_600_000
        while True:
            while self.stream or self.queues.waiting(CRM):
                self.route()
                self.work()
            if self.clock.now() >= ends:
                return
            self.clock.advance(MINUTE_MS)
            self.queues.wake(self.delayed.ready())
            self.clock_run.run({CRM: self.rate})

    def route(self) -> None:
        """Hand the router what is new in the log."""
        while self.stream:
            batch = [self.stream.popleft() for _ in range(min(100, len(self.stream)))]
            self.router.route(batch)

    def work(self) -> bool:
        """Deliver one batch of the queue; False: there was none."""
        messages = self.queues.receive(CRM)
        if messages:
            deadline = self.clock.now() + 120_000
            failed = self.engine.deliver([incoming(one) for one in messages], deadline)
            self.queues.release(failed)
            self.queues.delete({one.id for one in messages} - set(failed))
        return bool(messages)

    # What can be asked.

    def contact(self, phone: str) -> str:
        """Return the id of the contact with a phone number."""
        found = self.book.by_name(Alias(AliasKind.PHONE, phone))
        assert found is not None
        return found.id

    def known(self, phone: str) -> KnownContact:
        """Return the customer with a phone number."""
        found = self.book.by_id(self.contact(phone))
        assert found is not None
        return found

    def build_router(self, parked: ParkedRecords | None = None) -> EventRouter:
        """Return a router of this deployment."""
        ports = RouterPorts(
            log=self.log,
            contacts=self.contacts,
            conversations=self.conversations,
            progresses=self.progresses,
            queues=self.queues,
            parked=parked or self.parked,
            clock=self.clock,
            telemetry=self.telemetry,
        )
        return EventRouter(ports=ports, channels=self.channels, subscriptions=[self.to], silence_hours=72)

    def _build_engine(self) -> DeliveryEngine:
        stanza = Destination(name=CRM, adapter="webhook", url="https://crm.example.com/appcare")
        adapter = WebhookAdapter(setup(stanza, self.crm, lambda: DestinationSecrets((SECRET,))))
        ports = DeliveryPorts(
            log=self.log,
            lanes=self.lanes,
            states=self.states,
            throttle=MemoryThrottle(),
            queues=self.queues,
            delayed=self.delayed,
            failed=self.failed,
            courier=PublishEvent(self.channels, adapter, destination=CRM, links=MemoryLinkStore(), raw=False),
            patience=CrmPatience(self.log, self.telemetry),
            clock=self.clock,
            telemetry=self.telemetry,
        )
        return DeliveryEngine(CRM, Pace(self.rate, 10), ports, Random(7))

    def _build_replays(self) -> RequestReplay:
        ids = count(1)
        ports = ReplayPorts(
            log=self.log,
            deliveries=self.list,
            contacts=self.book,
            clock=self.clock,
            telemetry=self.telemetry,
            new_id=lambda: f"rpl_{next(ids)}",
        )
        return RequestReplay(ports, self.replayable, retention_days=365)

    def _on_change(self, change: Change) -> None:
        if change.kind == "INSERT":
            self.stream.append(change.record)


def incoming(message: Message) -> Incoming:
    """Return a queue's message as the engine takes it."""
    ref = None if isinstance(message.content, WakeUp) else message.content
    again = message.receive_count > 1 or bool(ref and ref.replay)
    return Incoming(message.id, message.sequence, message.lane, ref, again)
