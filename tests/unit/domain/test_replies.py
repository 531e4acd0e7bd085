"""An agent's answer in the log: written once, read back as it was."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.errors import UndigestibleError
from appcare.domain.events.agents import AttachedFile, Reply
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.replies import AGENT_REPLIED, Receipt, agent_replied, reply_of

RECEIPT = Receipt(partition="wa#7#316", conversation_id="cnv_1", at=1_799_999_000_000)
UTF8 = st.text(st.characters(codec="utf-8"))


def replies() -> st.SearchStrategy[Reply]:
    """Return answers of any content."""
    maybe = st.none() | UTF8
    files = st.builds(AttachedFile, url=UTF8, name=maybe, mime_type=maybe)
    return st.builds(
        Reply,
        id=UTF8,
        destination=UTF8,
        agent=maybe,
        text=maybe,
        files=st.lists(files, max_size=3).map(tuple),
        written_at=st.none() | st.datetimes(timezones=st.timezones().filter(lambda zone: zone.key == "UTC")),
    )


@given(replies())
def test_what_was_answered_comes_back(reply: Reply) -> None:
    """Any answer is read as it was written."""
    assert reply_of(agent_replied(reply, RECEIPT, 0)) == (reply, "cnv_1")


@given(UTF8, UTF8)
def test_one_key_for_each_answer(one: str, other: str) -> None:
    """The CRM's id decides where an answer lies; the same id at another destination is another answer."""

    def key(id_: str, destination: str = "desk") -> LogKey:
        return agent_replied(Reply(id=id_, destination=destination), RECEIPT, 0).key

    assert (key(one) == key(other)) is (one == other)
    assert key(one) != key(one, "crm")
    assert key(one).sk.startswith("1799999000000#rpy_")
    assert key(one).sk.endswith(f"#{AGENT_REPLIED}")


def test_it_is_kept_as_long_as_messages() -> None:
    """It ends when the log's retention since it came is over."""
    assert agent_replied(Reply(id="1", destination="desk"), RECEIPT, 86_400).expires_at == 1_800_085_400


@pytest.mark.parametrize("body", [b"no", b"[]", b"{}", b'{"reply":{},"conversation_id":""}', b'{"reply":1}'])
def test_what_we_never_wrote(body: bytes) -> None:
    """A record of another shape is nobody's answer."""
    with pytest.raises(UndigestibleError):
        reply_of(LogRecord(LogKey("wa#7#316", "1#x#agent.replied"), AGENT_REPLIED, body))
