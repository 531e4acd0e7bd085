"""The API and the router over memory: a customer writes, agents act, CRMs are told."""

from typing import Any

import pytest

from appcare.application.change_conversation import ChangeConversation
from appcare.application.channels import Channels
from appcare.application.find_contact import FindContact
from appcare.application.find_conversation import FindConversation
from appcare.application.mark_message import MarkMessage, MarkPorts
from appcare.application.own_facts import own_facts
from appcare.application.rollout.pull_forward import PullForward
from appcare.application.route_event import EventRouter, RouterPorts
from appcare.application.subscription import Subscription
from appcare.domain.conversation import Conversation
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.domain.marks import Mark, mark_of
from appcare.domain.outgoing import LATER
from appcare.memory.clock import MovedClock
from appcare.memory.contacts import MemoryContacts
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.history import MemoryContactBook, MemoryHistory
from appcare.memory.queues import MemoryDeliveryQueues, MemoryParkedRecords
from appcare.memory.state import MemoryConversations, MemoryProgresses
from appcare.whatsapp.split import split
from appcare.whatsapp.translate import WhatsApp
from functions.agent_api import acting, handler, routes, sending
from tests.unit.functions.api_requests import ask
from tests.unit.functions.samples import FlushedTelemetry
from tests.unit.whatsapp.samples import NUMBER, YEAR_S, contact, text_message, value, webhook

START_S = 1_799_999_000
HOUR = 3_600_000
PHONE = "31612345678"
NOBODY = "ctc_" + "a" * 26


class Desk:
    """A deployment in memory: a customer writes, agents act over the API, the router routes everything."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        """Put it together."""
        self.clock = MovedClock(START_S * 1000)
        self.log, self.conversations = MemoryEventLog(), MemoryConversations()
        contacts, telemetry = MemoryContacts(), FlushedTelemetry()
        self.queues = MemoryDeliveryQueues(self.clock)
        self.channels = Channels(
            {"wa": WhatsApp(lambda _: "support")},
            own=own_facts(lambda _: "support", {"wa": "whatsapp"}),
        )
        ports = RouterPorts(
            log=self.log,
            contacts=contacts,
            conversations=self.conversations,
            progresses=MemoryProgresses(),
            queues=self.queues,
            parked=MemoryParkedRecords(),
            clock=self.clock,
            telemetry=telemetry,
        )
        self.router = EventRouter(
            ports=ports,
            channels=self.channels,
            subscriptions=[Subscription("crm", ("*",))],
            silence_hours=72,
            own_queues=("whatsapp.support", LATER),
            number_name=lambda _: "support",
        )
        found = FindContact(MemoryContactBook(contacts))
        standing = FindConversation(found, self.conversations)
        marks = MarkPorts(
            log=self.log,
            history=MemoryHistory(self.log),
            channels=self.channels,
            conversations=standing,
            telemetry=telemetry,
        )
        for module, values in (
            (acting, {"marking": MarkMessage(marks, 365)}),
            (acting, {"changing": ChangeConversation(self.log, standing, telemetry, 365)}),
            (acting, {"pulling": PullForward(self.log, standing, telemetry, 365)}),
            (routes, {"contacts": found, "conversations": self.conversations, "telemetry": telemetry}),
            (handler, {"telemetry": telemetry, "authorizer": "lambda"}),
        ):
            for name, value_ in values.items():
                patch.setattr(module, name, lambda value=value_: value)
        patch.setattr(acting, "now", self.clock.now)
        patch.setattr(sending, "number_id", {"support": NUMBER}.get)
        patch.setattr(routes, "number_name", lambda _: "support")
        self.writes("wamid.1")
        self.contact = self.conversation().contact_id

    def writes(self, wamid: str, later: int = 0) -> None:
        """The customer writes, some seconds later."""
        self.clock.sleep(later)
        message = text_message(wamid, PHONE, timestamp=str(self.clock.now() // 1000))
        body = webhook(value(messages=[message], contacts=[contact(PHONE)]))
        records = split(body, retention_s=YEAR_S, now_s=self.clock.now() // 1000).records
        self.log.append(records)
        self.router.route(records)

    def does(self, action: str, to: str = "", **body: Any) -> tuple[int, Any]:
        """An agent does something; it is routed. Return status and content of the answer."""
        before = set(self.log.records)
        answer = ask(f"/v1/contacts/{to or self.contact}/{action}", method="POST", body=body)
        self.router.route([record for key, record in self.log.records.items() if key not in before])
        return answer

    def conversation(self) -> Conversation:
        """Return where the only conversation stands."""
        (one,) = self.conversations.conversations.values()
        return one

    def shown(self) -> Any:
        """Return what the API says of it."""
        return ask(f"/v1/contacts/{self.contact}")[1]["conversations"][0]

    def told(self) -> list[Any]:
        """Return the events that the CRM got of what agents did."""
        refs = [one.content for one in self.queues.waiting("crm") if isinstance(one.content, EventRef)]
        return [
            self.channels.of(record).event(record, ref, raw=False).model_dump(mode="json", exclude_none=True)
            for ref in refs
            if (record := self.log.records[ref.key]).kind != "message"
        ]

    def to_send(self) -> list[tuple[LogRecord, Mark]]:
        """Return what the sender has to show the customer."""
        queued = self.queues.waiting("whatsapp.support")
        refs = [one.content for one in queued if isinstance(one.content, EventRef)]
        return [(self.log.records[ref.key], mark_of(self.log.records[ref.key])) for ref in refs]
