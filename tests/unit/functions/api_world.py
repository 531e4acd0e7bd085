"""What the API tells of: one customer in memory."""

import json
from typing import Any

from appcare.application.channels import Channels
from appcare.application.find_contact import FindContact
from appcare.application.read_history import ReadHistory
from appcare.application.read_update import ReadUpdate
from appcare.crm.webhook.mapping import body_of
from appcare.domain.conversation import opened
from appcare.domain.decisions import conversation_opened
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.memory.contacts import MemoryContacts
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.history import MemoryContactBook, MemoryHistory
from appcare.memory.state import MemoryConversations
from appcare.whatsapp.split import split
from appcare.whatsapp.translate import WhatsApp
from tests.unit.functions.samples import FlushedTelemetry
from tests.unit.whatsapp.samples import NOW_S, NUMBER, YEAR_S, contact, text_message, value, webhook

PHONE = "31612345678"


class World:
    """The API, and one customer with three messages."""

    def __init__(self) -> None:
        """Put it together."""
        self.log = MemoryEventLog()
        self.telemetry = FlushedTelemetry()
        self.channel = WhatsApp(lambda _: "support")
        contacts, self.conversations = MemoryContacts(), MemoryConversations()
        sent = [text_message(f"wamid.A/+{n}=", PHONE, timestamp=f"{1_799_999_000 + n}") for n in range(3)]
        body = webhook(value(messages=sent, contacts=[contact(PHONE)]))
        self.records = split(body, retention_s=YEAR_S, now_s=NOW_S).records
        self.log.append(self.records)
        customer = Customer(self.records[0].key.pk, phone=PHONE, username="anna")
        self.contact = contacts.resolve([customer])[customer].id
        first = self.records[0]
        self.conversation = opened(self.contact, NUMBER, first.key, 1_799_999_000_000)
        self.conversations.write(self.conversation, None)
        self.log.append([conversation_opened(self.conversation, first)])
        self.contacts = FindContact(MemoryContactBook(contacts))
        self.updates = ReadUpdate(self.log)
        self.histories = ReadHistory(
            history=MemoryHistory(self.log),
            conversations=self.conversations,
            channels=Channels({"wa": self.channel}),
            telemetry=self.telemetry,
        )

    def as_delivered(self, record: LogRecord) -> Any:
        """Return a message as a CRM gets it."""
        ref = EventRef(record.key, "message.received", self.contact, self.conversation.id)
        return json.loads(body_of(self.channel.event(record, ref, raw=False)))
