"""Sending over memory ports: customers write, agents answer, Meta takes it or not, and tells."""

import json
from collections import deque
from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any

from appcare.application.channels import Channels
from appcare.application.deliver import DeliveryEngine, DeliveryPorts
from appcare.application.delivery_ports import Courier, Patience, WakeUp
from appcare.application.find_contact import FindContact
from appcare.application.find_recipient import FindRecipient
from appcare.application.lane_run import Incoming
from appcare.application.look_again import LookAgain, LookPatience, SettleUnclear
from appcare.application.own_facts import own_facts
from appcare.application.record_updates import record_updates
from appcare.application.route_event import EventRouter, RouterPorts
from appcare.application.send_by_kind import SendByKind
from appcare.application.send_mark import SendMark
from appcare.application.send_message import SenderPorts, SendMessage
from appcare.application.send_patience import SENT_FOR_MS, SendPatience
from appcare.application.send_rules import SendRule, SendRules
from appcare.application.subscription import Subscription
from appcare.application.take_slots import Pace
from appcare.application.wait_turn import WaitTurn
from appcare.application.wake_due import WakeDue
from appcare.application.wake_senders import WakeSenders
from appcare.domain.errors import StorageError
from appcare.domain.events import CrmEvent
from appcare.domain.events.agents import Reply
from appcare.domain.events.outgoing import OutgoingMessage
from appcare.domain.lanes import EventRef, LaneId
from appcare.domain.log import LogRecord
from appcare.domain.marks import AGENT_READ, AGENT_TYPING, Mark, marked
from appcare.domain.outgoing import LATER, LOOK_AGAIN, message_id, sender_of
from appcare.domain.replies import AGENT_REPLIED, Receipt, agent_replied
from appcare.memory.clock import MovedClock
from appcare.memory.contacts import MemoryContacts
from appcare.memory.event_log import Change, MemoryEventLog
from appcare.memory.history import MemoryContactBook
from appcare.memory.lanes import MemoryLanes
from appcare.memory.queues import MemoryDelayedWakeUps, MemoryDeliveryQueues, MemoryParkedRecords, Message
from appcare.memory.sending import MemorySendStates
from appcare.memory.state import (
    MemoryConversations,
    MemoryDestinationStates,
    MemoryFailedDeliveries,
    MemoryProgresses,
    MemoryThrottle,
)
from appcare.memory.telemetry import MemoryTelemetry
from appcare.whatsapp.split import split
from appcare.whatsapp.translate import WhatsApp
from tests.unit.model.interruptions import Crash, Interruptions
from tests.unit.model.world import START, Time
from tests.unit.sending.meta_double import MetaDouble, Taken

NUMBER = "7"
SUPPORT = sender_of("support")
CRM = "crm"
TIMEOUT_S = 120
YEAR_S = 365 * 86_400


class NoFiles:
    """`FileIds` of messages without files."""

    def of(self, *_: object) -> dict[str, str]:
        """Return none."""
        return {}

    def renewed(self, *_: object) -> None:
        """Say that there is none."""

    def with_name(self, message: OutgoingMessage) -> OutgoingMessage:
        """Return it as it is."""
        return message


