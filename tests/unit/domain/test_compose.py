"""What an agent wrote becomes messages: long texts are cut where words end, each file is one."""

from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.compose import cut, messages_of
from appcare.domain.events.agents import AttachedFile, Reply
from appcare.domain.events.outgoing import FileContent, OutgoingMessage, TextContent
from appcare.domain.log import LogKey
from appcare.domain.outgoing import is_ours, turn_of, wanted_type

CAUSE = LogKey("wa#1#2", "1700000000000#rpy_a#agent.replied")


@given(st.text(alphabet="ab \n", max_size=200), st.integers(1, 40))
def test_cutting_loses_nothing_but_space(text: str, longest: int) -> None:
    """All pieces are within the limit, none is empty, and every letter is there in order."""
    pieces = cut(text, longest)
    assert all(0 < len(piece) <= longest for piece in pieces)
    assert "".join("".join(pieces).split()) == "".join(text.split())


def test_a_cut_falls_between_words() -> None:
    """A text that has words is not cut within one."""
    assert cut("one two three", 8) == ("one two", "three")


def test_text_and_files_become_messages_with_ids_of_their_own() -> None:
    """The text first, then each file by its kind; ids are pure functions of the record and the turn."""
    files = (
        AttachedFile(url="https://crm.example.com/1", name="a.pdf", mime_type="application/pdf"),
        AttachedFile(url="https://crm.example.com/2", mime_type="image/png"),
    )
    reply = Reply(id="1", destination="desk", text="hello", files=files)
    messages = messages_of(reply, CAUSE)
    assert [one.message.content.kind for one in messages] == ["text", "document", "image"]
    assert isinstance(messages[1].message.content, FileContent)
    assert messages[1].message.content.filename == "a.pdf"
    assert len({one.id for one in messages}) == 3
    assert all(is_ours(one.id) for one in messages)
    assert messages == messages_of(reply, CAUSE)


def test_a_message_of_the_api_goes_out_as_it_is() -> None:
    """One message, unchanged."""
    message = OutgoingMessage(content=TextContent(kind="text", text="hello"), reply_to="wamid.1")
    (only,) = messages_of(Reply(id="1", destination="api", message=message), CAUSE)
    assert only.message == message


@given(st.integers(0, 1000))
def test_a_reference_says_which_message_it_asks_for(turn: int) -> None:
    """What one side writes the other reads."""
    assert turn_of(wanted_type(turn)) == turn
