"""What the adapter `django_helpdesk` does beyond the contract's own checks."""

import json
from dataclasses import replace
from typing import Any

import pytest

from appcare.application.adapter_ports import Attempt
from appcare.config.declare import Option
from appcare.crm.conformance.customers import Customer
from appcare.crm.conformance.worker import KitFiles, Worker, answering
from appcare.crm.django_helpdesk.adapter import DjangoHelpdeskAdapter
from appcare.crm.http import Answer
from appcare.crm.setup import DestinationSecrets
from appcare.domain.delivery import Delivered, Refusal, Rejected, RetryLater, Scope
from appcare.domain.events import CrmEvent
from appcare.domain.links import LinkKey, LinkKind
from tests.unit.crm.django_helpdesk.fake import FIELD, FakeHelpdesk
from tests.unit.crm.django_helpdesk.imitated import OPTIONS, STANZA, imitated
from tests.unit.crm.django_helpdesk.nasty import NASTY

LINK = "https://files.example.com/media/a/b?signed"
PNG = b"\x89PNG\r\n\x1a\n\r\n--"


def texts(fake: FakeHelpdesk, customer: Customer) -> list[str]:
    """Return what can be read in a customer's tickets, but for what a ticket begins with."""
    seen = imitated(fake).messages(customer.contact)
    return [one.text for one in seen if not one.text.startswith("WhatsApp\n")]


def attempt(fake: FakeHelpdesk, event: CrmEvent, **options: Option) -> Any:
    """Return what a first attempt with no links ends in."""
    bench = imitated(fake, replace(STANZA, options={**OPTIONS, **options}))
    return Worker(bench).attempt(event)


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_comes_through(text: str) -> None:
    """Nothing in a text is run, and none of it writes into another ticket."""
    fake, customer, other = FakeHelpdesk(), Customer(), Customer()
    Worker(imitated(fake)).deliver(other.writes("first"))
    Worker(imitated(fake)).deliver(customer.writes(text))
    assert [one.replace("\u00a0", " ") for one in texts(fake, customer)] == [text.expandtabs(4).strip()]
    assert texts(fake, other) == ["first"]


def test_whoever_writes_decides_who_reads() -> None:
    """A customer's words and ours are public; that a message failed is for agents alone."""
    fake, customer = FakeHelpdesk(), Customer()
    Worker(imitated(fake)).deliver(
        customer.writes("hello"), customer.company_writes("hi"), customer.status("wamid.x", "failed")
    )
    (ticket,) = fake.tickets.values()
    assert [entry["public"] for entry in ticket["followup_set"][1:]] == [True, True, False]


def test_a_customer_who_waits_is_not_left_in_a_closed_ticket() -> None:
    """That the window closes is an internal note in an open ticket, another one if theirs was closed."""
    fake, customer = FakeHelpdesk(), Customer()
    worker = Worker(imitated(fake))
    worker.deliver(customer.writes("hello"))
    (first,) = fake.tickets.values()
    first["status"] = 4
    worker.deliver(customer.waits_too_long())
    *_, second = fake.tickets.values()
    assert second is not first
    assert [entry["public"] for entry in second["followup_set"][1:]] == [False]


def test_an_answer_to_a_message_names_its_follow_up() -> None:
    """Agents see what is answered, by the number that stands on the page."""
    fake, customer = FakeHelpdesk(), Customer()
    worker = Worker(imitated(fake))
    first = customer.writes("hello")
    worker.deliver(first)
    data: Any = first.data
    (then,) = (event for event in customer.does_other_things(data.message.wamid) if _revokes(event))
    worker.deliver(then)
    known = worker.links[LinkKey(LinkKind.MESSAGE, data.message.wamid)]
    assert texts(fake, customer) == ["hello", f"[Deleted follow-up {known}]"]


def _revokes(event: CrmEvent) -> bool:
    return event.type == "message.revoked"


@pytest.mark.parametrize("word", ["sent", "delivered", "read", "played"])
def test_what_has_no_place_costs_no_call(word: Any) -> None:
    """A status that is not shown is delivered as nothing."""
    fake = FakeHelpdesk()
    assert attempt(fake, Customer().status("wamid.x", word)) == Delivered(called=False)
    assert fake.calls == []