class SendingWorld:
    """The shipped router, engines and clock; one number, and a CRM that hears of everything."""

    def __init__(
        self,
        *,
        clock: Time | None = None,
        rate: float = 80,
        rules: Sequence[SendRule] = (),
        waits_for_delivered: bool = False,
    ) -> None:
        self.clock = clock or MovedClock(START)
        self.interruptions = Interruptions()
        self.rate = rate
        self.meta = MetaDouble(self.clock)
        self.log = MemoryEventLog()
        self.log.subscribers.append(self._on_change)
        self.stream: deque[LogRecord] = deque()
        self.lanes, self.states = MemoryLanes(), MemoryDestinationStates()
        self.queues = MemoryDeliveryQueues(self.clock, visibility_s=360, max_receive_count=1000)
        self.delayed = MemoryDelayedWakeUps(self.clock)
        self.failed, self.throttle = MemoryFailedDeliveries(), MemoryThrottle()
        self.contacts, self.conversations = MemoryContacts(), MemoryConversations()
        self.progresses, self.send_states = MemoryProgresses(), MemorySendStates()
        self.telemetry = MemoryTelemetry()
        self.channels = Channels(
            {"wa": WhatsApp(lambda _: "support")}, own=own_facts(lambda _: "support", {"wa": "whatsapp"})
        )
        self.crashes = self._answers = 0
        self._rules, self._waits = rules, waits_for_delivered
        self.router = self._router()
        self.engines = {SUPPORT: self._sender(), LATER: self._later()}
        self._clock = WakeDue(
            lanes=self._wrap(self.lanes, "lanes"),
            states=self._wrap(self.states, "states"),
            queues=self._wrap(self.queues, "queues"),
            clock=self.clock,
            telemetry=self.telemetry,
            lives_ms={SUPPORT: SENT_FOR_MS},
        )

    # What can happen.

    def write(self, customer: str) -> None:
        """A customer writes."""
        self._answers += 1
        said = {"from": customer, "id": f"wamid.in{self._answers}", "type": "text", "text": {"body": "Hello"}}
        self._webhook("messages", said)

    def answer(self, customer: str, reply: Reply) -> str:
        """An agent answers; return our id of the first message that it goes out as."""
        self._answers += 1
        partition, at = f"wa#{NUMBER}#{customer}", self.clock.now() + self._answers % 1000
        receipt = Receipt(partition=partition, conversation_id="", at=at)
        record = agent_replied(reply.model_copy(update={"id": f"r{self._answers}"}), receipt, YEAR_S)
        self.log.append([record])
        return message_id(record.key, 0)

    def mark(self, customer: str, *, read: bool = True, typing: bool = False) -> None:
        """An agent reads, or types."""
        shown = Mark(wamid="wamid.in1", typing=typing, at=self.clock.now())
        self.log.append([marked(shown, f"wa#{NUMBER}#{customer}", YEAR_S, read=read)])

    def status(self, taken: Taken, status: str) -> None:
        """Meta tells what became of a message."""
        said = {
            "id": f"wamid.{taken.our_id}",
            "status": status,
            "recipient_id": taken.to,
            "biz_opaque_callback_data": taken.our_id,
        }
        self._webhook("statuses", said)

    def route(self, most: int = 100) -> None:
        """The stream hands a batch to the router, the same again after a crash."""
        batch = [self.stream[place] for place in range(min(most, len(self.stream)))]
        if batch and self._survives(lambda: self.router.route(batch)):
            for _ in batch:
                self.stream.popleft()

    def work(self, destination: str = SUPPORT, most: int = 10) -> bool:
        """A worker takes a batch of a queue; False: there was none."""
        messages = self.queues.receive(destination, most)
        if not messages:
            return False
        failed: list[str] = []
        deadline = self.clock.now() + TIMEOUT_S * 1000
        engine = self.engines[destination]
        incoming = [_incoming(one) for one in messages]
        if self._survives(lambda: failed.extend(engine.deliver(incoming, deadline))):
            self.queues.release(failed)
            self.queues.delete({message.id for message in messages} - set(failed))
        return True

    def pass_wake_ups_on(self) -> None:
        """Delayed wake-ups that have come go into their lanes' groups; a crash brings them again."""
        ready = self.delayed.ready()
        if ready and not self._survives(lambda: self._wrap(self.queues, "queues").wake(ready)):
            for wake_up in ready:
                self.delayed.wake_later(wake_up, 1)

    def tick(self) -> None:
        """The clock runs."""
        self._survives(lambda: self._clock.run({SUPPORT: self.rate, LATER: 100.0}))

    def settle(self, minutes: int = 1) -> None:
        """Let everybody work until so much time has passed."""
        until = self.clock.now() + minutes * 60_000
        while True:
            self.route()
            worked = [self.work(name) for name in self.engines]
            self.pass_wake_ups_on()
            if any(worked) or self.stream:
                continue
            if self.clock.now() >= until:
                return
            self.clock.advance(1_000)
            if self.clock.now() % 60_000 < 1_000:
                self.tick()

    # What is seen.

    def told(self) -> list[CrmEvent]:
        """Return what the CRM hears of, in order of arrival."""
        refs = [one.content for one in self.queues.waiting(CRM) if isinstance(one.content, EventRef)]
        records = self.log.read({ref.key for ref in refs})
        return [self.channels.of(records[ref.key]).event(records[ref.key], ref, raw=False) for ref in refs]

    def told_of(self, our_id: str) -> list[str]:
        """Return the types of what the CRM hears of one message of ours, in order."""
        return [
            event.type
            for event in self.told()
            if our_id == getattr(getattr(event.data, "status", None), "our_id", None)
        ]

    def waiting(self) -> list[object]:
        """Return whatever is not finished anywhere."""
        far = 10**15
        lanes = [lane for name in self.engines for lane in self.lanes.due(name, far, 10_000)]
        queued = [one for name in self.engines for one in self.queues.waiting(name)]
        return [*lanes, *queued, *self.stream]

    # How it is put together.

    def _router(self) -> EventRouter:
        ports = RouterPorts(
            log=self._wrap(self.log, "log"),
            contacts=self._wrap(self.contacts, "contacts"),
            conversations=self._wrap(self.conversations, "conversations"),
            progresses=self._wrap(self.progresses, "progresses"),
            queues=self._wrap(self.queues, "queues"),
            parked=MemoryParkedRecords(),
            clock=self.clock,
            telemetry=self.telemetry,
            learners=[self._wake_senders()] if self._waits else (),
        )
        return EventRouter(
            ports=ports,
            channels=self.channels,
            subscriptions=[Subscription(CRM, ("*",))],
            silence_hours=72,
            own_queues=(SUPPORT, LATER),
            number_name=lambda _: "support",
        )

    def _wake_senders(self) -> WakeSenders:
        return WakeSenders(
            lanes=self.lanes, queues=self.queues, clock=self.clock, number_name=lambda _: "support"
        )

    def _sender(self) -> DeliveryEngine:
        ports = SenderPorts(
            log=self._wrap(self.log, "log"),
            channel=self._wrap(self.meta, "meta"),
            states=self._wrap(self.send_states, "send_states"),
            recipients=FindRecipient(FindContact(MemoryContactBook(self.contacts))),
            rules=SendRules(self.conversations, self._rules),
            turns=WaitTurn(self.progresses, waits_for_delivered=self._waits),
            files=NoFiles(),
            clock=self.clock,
            telemetry=self.telemetry,
        )
        mark = SendMark(self._wrap(self.meta, "meta"), self.clock)
        message = SendMessage(SUPPORT, ports)
        sender = SendByKind({AGENT_REPLIED: message, AGENT_READ: mark, AGENT_TYPING: mark})
        return self._engine(SUPPORT, sender, SendPatience(sender, self.telemetry))

    def _later(self) -> DeliveryEngine:
        settle = SettleUnclear(
            log=self._wrap(self.log, "log"),
            progress=self.progresses,
            clock=self.clock,
            telemetry=self.telemetry,
        )
        return self._engine(LATER, LookAgain({LOOK_AGAIN: settle}), LookPatience(self.telemetry))

    def _engine(self, destination: str, courier: Courier, patience: Patience) -> DeliveryEngine:
        ports = DeliveryPorts(
            log=self._wrap(self.log, "log"),
            lanes=self._wrap(self.lanes, "lanes"),
            states=self._wrap(self.states, "states"),
            throttle=self._wrap(self.throttle, "throttle"),
            queues=self._wrap(self.queues, "queues"),
            delayed=self._wrap(self.delayed, "delayed"),
            failed=self._wrap(self.failed, "failed"),
            courier=courier,
            patience=patience,
            clock=self.clock,
            telemetry=self.telemetry,
        )
        return DeliveryEngine(destination, Pace(self.rate, 10), ports, Random(0))

    def _wrap(self, port: object, name: str) -> Any:
        return self.interruptions.wrap(port, name)

    def _webhook(self, part: str, said: Mapping[str, object]) -> None:
        stamped = {**said, "timestamp": str(self.clock.now() // 1000)}
        value = {"metadata": {"phone_number_id": NUMBER}, part: [stamped]}
        change = {"entry": [{"id": "1", "changes": [{"field": "messages", "value": value}]}]}
        found = split(json.dumps(change).encode(), retention_s=YEAR_S, now_s=self.clock.now() // 1000)
        record_updates(self.log, found.records)

    def _on_change(self, change: Change) -> None:
        if change.kind == "INSERT":
            self.stream.append(change.record)

    def _survives(self, action: Callable[[], object]) -> bool:
        try:
            action()
        except Crash:
            self.crashes += 1
            return False
        except StorageError:
            return False
        return True


def _incoming(message: Message) -> Incoming:
    lane = LaneId(message.destination, message.group)
    ref = None if isinstance(message.content, WakeUp) else message.content
    return Incoming(message.id, message.sequence, lane, ref, message.receive_count > 1)
