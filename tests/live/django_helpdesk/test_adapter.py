"""The adapter `django_helpdesk` at a real django-helpdesk: the conformance kit, throttling, a crowd."""

import html
import json
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import pytest

from appcare.application.adapter_ports import Attempt, RawRequest
from appcare.config.declare import Option
from appcare.config.settings import Destination
from appcare.crm.conformance import Bench
from appcare.crm.conformance.customers import Customer
from appcare.crm.conformance.suite import AdapterConformance
from appcare.crm.conformance.worker import Worker
from appcare.crm.django_helpdesk.adapter import DjangoHelpdeskAdapter
from appcare.crm.django_helpdesk.escaping import shown
from appcare.crm.http import OutboundClient
from appcare.domain.delivery import Delivered, Refusal, Rejected, RetryLater, Scope
from appcare.domain.links import LinkKey, LinkKind
from appcare.outbound.calls import OutboundCalls
from tests.live.callbacks import Callbacks
from tests.live.django_helpdesk.install import installed_python
from tests.live.django_helpdesk.server import DjangoHelpdesk, site_environment
from tests.unit.crm.django_helpdesk.bench import Desk, DeskBench
from tests.unit.crm.django_helpdesk.nasty import NASTY

EXTENSIONS = ".pdf .txt .jpg .png .webp .aac .amr .mp3 .m4a .ogg .mp4 .3gp"
CUSTOMERS, MESSAGES, WORKERS = 8, 5, 8


@pytest.fixture
def desk(django_helpdesk: DjangoHelpdesk, callbacks: Callbacks) -> Desk:
    """The real help desk, as the kit's bench looks at it."""
    options: dict[str, Option] = {
        "queue": django_helpdesk.queue,
        "bot_user": django_helpdesk.bot.id,
        "extensions": EXTENSIONS,
    }
    stanza = Destination(
        name="desk",
        adapter="django_helpdesk",
        url=django_helpdesk.url,
        private_hosts=("127.0.0.1",),
        options=options,
    )

    def told(follow_up: int) -> RawRequest:
        (one,) = (one for one in callbacks.came if one.json["followup_id"] == follow_up)
        return RawRequest(headers=one.headers, query={}, body=one.body, at=0)

    return Desk(
        stanza,
        OutboundClient(OutboundCalls(stanza.private_hosts), 30),
        django_helpdesk.bot.token,
        django_helpdesk.agent.token,
        django_helpdesk.contact_field,
        told,
    )


class TestRealDjangoHelpdesk(AdapterConformance):
    """Every check of the kit."""

    @pytest.fixture
    def bench(self, desk: Desk) -> Bench:
        """Look at the real one."""
        return DeskBench(desk)


def test_a_real_throttle_makes_everybody_wait(django_helpdesk: DjangoHelpdesk, desk: Desk) -> None:
    """A real 429 rests the destination for as long as it says; what was made before stays linked."""
    customer = Customer()
    event = customer.writes("one too many")
    stanza = replace(desk.stanza, options={**desk.stanza.options, "page_size": 1000})
    adapter = DjangoHelpdeskAdapter(replace(desk.setup(), destination=stanza))
    with django_helpdesk.tuned(throttle="2/min"):  # looking and opening are two, writing is one too many
        result = adapter.deliver(event, {}, Attempt(1, 0))
    assert isinstance(result, RetryLater)
    assert (result.scope, result.said and result.said.status) == (Scope.DESTINATION, 429)
    assert result.after is not None
    assert 0 < result.after <= 60
    (ticket,) = desk.tickets_of(customer.id)
    assert result.links == {LinkKey(LinkKind.CONVERSATION, customer.conversation_id): str(ticket["id"])}


