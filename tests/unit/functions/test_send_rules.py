"""The rules as both functions ask them: over what is known of the number's account."""

import pytest

from appcare.config.settings import Account, Number, Settings
from appcare.domain.conversation import opened
from appcare.domain.events.failures import FailureClass
from appcare.domain.events.outgoing import OutgoingMessage, TemplateContent, TextContent
from appcare.domain.log import LogKey
from appcare.domain.message_templates import Known, MessageTemplate
from appcare.memory.consents import MemoryConsents
from appcare.memory.contacts import MemoryContacts
from appcare.memory.history import MemoryContactBook
from appcare.memory.state import MemoryConversations
from appcare.memory.templates import MemoryTemplates
from appcare.memory.uploads import MemoryUploads
from functions import send_rules

SETTINGS = Settings(
    accounts=(Account(name="main", waba_id="7"), Account(name="other", waba_id="8")),
    numbers=(
        Number(name="support", phone_number_id="1"),
        Number(name="sales", phone_number_id="2", account="other"),
    ),
)
TEXT = OutgoingMessage(content=TextContent(kind="text", text="Hello"))


def template(name: str) -> OutgoingMessage:
    """Return a message that sends a template."""
    return OutgoingMessage(content=TemplateContent(kind="template", name=name, language="nl"))


@pytest.fixture
def templates(monkeypatch: pytest.MonkeyPatch) -> MemoryTemplates:
    """Return what is known: a template that can be sent, and one that is paused, of the first account."""
    found = MemoryTemplates()
    listed = [
        MessageTemplate(waba_id="7", name=name, language="nl", status=Known(status, 1))
        for name, status in (("late", "approved"), ("sale", "paused"))
    ]
    found.replace_all("7", listed, 1)
    monkeypatch.setattr(send_rules, "client", lambda _service: None)
    monkeypatch.setattr(send_rules, "DynamoTemplates", lambda _client, _table: found)
    monkeypatch.setattr(send_rules, "DynamoConsents", lambda _client, _table: MemoryConsents())
    book = MemoryContactBook(MemoryContacts())
    monkeypatch.setattr(send_rules, "DynamoContactBook", lambda _client, _table: book)
    monkeypatch.setattr(send_rules, "settings", lambda: SETTINGS)
    return found


def refused(number_id: str, message: OutgoingMessage) -> tuple[FailureClass, tuple[str, ...]] | None:
    """Return why a customer whose window is shut may not be sent this, and what is offered instead."""
    conversations = MemoryConversations()
    conversations.write(opened("ctc_1", number_id, LogKey("wa#1#316", "1"), 0), None)
    rules = send_rules.send_rules(conversations, MemoryUploads(), "state")
    failure = rules.refusal("ctc_1", number_id, message, now=1_800_000_000_000)
    return (failure.reason, failure.templates) if failure else None


@pytest.mark.usefixtures("templates")
def test_rules() -> None:
    """A shut window offers the account's approved templates; a good one may go to who agreed to it."""
    assert refused("1", TEXT) == (FailureClass.WINDOW_CLOSED, ("late",))
    assert refused("1", template("late")) == (FailureClass.NO_CONSENT, ())
    assert refused("1", template("sale")) == (FailureClass.TEMPLATE, ())
    assert refused("1", template("other")) == (FailureClass.TEMPLATE, ())


@pytest.mark.usefixtures("templates")
def test_another_account_has_templates_of_its_own() -> None:
    """What is known of one account says nothing of another's number."""
    assert refused("2", template("sale")) == (FailureClass.NO_CONSENT, ())
    assert refused("2", TEXT) == (FailureClass.WINDOW_CLOSED, ())
