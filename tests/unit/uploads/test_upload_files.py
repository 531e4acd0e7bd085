"""A file goes to the channel once for as long as the channel keeps it."""

from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.application.file_channel import FileChannel
from appcare.application.send_ports import Recipient
from appcare.application.upload_files import NEW_FOR_MS, UploadFiles
from appcare.application.upload_ports import CHANNEL_ID_LIVES_MS
from appcare.domain.delivery import Refusal, Rejected, RetryLater
from appcare.domain.errors import StorageError
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.events.outgoing import FileContent, OutgoingMessage, TemplateContent
from appcare.domain.outgoing import Accepted, Final, PairLimited, Unclear
from appcare.memory.clock import MovedClock
from appcare.memory.uploads import MemoryUploads
from tests.unit.uploads import samples as s
from tests.unit.uploads.lending_channel import DAY_MS, UNKNOWN, LendingChannel

START = 1_799_999_000_000
TEXT = OutgoingMessage.model_validate({"content": {"kind": "text", "text": "Hello"}})
Answer = Accepted | Unclear | Final | PairLimited | RetryLater | Rejected


class World:
    """A channel, and one file that has arrived."""

    def __init__(self, mime_type: str = "image/png", content: bytes = s.PNG, filename: str = "") -> None:
        """Put it together."""
        self.clock = MovedClock(START)
        self.lender = LendingChannel(self.clock)
        self.uploads = s.uploads(mime_type, content, filename)
        self.files = UploadFiles(self.uploads, self.lender)
        self.channel = FileChannel(self.lender, self.files, self.clock)

    def later(self, milliseconds: int) -> None:
        """Let it be so long after the start."""
        self.clock.advance(START + milliseconds - self.clock.now())

    def send(self, message: OutgoingMessage, number_id: str = "7") -> Answer:
        """Send a message as the sender does."""
        files = self.files.of(message, number_id, self.clock.now())
        if isinstance(files, Final | RetryLater | Rejected):
            return files
        to = Recipient(phone="31612345678")
        return self.channel.send(number_id, to, message, "msg_1", attempt=1, files=files)


@given(
    st.lists(
        st.tuples(st.sampled_from(["7", "8"]), st.integers(0, 40 * DAY_MS), st.booleans()),
        min_size=1,
        max_size=12,
    )
)
def test_every_message_goes_out_with_as_few_uploads_as_can_be(steps: list[tuple[str, int, bool]]) -> None:
    """Whatever time passes and whenever the channel forgets: all go out, one upload for each id that ends."""
    world = World()
    needed, given_at, forgotten = 0, dict[str, int](), set[str]()
    for number, wait, forgets in steps:
        world.clock.advance(wait)
        now = world.clock.now()
        fresh = number in given_at and now < given_at[number] + CHANNEL_ID_LIVES_MS
        if fresh and forgets and now >= given_at[number] + NEW_FOR_MS:
            world.lender.given = {
                id_: found for id_, found in world.lender.given.items() if found[0] != number
            }
            forgotten.add(number)
        if not fresh or number in forgotten:
            needed += 1
            given_at[number] = now
            forgotten.discard(number)
        assert isinstance(world.send(s.message(), number), Accepted)
    assert len(world.lender.contents) == needed
    assert len(world.lender.sent) == len(steps)


def test_once_for_each_number() -> None:
    """Two messages with one file upload it once on each number, whole and under its type."""
    world = World()
    for number in ("7", "7", "8", "8"):
        world.send(s.message(), number)
    assert world.lender.contents == [
        ("7", "image/png", len(s.PNG), s.PNG),
        ("8", "image/png", len(s.PNG), s.PNG),
    ]


def test_anew_when_a_day_is_left() -> None:
    """After 29 days the channel's id is not used any more, though it works for one more day."""
    world = World()
    world.send(s.message())
    world.later(29 * DAY_MS - 1)
    world.send(s.message())
    assert len(world.lender.contents) == 1
    world.later(29 * DAY_MS)
    world.send(s.message())
    assert len(world.lender.contents) == 2


def test_nothing_is_uploaded_for_nothing() -> None:
    """A text and a link need no file of ours, and go out as they are."""
    world = World()
    for message in (TEXT, s.message(link="https://files.example.com/a.png")):
        assert isinstance(world.send(message), Accepted)
    assert world.lender.contents == []


def test_a_forgotten_file_is_given_anew_once() -> None:
    """A channel that refuses an old id gets the file again; should it refuse that one, that is all."""
    world = World()
    world.send(s.message())
    world.lender.given.clear()
    world.later(NEW_FOR_MS)
    assert isinstance(world.send(s.message()), Accepted)
    assert world.lender.calls == 3
    world.lender.given.clear()
    assert world.send(s.message()) == UNKNOWN
    assert (world.lender.calls, len(world.lender.contents)) == (4, 2)


