"""Closing windows as events: whom they concern, and what a CRM hears of them."""

import pytest

from appcare.application.own_facts import own_facts
from appcare.application.window_facts import KINDS
from appcare.domain.conversation import WINDOW_MS, opened
from appcare.domain.errors import UndigestibleError
from appcare.domain.identity import Customer
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.window_watch import WINDOW_CLOSING, window_closing

AT = 1_799_999_000_000
CONVERSATION = opened("ctc_1", "7", LogKey("wa#7#316", f"{AT}#wamid.1#message"), AT)
OPENING = LogRecord(
    LogKey("wa#7#316", f"{AT}#{CONVERSATION.id}#conversation.opened"), "conversation.opened", b""
)
RECORD = window_closing(CONVERSATION, OPENING, AT + WINDOW_MS - 7_200_000)
FACTS = own_facts(lambda number: f"name of {number}", {"wa": "whatsapp"})[WINDOW_CLOSING]


def test_whom_it_concerns() -> None:
    """The customer in whose partition the conversation was opened; nobody said anything."""
    said = FACTS.translate(RECORD)
    assert (said.customer, said.number_id) == (Customer(partition="wa#7#316"), "7")
    assert said.types == KINDS
    assert (said.inbound, said.outbound, said.sends, said.look_again) == (False, False, 0, "")


def test_the_event() -> None:
    """Until when, and since when somebody waits, in the conversation whose window it is."""
    event = FACTS.event(RECORD, EventRef(RECORD.key, WINDOW_CLOSING, "ctc_2", "cnv_other"), raw=True)
    assert (event.type, event.source, event.subject) == (WINDOW_CLOSING, "/whatsapp/7", "ctc_2")
    assert event.data.model_dump(mode="json", exclude_none=True) == {
        "order": RECORD.key.sk,
        "occurred_at": "2027-01-16T05:43:20Z",
        "number": {"id": "7", "name": "name of 7"},
        "contact": {"id": "ctc_2"},
        "conversation": {"id": CONVERSATION.id},
        "window": {"ends_at": "2027-01-16T07:43:20Z", "waiting_since": "2027-01-15T07:43:20Z"},
    }


def test_no_other_event() -> None:
    """The record holds nothing but that."""
    with pytest.raises(UndigestibleError):
        FACTS.event(RECORD, EventRef(RECORD.key, "message.received", "ctc_1"), raw=False)
