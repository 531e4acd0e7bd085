"""Agents' answers: told to every destination but the one that they were written in."""

from collections.abc import Iterable

import pytest

from appcare.application.channels import Channels
from appcare.application.envelopes import Envelopes
from appcare.application.find_replayable import ReplayQuery
from appcare.application.read_history import Happened
from appcare.application.reply_facts import KINDS, ReplyFacts
from appcare.application.route_event import MEDIA_QUEUE, EventRouter, RouterPorts
from appcare.application.subscription import Subscription
from appcare.domain.errors import UndigestibleError
from appcare.domain.events.agents import Reply
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.domain.outgoing import message_id
from appcare.domain.replies import AGENT_REPLIED, Receipt, agent_replied
from appcare.memory.clock import MovedClock
from appcare.memory.contacts import MemoryContacts
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.queues import MemoryDeliveryQueues, MemoryParkedRecords
from appcare.memory.state import MemoryConversations, MemoryProgresses
from appcare.memory.telemetry import MemoryTelemetry

NOW = 1_799_999_000_000
PARTITION = "wa#7#316"
FACTS = ReplyFacts(Envelopes(lambda number: f"name of {number}", {"wa": "whatsapp"}))
RECEIPT = Receipt(partition=PARTITION, conversation_id="cnv_1", at=NOW)
RECORD = agent_replied(Reply(id="n-1", destination="desk", text="Tomorrow."), RECEIPT, 0)


def queued(record: LogRecord, destinations: Iterable[str]) -> list[str]:
    """Return who is told of a record, once the router is done with it."""
    clock = MovedClock(NOW)
    queues, parked = MemoryDeliveryQueues(clock), MemoryParkedRecords()
    ports = RouterPorts(
        log=MemoryEventLog(),
        contacts=MemoryContacts(clock.now),
        conversations=MemoryConversations(),
        progresses=MemoryProgresses(),
        queues=queues,
        parked=parked,
        clock=clock,
        telemetry=MemoryTelemetry(),
    )
    EventRouter(
        ports=ports,
        channels=Channels({}, own=dict.fromkeys(KINDS, FACTS)),
        subscriptions=[Subscription(name, ("agent.*",)) for name in destinations],
        silence_hours=72,
        own_queues=(MEDIA_QUEUE,),
    ).route([record])
    assert parked.parked == []
    return [name for name in (*destinations, "media") for _ in queues.waiting(name)]


def test_everybody_else_is_told() -> None:
    """The destination that the agent wrote in would answer its own answer; all others hear of it."""
    assert queued(RECORD, ["crm", "desk", "archive"]) == ["crm", "archive"]
    assert queued(RECORD, ["desk"]) == []


def test_nor_is_it_replayed_there() -> None:
    """What a destination was never told is not sent to it again either."""
    ref = EventRef(RECORD.key, AGENT_REPLIED, "ctc_1", "cnv_1")
    happened = Happened(RECORD, FACTS.translate(RECORD), NOW, ref)
    told = {
        name: ReplayQuery(to=Subscription(name, ("*",))).covers(happened, "7") for name in ("crm", "desk")
    }
    assert told == {"crm": True, "desk": False}


def test_whom_it_concerns() -> None:
    """The customer in whose partition it lies; nobody has been answered before it is sent."""
    said = FACTS.translate(RECORD)
    assert (said.customer, said.number_id, said.occurred_at) == (Customer(partition=PARTITION), "7", NOW)
    assert (said.types, said.origin) == ((AGENT_REPLIED,), "desk")
    assert (said.inbound, said.outbound, said.media) == (False, False, ())


def test_the_event() -> None:
    """It tells who wrote what where, in the conversation that the agent saw, whichever is open today."""
    event = FACTS.event(RECORD, EventRef(RECORD.key, AGENT_REPLIED, "ctc_1", "cnv_2"), raw=True)
    assert (event.type, event.source, event.subject) == (AGENT_REPLIED, "/whatsapp/7", "ctc_1")
    data = event.data.model_dump(mode="json", exclude_none=True)
    assert data == {
        "order": RECORD.key.sk,
        "occurred_at": "2027-01-15T07:43:20Z",
        "number": {"id": "7", "name": "name of 7"},
        "contact": {"id": "ctc_1"},
        "conversation": {"id": "cnv_1"},
        "reply": {"id": "n-1", "destination": "desk", "text": "Tomorrow.", "files": []},
        "sent_as": [message_id(RECORD.key, 0)],
    }


def test_no_other_event() -> None:
    """The record holds nothing but the answer."""
    with pytest.raises(UndigestibleError):
        FACTS.event(RECORD, EventRef(RECORD.key, "message.received", "ctc_1"), raw=False)
