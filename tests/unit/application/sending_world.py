"""A deployment in memory into which messages are asked for."""

from collections.abc import Sequence
from typing import Any

from appcare.application.append_reply import AppendReply
from appcare.application.find_contact import FindContact
from appcare.application.find_place import FindPlace
from appcare.application.request_sending import RequestSending, SendingPorts, TakenMessage, WantedMessage
from appcare.application.send_rules import SendRule, SendRules
from appcare.domain.conversation import Conversation, opened
from appcare.domain.decisions import conversation_opened
from appcare.domain.events.outgoing import OutgoingMessage
from appcare.domain.identity import Customer
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.replies import AGENT_REPLIED
from appcare.memory.contacts import MemoryContacts
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.history import MemoryContactBook, MemoryHistory
from appcare.memory.receipts import MemoryReceipts
from appcare.memory.state import MemoryConversations
from appcare.memory.telemetry import MemoryTelemetry
from appcare.whatsapp.keys import partition
from tests.unit.model.interruptions import Interruptions

NOW = 1_799_999_000_000
HOUR = 3_600_000
DAYS = 60
PHONE = "31612345678"


def text(words: str = "It comes tomorrow.", **parts: Any) -> OutgoingMessage:
    """Return a text."""
    return OutgoingMessage.model_validate({"content": {"kind": "text", "text": words}, **parts})


class SendingWorld:
    """Customers write when told; messages are asked for by `ask`."""

    def __init__(self, *rules: SendRule, only_number: str = "") -> None:
        """Start with nobody."""
        self.interruptions = Interruptions()
        self.log, self.contacts = MemoryEventLog(), MemoryContacts()
        self.conversations, self.receipts = MemoryConversations(), MemoryReceipts()
        self.telemetry = MemoryTelemetry()
        whole: Any = self.interruptions.wrap
        conversations = whole(self.conversations, "conversations")
        self.sending = RequestSending(
            SendingPorts(
                contacts=FindContact(whole(MemoryContactBook(self.contacts), "book")),
                places=FindPlace(conversations, whole(MemoryHistory(self.log), "history")),
                receipts=whole(self.receipts, "receipts"),
                rules=SendRules(conversations, rules),
                append=AppendReply(whole(self.log, "log"), DAYS),
                telemetry=self.telemetry,
                partition=partition,
                only_number=only_number,
            )
        )

    def knows(self, *, key: str, phone: str | None = None, bsuid: str | None = None) -> str:
        """Somebody is known under a partition; return the contact's id."""
        customer = Customer(key, phone=phone, bsuid=bsuid)
        return self.contacts.resolve([customer])[customer].id

    def writes(self, at: int = NOW, number: str = "7", phone: str = PHONE) -> Conversation:
        """A customer begins a conversation; return it."""
        key = LogKey(f"wa#{number}#{phone}", f"{at}#wamid.{at}#message")
        record = LogRecord(key, "message", b"{}")
        begun = opened(self.knows(key=key.pk, phone=phone), number, key, at)
        self.log.append([record, conversation_opened(begun, record)])
        before = self.conversations.read([(begun.contact_id, number)]).get((begun.contact_id, number))
        assert self.conversations.write(begun, before)
        return begun

    def ask(self, contact_id: str, *, key: str = "k-1", at: int = NOW, **parts: Any) -> TakenMessage:
        """A message is asked for."""
        wanted = WantedMessage(key=key, contact_id=contact_id, **{"message": text(), **parts})
        return self.sending.request(wanted, at)

    def replies(self) -> Sequence[LogRecord]:
        """Return the answers in the log."""
        return [record for record in self.log.records.values() if record.kind == AGENT_REPLIED]
