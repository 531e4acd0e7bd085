"""Decisions about conversations, as facts."""

import pytest

from appcare.domain.conversation import opened
from appcare.domain.conversation_changes import (
    CONVERSATION_ASSIGNED,
    CONVERSATION_CLOSED,
    Assignment,
    Closing,
    ConversationChange,
    Outcome,
    change_of,
    changed,
)
from appcare.domain.errors import UndigestibleError
from appcare.domain.log import LogKey, LogRecord

PARTITION = "wa#7#316"
ASSIGNMENT = Assignment(
    conversation_id="cnv_1", at=1_799_999_000_000, assignee="u-é", team="returns", agent="u-1"
)
CLOSING = Closing(conversation_id="cnv_1", at=1_799_999_000_000, outcome=Outcome.REFERRED)


@pytest.mark.parametrize(
    ("change", "kind"), [(ASSIGNMENT, CONVERSATION_ASSIGNED), (CLOSING, CONVERSATION_CLOSED)]
)
def test_a_decision_is_read_as_it_was_written(change: ConversationChange, kind: str) -> None:
    """The fact lies with the customer, under its moment, and ends with what the log keeps."""
    record = changed(change, PARTITION, 60)
    assert change_of(record) == change
    assert (record.kind, record.key.pk, record.expires_at) == (kind, PARTITION, 1_799_999_060)
    assert record.key.sk.startswith("1799999000000#chg_")


def test_what_holds_already() -> None:
    """A decision is not needed where the conversation stands so already."""
    before = opened("ctc_1", "7", LogKey(PARTITION, "1"), at=1_000)
    for change in (ASSIGNMENT, CLOSING):
        assert not change.holds(before)
        assert change.holds(change.applied_to(before))
    assert Assignment(conversation_id="cnv_1", at=1).holds(before)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"conversation_id": "cnv_1", "at": 1, "outcome": "x"}']
)
@pytest.mark.parametrize("kind", [CONVERSATION_ASSIGNED, CONVERSATION_CLOSED])
def test_what_is_no_decision(body: bytes, kind: str) -> None:
    """Another record's body is an error of its own."""
    with pytest.raises(UndigestibleError):
        change_of(LogRecord(LogKey(PARTITION, f"1#x#{kind}"), kind, body))