def test_a_failure_without_a_ticket_opens_none() -> None:
    """Whoever was written to and never wrote has no ticket; a campaign that fails makes no thousand."""
    fake = FakeHelpdesk()
    assert attempt(fake, Customer().status("wamid.x", "failed")) == Delivered()
    assert not fake.tickets


def test_a_failure_is_told_in_the_ticket_that_was_closed() -> None:
    """An agent's last words often close the ticket: that they failed stands under them."""
    fake, customer = FakeHelpdesk(), Customer()
    worker = Worker(imitated(fake))
    worker.deliver(customer.writes("hello"))
    (ticket,) = fake.tickets.values()
    ticket["status"] = 3
    worker.deliver(customer.status("wamid.x", "failed"))
    assert len(fake.tickets) == 1
    assert texts(fake, customer)[1].startswith("[Not delivered to the customer: a message of ours]")


def test_an_event_that_stands_in_a_closed_ticket_is_not_written_again() -> None:
    """A redelivery after the agent closed the ticket finds it there."""
    fake, customer = FakeHelpdesk(), Customer()
    worker = Worker(imitated(fake))
    event = customer.writes("hello")
    worker.deliver(event)
    (ticket,) = fake.tickets.values()
    ticket["status"] = 3
    worker.links = {key: id_ for key, id_ in worker.links.items() if key.kind is LinkKind.CONVERSATION}
    worker.deliver(event)
    assert len(fake.tickets) == 1
    assert texts(fake, customer) == ["hello"]


def test_a_ticket_that_is_gone_is_followed_by_another() -> None:
    """Deleted between two messages, or between our look and our writing."""
    fake, customer = FakeHelpdesk(), Customer()
    worker = Worker(imitated(fake))
    worker.deliver(customer.writes("hello"))
    fake.tickets.clear()
    worker.deliver(customer.writes("still there?"))
    gone = Answer(400, None, b'{"ticket":["Invalid pk \\"7\\" - object does not exist."]}')
    result = worker.attempt(customer.writes("and now?"), answering(gone), 1)
    assert isinstance(result, Delivered)
    assert texts(fake, customer) == ["still there?", "and now?"]


def test_a_file_with_a_name() -> None:
    """Name, content and an ending for what has none; the text says what it is."""
    fake, customer = FakeHelpdesk(), Customer()
    worker = Worker(imitated(fake), {LINK: PNG})
    picture = customer.sends_picture()
    worker.deliver(picture, named(customer.file_of(picture, PNG, LINK), 'a "b"\r\nx: y\\..\\näh'))
    (file,) = imitated(fake).attachments(customer.contact)
    assert (file.name, file.content) == ("näh.png", PNG)


@pytest.mark.parametrize(
    ("name", "allowed", "why"),
    [("run.exe", ".png", "the help desk takes no .exe files"), ("run.exe", ".exe", "did not keep it")],
)
def test_a_refused_file_is_a_note_with_a_link(name: str, allowed: str, why: str) -> None:
    """Refused by our options, or by the server after the fact: agents get the link, once."""
    fake, customer = FakeHelpdesk(), Customer()
    worker = Worker(
        imitated(fake, replace(STANZA, options={**OPTIONS, "extensions": allowed})), {LINK: b"MZ"}
    )
    picture = customer.sends_picture()
    stored = named(customer.file_of(picture, b"MZ", LINK), name)
    worker.deliver(picture, stored, stored)
    worker.forget()
    worker.deliver(stored)
    notes = [one for one in texts(fake, customer) if LINK in one]
    assert [why in note for note in notes] == [True]


@pytest.mark.parametrize("status", [413, 400])
def test_a_file_that_is_refused_at_the_door(status: int) -> None:
    """A proxy's 413, or a 400 for the file alone, is no end of the event: a note takes its place."""
    fake, customer = FakeHelpdesk(), Customer()
    worker = Worker(imitated(fake), {LINK: PNG})
    picture = customer.sends_picture()
    worker.deliver(picture)
    answer = Answer(status, None, b'{"attachments":["no"]}')
    result = worker.attempt(customer.file_of(picture, PNG, LINK), answering(answer), 1)
    assert isinstance(result, Delivered)
    assert sum(LINK in one for one in texts(fake, customer)) == 1


