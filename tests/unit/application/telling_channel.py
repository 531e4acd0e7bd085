"""A channel whose records say in so many words what a translation may say, and a router over memory."""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from appcare.application.channels import Channels
from appcare.application.learn import Learner
from appcare.application.ports import Translated
from appcare.application.route_event import EventRouter, RouterPorts
from appcare.application.subscription import Subscription
from appcare.domain.conversation import Conversation
from appcare.domain.events import CrmEvent
from appcare.domain.identity import Alias, AliasKind, Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.prices import Price, Priced
from appcare.domain.progress import Progress, Stage
from appcare.memory.clock import MovedClock
from appcare.memory.contacts import MemoryContacts
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.queues import MemoryDeliveryQueues, MemoryParkedRecords, Message
from appcare.memory.state import MemoryConversations, MemoryProgresses
from appcare.memory.telemetry import MemoryTelemetry
from appcare.whatsapp.translate import WhatsApp
from tests.unit.model.interruptions import Crash, Interruptions

CRM = "crm"
NUMBER = "7"


def update(
    name: str, at: int = 1_000, *, partition: str = "tell#7#316", event_type: str = "it.happened", **says: Any
) -> LogRecord:
    """Return a record; `says` holds what a translation can say, with `step` and `of` for progress."""
    body = json.dumps({"type": event_type, "at": at, **says}).encode()
    return LogRecord(LogKey(partition, f"{at:013d}#{name}#told"), "told", body)


class TellingChannel:
    """`Channel` that believes its records."""

    def translate(self, record: LogRecord) -> Translated:
        """Say what the record says."""
        said = json.loads(record.body)
        names = dict(said.get("customer", {}))
        was = tuple(Alias(AliasKind(kind), value) for kind, value in names.pop("was", []))
        step = said.get("step")
        return Translated(
            customer=Customer(record.key.pk, was=was, **names),
            number_id=NUMBER,
            occurred_at=said["at"],
            types=(said["type"],),
            inbound=bool(said.get("inbound")),
            outbound=bool(said.get("outbound")),
            topic=said.get("topic", ""),
            media=tuple(said.get("media", ())),
            free_until=said.get("free_until", 0),
            priced=Priced(said["priced"][0], Price(*said["priced"][1:])) if "priced" in said else None,
            progress=Progress(said.get("of", "m1"), Stage[step]) if step else None,
        )

    def event(self, record: LogRecord, ref: EventRef, *, raw: bool) -> CrmEvent:
        """Nobody asks."""
        raise NotImplementedError


@dataclass
class Routing:
    """A router over memory, interruptible at every port call."""

    own_queues: tuple[str, ...] = ()
    silence_hours: int = 72
    subscriptions: Sequence[Subscription] = (Subscription(CRM, ("*",)),)
    learners: Sequence[Learner] = ()
    channels: Channels = field(
        default_factory=lambda: Channels({"tell": TellingChannel(), "wa": WhatsApp(lambda _: "support")})
    )
    interruptions: Interruptions = field(default_factory=Interruptions)
    log: MemoryEventLog = field(default_factory=MemoryEventLog)
    contacts: MemoryContacts = field(default_factory=MemoryContacts)
    conversations: MemoryConversations = field(default_factory=MemoryConversations)
    progresses: MemoryProgresses = field(default_factory=MemoryProgresses)
    telemetry: MemoryTelemetry = field(default_factory=MemoryTelemetry)

    def __post_init__(self) -> None:
        """Put the router together."""
        clock = MovedClock(1_000_000)
        self.queues = MemoryDeliveryQueues(clock)
        wrap = self.interruptions.wrap
        ports = RouterPorts(
            log=wrap(self.log, "log"),
            contacts=wrap(self.contacts, "contacts"),
            conversations=wrap(self.conversations, "conversations"),
            progresses=wrap(self.progresses, "progresses"),
            queues=wrap(self.queues, "queues"),
            parked=MemoryParkedRecords(),
            clock=clock,
            telemetry=self.telemetry,
            learners=self.learners,
        )
        self.router = EventRouter(
            ports=ports,
            channels=self.channels,
            subscriptions=self.subscriptions,
            silence_hours=self.silence_hours,
            own_queues=self.own_queues,
            number_name={NUMBER: "support"}.get,  # type: ignore[arg-type]  # there is no other number
        )

    def route(self, *records: LogRecord) -> None:
        """Route one batch, the same again after a crash."""
        while True:
            try:
                self.router.route(records)
            except Crash:
                continue
            return

    def queued(self, destination: str = CRM) -> list[Message]:
        """Return what was queued for a destination, in order."""
        return self.queues.waiting(destination)

    def names(self, destination: str = CRM) -> list[str]:
        """Return the names of the records whose events a destination gets, in order."""
        queued = [one.content for one in self.queued(destination)]
        return [ref.key.sk.split("#")[1] for ref in queued if isinstance(ref, EventRef)]

    def conversation(self) -> Conversation:
        """Return the only conversation."""
        (one,) = self.conversations.conversations.values()
        return one

    def crash_once_before(self, call: str) -> None:
        """Have the process die before the next call of this name."""

        def die(_number: int, name: str) -> None:
            if name == call:
                self.interruptions.before = lambda _number, _name: None
                raise Crash

        self.interruptions.before = die
