"""How files are called in django-helpdesk, and what is taken for a refused file."""

import pytest

from appcare.crm.conformance.customers import Customer
from appcare.crm.conformance.worker import Worker, answering
from appcare.crm.django_helpdesk.attachments import MOST_NAME, name_of
from appcare.crm.http import Answer
from appcare.domain.delivery import Delivered, Refusal, Rejected
from appcare.domain.events.media import StoredMedia
from tests.unit.crm.django_helpdesk.fake import FakeHelpdesk
from tests.unit.crm.django_helpdesk.imitated import imitated


@pytest.mark.parametrize(
    ("said", "kept"),
    [
        ("x" * 300 + ".pdf", "x" * (MOST_NAME - 4) + ".pdf"),
        ("x" * 300, "x" * (MOST_NAME - 4) + ".png"),
        ("C:\\letters\\a\n.pdf", "a.pdf"),
        (None, "file.png"),
    ],
)
def test_a_name_that_fits(said: str | None, kept: str) -> None:
    """However long it is, it keeps its ending, which decides whether the help desk takes the file."""
    media = StoredMedia(
        id="1", filename=said, mime_type="image/png", size=1, sha256="00", link_path="/v1/media/x"
    )
    assert name_of(media) == kept
    assert len(name_of(media)) <= MOST_NAME


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (Answer(413, None, b""), "HTTP 413: nothing in particular"),
        (Answer(400, None, b'{"attachments":["no"]}'), "HTTP 400: attachments"),
    ],
)
def test_a_text_is_no_refused_file(answer: Answer, reason: str) -> None:
    """The same answers to a text park it with their reason: there is no file to leave out."""
    customer, worker = Customer(), Worker(imitated(FakeHelpdesk()))
    assert isinstance(worker.attempt(customer.writes("one")), Delivered)
    result = worker.attempt(customer.writes("two"), answering(answer), 1)
    assert isinstance(result, Rejected)
    assert (result.code, result.reason) == (Refusal.INVALID, reason)
