"""What AppCare sends, judged by the Cloud API double: both were written from Meta's pages, apart."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from appcare.application.send_ports import Recipient
from appcare.domain.events.outgoing import OutgoingMessage
from appcare.outbound.multipart import envelope, file_name
from appcare.whatsapp.outgoing import message_body, read_body
from playground.graph_checks import flaw_of
from playground.graph_uploads import Upload, upload_of
from tests.unit.whatsapp.outgoing_samples import CONTENTS, UPLOADS, wamids

PHONE, USER = Recipient(phone="31612345678"), Recipient(bsuid="NL.1349120")
OUR_ID = "msg_" + "a" * 26


@pytest.mark.parametrize("kind", CONTENTS)
@pytest.mark.parametrize("to", [PHONE, USER], ids=["phone", "user"])
@settings(max_examples=30)  # of each kind
@given(data=st.data())
def test_any_message_is_taken(to: Recipient, kind: str, data: st.DataObject) -> None:
    """No message that an agent can ask for has a flaw that the double knows."""
    message = OutgoingMessage(content=data.draw(CONTENTS[kind]), reply_to=data.draw(st.none() | wamids))
    assert flaw_of(message_body(to, message, OUR_ID, UPLOADS)) is None


@pytest.mark.parametrize("typing", [False, True])
def test_marking_as_read_is_taken(*, typing: bool) -> None:
    """With the sign that somebody writes, and without."""
    assert flaw_of(read_body("wamid.1", typing=typing)) is None


@given(content=st.binary(min_size=1))
def test_a_file_is_taken(content: bytes) -> None:
    """The form around a file is one that a server reads, whatever the file holds."""
    fields = {"messaging_product": "whatsapp", "type": "image/png"}
    around = envelope(fields, "file", file_name(None, "image/png"), "image/png")
    found = upload_of(around.content_type, around.before + content + around.after)
    assert isinstance(found, Upload)
    assert found.content == content
