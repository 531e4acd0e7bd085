"""Marks: what customers are shown without a message."""

import pytest

from appcare.domain.errors import UndigestibleError
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.marks import AGENT_READ, AGENT_TYPING, Mark, mark_of, marked

PARTITION = "wa#7#31612345678"
MARK = Mark(wamid="wamid.1", typing=True, at=1_799_999_000_000, conversation_id="cnv_1", agent="u-é")


@pytest.mark.parametrize("read", [True, False])
def test_a_mark_is_read_as_it_was_written(read: bool) -> None:  # noqa: FBT001 - a column
    """The fact lies with the customer, under its moment, and ends with what the log keeps."""
    record = marked(MARK, PARTITION, 60, read=read)
    assert mark_of(record) == MARK
    assert record.kind == (AGENT_READ if read else AGENT_TYPING)
    assert record.key.pk == PARTITION
    assert record.key.sk.startswith("1799999000000#mrk_")
    assert record.expires_at == 1_799_999_060


def test_two_messages_read_at_once_are_two_facts() -> None:
    """In one millisecond each message, and each agent, has a fact of its own."""
    others = (
        Mark(wamid="wamid.2", typing=True, at=MARK.at, conversation_id="cnv_1", agent="u-é"),
        Mark(wamid="wamid.1", typing=True, at=MARK.at, conversation_id="cnv_1", agent="u-2"),
    )
    records = [marked(one, PARTITION, 60, read=True) for one in (MARK, *others)]
    assert len({record.key for record in records}) == 3


@pytest.mark.parametrize("body", [b"", b"[]", b"{}", b'{"wamid": "wamid.1"}'])
def test_what_is_no_mark(body: bytes) -> None:
    """Another record's body is an error of its own."""
    with pytest.raises(UndigestibleError):
        mark_of(LogRecord(LogKey(PARTITION, "1#x#agent.read"), AGENT_READ, body))