@pytest.mark.parametrize(
    ("reason", "code", "again"),
    [
        (FailureClass.FILE, 131053, True),
        (FailureClass.CONTENT, 100, True),
        (FailureClass.FILE, None, True),
        (FailureClass.CONTENT, 131009, False),
        (FailureClass.OPTED_OUT, 131050, False),
    ],
)
def test_only_what_can_be_the_files_fault(
    monkeypatch: pytest.MonkeyPatch, reason: FailureClass, code: int | None, *, again: bool
) -> None:
    """A refusal for another reason says nothing of the file."""
    world = World()
    world.send(s.message())
    world.later(NEW_FOR_MS)
    refusal = Final(Failure(reason=reason, advice="No.", code=code))
    monkeypatch.setattr(world.lender, "send", lambda *_, **__: refusal)
    assert world.send(s.message()) == refusal
    assert len(world.lender.contents) == (2 if again else 1)


@pytest.mark.parametrize("answer", [Unclear("no answer"), RetryLater("busy"), PairLimited("too many")])
def test_no_second_call_unless_refused_for_good(monkeypatch: pytest.MonkeyPatch, answer: Answer) -> None:
    """What may have gone out, or may go out later, is not sent a second time on account of its file."""
    world = World()
    world.send(s.message())
    world.later(NEW_FOR_MS)
    answers = [answer]
    monkeypatch.setattr(world.lender, "send", lambda *_, **__: answers.pop())
    assert world.send(s.message()) == answer
    assert (answers, len(world.lender.contents)) == ([], 1)


@pytest.mark.parametrize("answer", [RetryLater("busy"), Rejected(Refusal.AUTH, "token"), UNKNOWN])
def test_what_comes_of_uploading(answer: RetryLater | Rejected | Final) -> None:
    """An upload that does not work out is the message's answer, no message goes out, nothing is kept."""
    world = World()
    world.lender.instead = [answer]
    assert world.send(s.message()) == answer
    assert (world.lender.calls, world.uploads.ids) == (0, {})
    assert isinstance(world.send(s.message()), Accepted)


def test_an_upload_that_fails_the_second_time() -> None:
    """If the forgotten file cannot be given anew now, the message is tried again later."""
    world = World()
    world.send(s.message())
    world.lender.given.clear()
    world.later(NEW_FOR_MS)
    world.lender.instead = [RetryLater("busy")]
    assert world.send(s.message()) == RetryLater("busy")
    assert isinstance(world.send(s.message()), Accepted)


def test_a_file_that_is_gone() -> None:
    """A file that is no longer kept fails the message for good, with what would help."""
    world = World()
    world.uploads.contents.clear()
    found = world.send(s.message())
    assert isinstance(found, Final)
    assert found.failure.reason is FailureClass.FILE


@pytest.mark.parametrize("make", [s.message, s.template])
def test_documents_are_named_as_they_were_uploaded(make: Callable[..., OutgoingMessage]) -> None:
    """A document shows the name it was uploaded under unless its message gives another."""
    world = World("application/pdf", s.PDF, "Invoice 7.pdf")
    world.send(make("document"))
    world.send(make("document", filename="Other.pdf"))
    assert [name_of(message) for _, message, _ in world.lender.sent] == ["Invoice 7.pdf", "Other.pdf"]
    pictures = World(filename="cat.png")
    pictures.send(make("image"))
    assert name_of(pictures.lender.sent[0][1]) is None


def name_of(message: OutgoingMessage) -> str | None:
    """Return the name of a message's file."""
    content = message.content
    if isinstance(content, TemplateContent):
        return content.header.filename if content.header else None
    assert isinstance(content, FileContent)
    return content.filename


def test_trouble_while_a_call_is_on_is_an_answer(monkeypatch: pytest.MonkeyPatch) -> None:
    """A bucket that cannot be asked once the call was begun leaves nobody in doubt: nothing went out."""
    world = World("application/pdf", s.PDF, "Invoice.pdf")
    assert isinstance(world.send(s.message("document")), Accepted)
    monkeypatch.setattr(MemoryUploads, "read", refusing)
    found = world.send(s.message("document"))
    assert isinstance(found, RetryLater)
    world.lender.given.clear()
    world.later(NEW_FOR_MS)
    found = world.send(s.message("document", filename="a.pdf"))
    assert isinstance(found, RetryLater)
    assert world.lender.calls == 2


def refusing(*_: object) -> None:
    """Be out of order."""
    message = "reading"
    raise StorageError(message)


def test_all_else_is_the_channels() -> None:
    """Marks and uploads go straight to the channel."""
    world = World()
    assert world.channel.mark_read("7", "wamid.1", typing=True) == RetryLater("7 wamid.1 True")
    assert world.channel.upload("7", "text/plain", 2, [b"a", b"b"]) == "media-1"
    assert world.lender.contents == [("7", "text/plain", 2, b"ab")]
