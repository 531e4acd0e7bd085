"""What the router learns of consents, what is known of people, and which templates follow from it."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from appcare.application.channels import Channels
from appcare.application.consent_rule import ConsentRule, TemplateCategories
from appcare.application.find_contact import FindContact
from appcare.application.learn_consents import LearnConsents
from appcare.application.own_facts import own_facts
from appcare.application.read_consent import ReadConsent
from appcare.application.record_consent import RecordConsent
from appcare.application.send_rules import Intended
from appcare.domain.consent import Consent, MarketingChoice, Statement
from appcare.domain.conversation import opened
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.events.outgoing import OutgoingMessage, TemplateContent, TextContent
from appcare.domain.identity import Alias, AliasKind, Customer
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.message_templates import Known, MessageTemplate
from appcare.domain.outgoing import OwnMessage
from appcare.domain.send_facts import refused
from appcare.memory.consents import MemoryConsents
from appcare.memory.history import MemoryContactBook
from appcare.memory.templates import MemoryTemplates
from appcare.whatsapp.keys import partition
from appcare.whatsapp.translate import WhatsApp
from tests.unit.application.telling_channel import Routing

PHONE, NUMBER = "31612345678", "7"
YES = Statement(given=True, at=5_000, words="yes", source="form")
NO = Statement(given=False, at=6_000, words="no more", source="phone")


class World:
    """A router that learns, over memory."""

    def __init__(self) -> None:
        """Put it together."""
        facts = own_facts(lambda _: "support", {"wa": "whatsapp"})
        self.channels = Channels({"wa": WhatsApp(lambda _: "support")}, own=facts)
        self.kept = MemoryConsents()
        learner = LearnConsents(self.kept, self.channels)
        self.routing = Routing(learners=(learner,), channels=self.channels)
        self.contacts = FindContact(MemoryContactBook(self.routing.contacts))
        self.known = ReadConsent(self.contacts, self.kept)
        self.recording = RecordConsent(
            log=self.routing.log, contacts=self.contacts, consents=self.kept, partition_of=partition
        )

    def arrive(self, name: str, content: Mapping[str, Any], *, customer: str = PHONE, at: int = 1_000) -> str:
        """Route one of Meta's updates; return the contact it concerns."""
        body = {"metadata": {"phone_number_id": NUMBER}, **content}
        kind = next(iter(content))
        key = LogKey(f"wa#{NUMBER}#{customer}", f"{at:013d}#{name}#{kind}")
        self.routing.route(LogRecord(key, kind, json.dumps(body).encode()))
        return self.contact(customer)

    def route_all(self) -> None:
        """Route what is in the log."""
        self.routing.route(*self.routing.log.records.values())

    def contact(self, customer: str = PHONE) -> str:
        """Return a customer's contact by their phone number."""
        found = self.contacts.by_name(Alias(AliasKind.PHONE, customer))
        return found.id if found else ""


def preference(value: str, category: str | None = "marketing_messages") -> dict[str, Any]:
    """Return a preference as the receiver keeps it."""
    return {"preference": {"wa_id": PHONE, "value": value, "category": category}}


def failed(code: int) -> dict[str, Any]:
    """Return a failure as the receiver keeps it."""
    status = {"id": "wamid.1", "status": "failed", "recipient_id": PHONE, "errors": [{"code": code}]}
    return {"status": status}


@pytest.mark.parametrize(
    ("update", "expected"),
    [
        (preference("stop"), MarketingChoice(stopped=True, at=1_000)),
        (preference("resume"), MarketingChoice(stopped=False, at=1_000)),
        (preference("STOP", None), MarketingChoice(stopped=True, at=1_000)),
        (preference("ponder"), None),
        (preference("stop", "utility_messages"), None),
        (failed(131050), MarketingChoice(stopped=True, at=1_000)),
        (failed(131049), None),
    ],
)
def test_what_the_channel_tells_of_marketing(
    update: dict[str, Any], expected: MarketingChoice | None
) -> None:
    """A preference for marketing counts, and the refusal that stands for one; nothing else does."""
    world = World()
    contact = world.arrive("x", update)
    assert world.known.of(contact).marketing == expected


def test_a_refusal_of_the_call_itself_is_learnt_from() -> None:
    """Meta may say at once what it mostly says by a status."""
    world = World()
    contact = world.arrive("x", preference("resume"))
    cause = LogRecord(
        LogKey(f"wa#{NUMBER}#{PHONE}", "0000000002000#rpy_1#agent.replied"), "agent.replied", b""
    )
    message = OwnMessage("msg_a", 0, OutgoingMessage(content=TextContent(kind="text", text="hi")))
    failure = Failure(reason=FailureClass.OPTED_OUT, advice="-", code=131050)
    world.routing.route(refused(cause, message, failure, 2_000))
    assert world.known.of(contact).marketing == MarketingChoice(stopped=True, at=2_000)


def test_a_late_stop_does_not_undo_a_later_resume() -> None:
    """The order of arrival does not matter."""
    world = World()
    world.arrive("b", preference("resume"), at=2_000)
    contact = world.arrive("a", preference("stop"), at=1_000)
    assert world.known.of(contact).marketing == MarketingChoice(stopped=False, at=2_000)


