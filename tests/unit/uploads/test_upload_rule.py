"""A message's file is judged before the message is taken."""

import pytest

from appcare.application.send_rules import Intended
from appcare.application.upload_rule import UploadRule
from appcare.config.urls import flaw_of
from appcare.content_types import type_of
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.events.outgoing import OutgoingMessage
from appcare.memory.uploads import MemoryUploads
from tests.unit.uploads import samples as s


def refusal(uploads: MemoryUploads, message: OutgoingMessage) -> Failure | None:
    """Return what the rule says of a message."""
    rule = UploadRule(uploads, sniff=type_of, flaw_of_link=lambda url: flaw_of(url, ()))
    return rule.refusal(
        Intended(contact_id="ctc_1", number_id="7", message=message, conversation=None, now=1)
    )


def test_messages_without_files_are_not_concerned() -> None:
    """A text, and a template whose header is a text, need no file."""
    for content in (
        {"kind": "text", "text": "Hello"},
        {"kind": "template", "name": "offer", "language": "en", "header": {"text": "Anna"}},
        {"kind": "template", "name": "offer", "language": "en"},
    ):
        assert refusal(MemoryUploads(), OutgoingMessage.model_validate({"content": content})) is None


def test_a_file_that_is_not_there() -> None:
    """An id that nobody was given, and one whose file has not arrived, are refused alike."""
    nothing = refusal(MemoryUploads(), s.message())
    announced = s.uploads("image/png", s.PNG)
    announced.contents.clear()
    assert nothing == refusal(announced, s.message())
    assert nothing is not None
    assert (nothing.reason, nothing.code) == (FailureClass.FILE, None)
    assert "upload it" in nothing.advice


@pytest.mark.parametrize("kind", ["image", "document"])
def test_an_image_is_also_a_document(kind: str) -> None:
    """A picture goes out as a picture or as a document, as the agent likes."""
    assert refusal(s.uploads("image/png", s.PNG), s.message(kind)) is None


@pytest.mark.parametrize("kind", ["image", "audio", "video", "sticker"])
def test_a_pdf_is_nothing_else(kind: str) -> None:
    """A PDF goes out as a document only; the advice says so."""
    found = refusal(s.uploads("application/pdf", s.PDF), s.message(kind))
    assert found is not None
    assert found.reason is FailureClass.FILE
    assert "as document" in found.advice


def test_a_file_in_disguise() -> None:
    """What was put there under a type that it is not of is refused when it is first used."""
    found = refusal(s.uploads("image/png", s.PDF), s.message())
    assert found is not None
    assert found.details == "announced as image/png, found application/pdf"
    assert refusal(s.uploads("image/png", s.TEXT), s.message("document")) is not None


def test_templates_are_judged_as_well() -> None:
    """The file in a template's header must be there and fit, too."""
    assert refusal(s.uploads("image/png", s.PNG), s.template()) is None
    assert refusal(s.uploads("image/png", s.PNG), s.template("video")) is not None
    assert refusal(s.uploads("text/plain", s.TEXT), s.template("document")) is not None
    assert refusal(MemoryUploads(), s.template()) is not None


@pytest.mark.parametrize(
    "link",
    [
        "https://localhost/a.png",
        "https://files.internal/a.png",
        "https://127.0.0.1/a.png",
        "https://0x7f000001/a.png",
        "https://169.254.169.254/latest/meta-data",
        "https://[::1]/a.png",
        "https:///a.png",
        "https://files.example.com:99999/a.png",
        "https://files.example.com/a b.png",
    ],
)
def test_links_lead_to_public_hosts(link: str) -> None:
    """Meta is asked to fetch nothing from where only we could reach, nor from no place at all."""
    for message in (s.message(link=link), s.template(link=link)):
        found = refusal(MemoryUploads(), message)
        assert found is not None
        assert found.reason is FailureClass.FILE


def test_a_public_link_is_not_looked_up(monkeypatch: pytest.MonkeyPatch) -> None:
    """A link is judged by how it is written: nobody waits for a name server."""

    def looked_up(*_: object, **__: object) -> None:
        raise AssertionError

    monkeypatch.setattr("socket.getaddrinfo", looked_up)
    assert refusal(MemoryUploads(), s.message(link="https://nowhere.example.com/a.png?x=1")) is None