def test_a_crowd_has_a_ticket_each(desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    """Eight workers deliver forty messages of eight customers: a ticket each, all there, in order."""
    customers = [Customer(name=f"Customer {turn}") for turn in range(CUSTOMERS)]
    said = [f"message {turn}" for turn in range(MESSAGES)]

    def serve(customer: Customer) -> None:
        Worker(DeskBench(desk)).deliver(*(customer.writes(text) for text in said))

    began = time.monotonic()
    with ThreadPoolExecutor(WORKERS) as workers:
        list(workers.map(serve, customers))
    took = time.monotonic() - began
    for customer in customers:
        (ticket,) = desk.tickets_of(customer.id)
        texts = [one.text for one in DeskBench(desk).messages(customer.contact)]
        assert texts[1:] == said, ticket["id"]
    with capsys.disabled():
        print(f"\n{CUSTOMERS * MESSAGES} events, {CUSTOMERS} customers, {WORKERS} workers: {took:.2f} s")  # noqa: T201 - a figure


def test_a_webhook_that_nobody_takes_doubles_nothing(django_helpdesk: DjangoHelpdesk, desk: Desk) -> None:
    """The follow-up is kept and answered with 500; the next attempt finds it."""
    customer, worker = Customer(), Worker(DeskBench(desk))
    event = customer.writes("only once")
    with django_helpdesk.tuned(webhook_urls=["http://127.0.0.1:9/"]):
        assert isinstance(worker.attempt(event), RetryLater)
    assert isinstance(worker.attempt(event), Delivered)
    assert [one.text for one in DeskBench(desk).messages(customer.contact)][1:] == ["only once"]


def test_a_file_that_the_desk_refuses_becomes_a_note(desk: Desk) -> None:
    """An ending that our options allow and the server does not: the comment stays, and a link follows."""
    stanza = replace(desk.stanza, options={**desk.stanza.options, "extensions": ".png .exe"})
    link, content = "https://files.example.com/media/a/b", b"MZ" * 50
    bench, customer = DeskBench(replace(desk, stanza=stanza)), Customer()
    worker = Worker(bench, {link: content})
    picture = customer.sends_picture()
    stored = customer.file_of(picture, content, link)
    media = stored.data.media.model_copy(update={"filename": "run.exe"})  # type: ignore[attr-defined]  # media.stored
    stored = stored.model_copy(update={"data": stored.data.model_copy(update={"media": media})})
    worker.deliver(picture, stored)
    assert not bench.attachments(customer.contact)
    assert [link in one.text for one in bench.messages(customer.contact)][-2:] == [False, True]


def test_a_large_file(desk: Desk) -> None:
    """The largest file that the adapter promises goes through whole."""
    link = "https://files.example.com/media/a/b"
    content = bytes(range(256)) * (DjangoHelpdeskAdapter.capabilities.most_attachment_bytes // 256)
    bench, customer = DeskBench(desk), Customer()
    picture = customer.sends_picture()
    Worker(bench, {link: content}).deliver(picture, customer.file_of(picture, content, link))
    assert [file.content == content for file in bench.attachments(customer.contact)] == [True]


@pytest.mark.parametrize(
    ("wrong", "reason"),
    [({"queue": 999_999}, "queue"), ({"contact_field": "nobody"}, "custom field nobody")],
)
def test_a_wrong_option_concerns_the_destination(desk: Desk, wrong: dict[str, Option], reason: str) -> None:
    """Nothing is written where the queue or the field does not exist, and the reason names it."""
    Worker(DeskBench(desk)).deliver(Customer().writes("so that there is a ticket"))
    stanza = replace(desk.stanza, options={**desk.stanza.options, **wrong})
    adapter = DjangoHelpdeskAdapter(replace(desk.setup(), destination=stanza))
    customer = Customer()
    result = adapter.deliver(customer.writes("nowhere to go"), {}, Attempt(1, 0))
    assert isinstance(result, Rejected)
    assert result.code is Refusal.AUTH
    assert reason in result.reason
    assert not desk.tickets_of(customer.id)


@pytest.mark.parametrize("text", NASTY)
def test_a_nasty_text_comes_through(desk: Desk, text: str) -> None:
    """Whatever a template, a ticket's number or Markdown could be made of is kept as it was written."""
    customer, bench = Customer(), DeskBench(desk)
    Worker(bench).deliver(customer.writes(text))
    (seen,) = bench.messages(customer.contact)[1:]
    assert seen.text.replace("\u00a0", " ") == text.expandtabs(4).strip()


def test_the_page_shows_what_was_written(django_helpdesk: DjangoHelpdesk) -> None:
    """django-helpdesk's own Markdown makes nothing of what we write but paragraphs and line breaks."""
    rendered = page_of(django_helpdesk, [f"{shown(text)}\n\n[appcare]: # (evt_1)" for text in NASTY])
    for text, page in zip(NASTY, rendered, strict=True):
        assert set(re.findall(r"</?([a-z0-9]+)", page)) <= {"p", "br"}, text
        words = visible(page).replace("\u00a0", " ").split()
        assert words == text.split()


def page_of(server: DjangoHelpdesk, comments: list[str]) -> list[str]:
    """Return comments as django-helpdesk renders them into a ticket's page."""
    code = (
        "import json,sys,django;django.setup();from helpdesk.models import get_markdown;"
        "print(json.dumps([str(get_markdown(one)) for one in json.load(sys.stdin)]))"
    )
    run = subprocess.run(
        [str(installed_python()), "-c", code],
        input=json.dumps(comments),
        env=dict(site_environment(server.tuning_file.parent)),
        capture_output=True,
        text=True,
        check=True,
    )
    return list(json.loads(run.stdout))


def visible(page: str) -> str:
    """Return what can be read of a page."""
    return html.unescape(re.sub(r"<br ?/?>|</?p>", "\n", page))