def test_a_recorded_consent_counts_at_once_and_its_fact_teaches_the_same() -> None:
    """Whoever sends next need not wait for the router; what is told twice is one event."""
    world = World()
    first = world.recording.of_phone(PHONE, NUMBER, YES)
    assert world.known.of(first) == Consent(statement=YES)
    assert world.recording.of_phone(PHONE, NUMBER, YES) == first

    world.kept.consents.clear()
    world.route_all()

    assert world.contact() == first
    assert world.known.of(first) == Consent(statement=YES)
    assert len(world.routing.queued()) == 1


def test_somebody_who_writes_later_is_whom_the_consent_was_recorded_for() -> None:
    """The consent of a number that nobody knew makes the contact that its messages find."""
    world = World()
    recorded = world.recording.of_phone(PHONE, NUMBER, YES)
    world.route_all()
    message = {
        "message": {
            "id": "wamid.1",
            "from": PHONE,
            "from_user_id": "NL.1",
            "type": "text",
            "text": {"body": "hi"},
        }
    }
    world.arrive("wamid.1", message, customer="NL.1", at=9_000)
    assert world.contact() == recorded
    assert world.known.of(world.contact()) == Consent(statement=YES)


def test_a_known_contact_s_consent_lies_with_the_customer() -> None:
    """It is recorded in a partition of theirs, on the number that is named if they are known there."""
    world = World()
    contact_id = world.arrive("x", preference("resume"))
    contact = world.contacts.by_id(contact_id)
    assert contact
    assert world.recording.of_contact(contact, "8", NO) == contact_id
    assert [key.pk for key in world.routing.log.records if "consent" in key.sk] == [f"wa#{NUMBER}#{PHONE}"]
    assert world.known.of(contact_id).statement == NO


def test_what_was_known_of_either_name_counts_after_a_merge() -> None:
    """A No is never lost when two contacts turn out to be one person, whichever survives."""
    for first, second in (("by_id", "by_phone"), ("by_phone", "by_id")):
        world = World()
        names = {
            "by_id": Customer(f"wa#{NUMBER}#NL.1", bsuid="NL.1"),
            "by_phone": Customer(f"wa#{NUMBER}#{PHONE}", phone=PHONE),
        }
        ids = {
            name: world.routing.contacts.resolve([names[name]])[names[name]].id for name in (first, second)
        }
        world.kept.learn(ids["by_id"], Consent(marketing=MarketingChoice(stopped=True, at=1)))
        world.kept.learn(ids["by_phone"], Consent(statement=YES))
        both = Customer(f"wa#{NUMBER}#NL.1", bsuid="NL.1", phone=PHONE)
        world.routing.contacts.resolve([both])
        expected = Consent(statement=YES, marketing=MarketingChoice(stopped=True, at=1))
        assert {one: world.known.of(one) for one in ids.values()} == dict.fromkeys(ids.values(), expected)


def categories() -> TemplateCategories:
    """Return what knows templates whose category is their name, and one of which nothing is known."""
    templates = MemoryTemplates()
    for name in ("marketing", "utility"):
        known = MessageTemplate(waba_id="w", name=name, language="nl", category=Known(name, 1))
        templates.learn(known)
    templates.learn(MessageTemplate(waba_id="w", name="novel", language="nl"))
    return TemplateCategories(templates, lambda number_id: "w" if number_id == NUMBER else "")


def intended(contact_id: str, name: str | None, *, window_is_open: bool) -> Intended:
    """Return a template of this name; None: a text."""
    content = TemplateContent(kind="template", name=name, language="nl") if name else None
    conversation = opened(contact_id, NUMBER, LogKey("wa#7#x", "0#x#message"), 1_000)
    return Intended(
        contact_id=contact_id,
        number_id=NUMBER,
        message=OutgoingMessage(content=content or TextContent(kind="text", text="hi")),
        conversation=conversation if window_is_open else None,
        now=2_000,
    )


@pytest.mark.parametrize(
    ("template", "known", "window_is_open", "expected"),
    [
        ("utility", Consent(), True, None),
        ("utility", Consent(), False, FailureClass.NO_CONSENT),
        ("novel", Consent(), True, FailureClass.NO_CONSENT),
        ("novel", Consent(statement=YES), False, None),
        (
            "marketing",
            Consent(statement=YES, marketing=MarketingChoice(stopped=True, at=1)),
            True,
            FailureClass.OPTED_OUT,
        ),
        ("utility", Consent(statement=NO), True, FailureClass.NO_CONSENT),
        (None, Consent(statement=NO), True, None),
    ],
)
def test_a_template_needs_consent_unless_it_answers(
    template: str | None, known: Consent, expected: FailureClass | None, *, window_is_open: bool
) -> None:
    """The rule refuses in words an agent understands; what is no template is not its affair."""
    world = World()
    contact = world.arrive("x", failed(131049))
    world.kept.learn(contact, known)
    rule = ConsentRule(world.known, categories())
    refusal = rule.refusal(intended(contact, template, window_is_open=window_is_open))
    assert (refusal.reason if refusal else None) == expected


@pytest.mark.parametrize(
    ("number_id", "name", "language", "expected"),
    [
        (NUMBER, "utility", "nl", "utility"),
        (NUMBER, "utility", "de", None),
        (NUMBER, "novel", "nl", None),
        (NUMBER, "nowhere", "nl", None),
        ("8", "utility", "nl", None),
    ],
)
def test_a_category_is_known_of_an_account_s_template_in_its_language(
    number_id: str, name: str, language: str, expected: str | None
) -> None:
    """Of everything else it is not, and so counts as marketing."""
    assert categories().category(number_id, name, language) == expected