def named(stored: CrmEvent, name: str) -> CrmEvent:
    """Return the event with another name of its file."""
    data: Any = stored.data
    media = data.media.model_copy(update={"filename": name})
    return stored.model_copy(update={"data": data.model_copy(update={"media": media})})


@pytest.mark.parametrize(
    ("options", "reason"), [({"queue": 7}, "the queue"), ({"contact_field": "other"}, "field other")]
)
def test_a_wrong_setup_concerns_the_destination(options: dict[str, Option], reason: str) -> None:
    """A queue or a field that is not there stops the destination and is named."""
    fake = FakeHelpdesk()
    Worker(imitated(fake)).deliver(Customer().writes("hello"))
    result = attempt(fake, Customer().writes("hello"), **options)
    assert isinstance(result, Rejected)
    assert result.code is Refusal.AUTH
    assert reason in result.reason
    assert len(fake.tickets) == 1


@pytest.mark.parametrize(
    ("answer", "scope", "after"),
    [
        (Answer(429, 9.0, b"{}"), Scope.DESTINATION, 9.0),
        (Answer(429, None, b"{}"), Scope.DESTINATION, None),
        (Answer(200, None, b"<!doctype html><title>Log in"), Scope.DESTINATION, None),
        (Answer(500, None, b"<h1>Server Error"), Scope.LANE, None),
        (Answer(200, None, b"[]"), Scope.LANE, None),
        (Answer(200, None, b'{"results": 1}'), Scope.LANE, None),
    ],
)
def test_later(answer: Answer, scope: Scope, after: float | None) -> None:
    """Whom trouble concerns: a throttle and a login page everybody, a fault one customer."""
    result = Worker(imitated(FakeHelpdesk())).attempt(
        Customer().writes("hello"), answering(answer), lasts=True
    )
    assert isinstance(result, RetryLater)
    assert (result.scope, result.after) == (scope, after)


def test_a_400_names_the_fields_it_blames() -> None:
    """And nothing of what was sent: the customer's words do not stand in reasons."""
    answer = Answer(400, None, b'{"title":["not \\"Anna\\""],"priority":["x"]}')
    result = Worker(imitated(FakeHelpdesk())).attempt(Customer().writes("hello"), answering(answer), 1)
    assert isinstance(result, Rejected)
    assert (result.code, result.reason) == (Refusal.INVALID, "HTTP 400: priority, title")


@pytest.mark.parametrize("token", ["", " ", "a\r\nx: y", "é"])
def test_no_call_without_a_usable_token(token: str) -> None:
    """The destination is at fault, and nothing is sent."""
    fake = FakeHelpdesk()
    setup = replace(imitated(fake).setup(), secrets=lambda: DestinationSecrets(token=token))
    result = DjangoHelpdeskAdapter(setup).deliver(Customer().writes("hello"), {}, Attempt(1, 0))
    assert result == Rejected(Refusal.AUTH, "token missing")
    assert not fake.calls


def test_no_secret_at_all() -> None:
    """The same."""
    setup = replace(imitated(FakeHelpdesk()).setup(), secrets=DestinationSecrets, files=KitFiles())
    result = DjangoHelpdeskAdapter(setup).deliver(Customer().writes("hello"), {}, Attempt(1, 0))
    assert result == Rejected(Refusal.AUTH, "token missing")


def test_a_long_name_fits_into_the_title() -> None:
    """Names have no end; titles have 200 characters."""
    fake = FakeHelpdesk()
    assert isinstance(attempt(fake, Customer(name="Anna\n" * 100).writes("hello")), Delivered)


def test_the_oldest_of_two_open_tickets() -> None:
    """Two that a race or an agent made: always the same one is written in."""
    fake, customer = FakeHelpdesk(), Customer()
    attempt(fake, customer.writes("one"))
    (first,) = fake.tickets.values()
    fake.tickets[999] = json.loads(json.dumps(first)) | {"id": 999, "followup_set": []}
    attempt(fake, customer.writes("two"))
    assert [len(one["followup_set"]) for one in fake.tickets.values()] == [3, 0]
    assert {one[FIELD] for one in fake.tickets.values()} == {customer.id}
