"""The adapter `request_tracker` at a real Request Tracker."""

import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

import httpx
import pytest

from appcare.application.adapter_ports import Attempt
from appcare.config.declare import Option
from appcare.crm.conformance import Bench
from appcare.crm.conformance.customers import Customer
from appcare.crm.conformance.suite import AdapterConformance
from appcare.crm.conformance.worker import Worker
from appcare.domain.delivery import Refusal, Rejected
from appcare.domain.links import LinkKey, LinkKind
from tests.live.callbacks import Callbacks
from tests.live.request_tracker.bench import LiveBench
from tests.live.request_tracker.server import WORKERS, RequestTracker

EVENTS = 5
"""Of each customer."""


@pytest.fixture
def live(request_tracker: RequestTracker, callbacks: Callbacks) -> Iterator[LiveBench]:
    """The bench at the session's server."""
    bench = LiveBench(request_tracker, callbacks)
    with bench.agent:
        yield bench


class TestRequestTracker(AdapterConformance):
    """Every check of the kit."""

    @pytest.fixture
    def bench(self, live: LiveBench) -> Bench:
        """Return the bench; customers differ from check to check, so one server serves all."""
        return live


def ticket_of(worker: Worker, customer: Customer) -> str:
    """Return the ticket that is linked."""
    return worker.links[LinkKey(LinkKind.CONVERSATION, customer.conversation_id)]


def test_eight_workers_side_by_side(live: LiveBench, capsys: pytest.CaptureFixture[str]) -> None:
    """Forty events of eight customers, by eight workers: one user and one ticket each, all in order."""
    customers = [Customer(name=f"Customer {turn}") for turn in range(WORKERS)]
    calls: Counter[str] = Counter()

    def serve(customer: Customer) -> list[float]:
        worker, took = Worker(live), []
        for turn in range(EVENTS):
            event, began = customer.writes(f"message {turn}"), time.monotonic()
            worker.deliver(event)
            took.append(time.monotonic() - began)
            calls["first" if turn == 0 else "later"] += worker.calls
        return took

    began = time.monotonic()
    with ThreadPoolExecutor(WORKERS) as pool:
        took = [seconds for one in pool.map(serve, customers) for seconds in one]
    total = time.monotonic() - began
    for customer in customers:
        assert list(live.contacts(customer.contact)) == [customer.id]
        assert len(live.conversations(customer.contact)) == 1
        said = [one.text for one in live.messages(customer.contact)]
        assert said == [f"message {turn}" for turn in range(EVENTS)]
    with capsys.disabled():
        print(  # noqa: T201 - a figure for whoever runs it
            f"\n{len(took)} events of {WORKERS} customers in {total:.1f} s; one event: median "
            f"{sorted(took)[len(took) // 2]:.2f} s, slowest {max(took):.2f} s; "
            f"calls: {calls['first'] / WORKERS:g} for a first event, "
            f"{calls['later'] / (WORKERS * (EVENTS - 1)):g} for a later one"
        )


@pytest.mark.parametrize("text", ["0", "a\0\ud83db", "#1 {$x} 'q' \\", "  two\n\nlines  "])
def test_odd_texts_arrive(live: LiveBench, text: str) -> None:
    """What Request Tracker would drop or fail at can be read, too."""
    customer, worker = Customer(), Worker(live)
    worker.deliver(customer.writes(text))
    (seen,) = live.messages(customer.contact)
    assert seen.text.strip() == text.replace("\0", "\ufffd").replace("\ud83d", "\ufffd").strip()


def test_a_closed_ticket_stays_closed(live: LiveBench) -> None:
    """The next message opens a new one; a mere reaction opens none."""
    customer, worker = Customer(), Worker(live)
    first = customer.writes("Hello")
    worker.deliver(first)
    former = ticket_of(worker, customer)
    live.close(former)
    reaction = customer.does_other_things("wamid.x")[0]
    worker.deliver(reaction)
    assert [one.is_open for one in live.conversations(customer.contact)] == [False]
    worker.deliver(customer.writes("One more thing"))
    assert [one.is_open for one in live.conversations(customer.contact)] == [False, True]
    assert ticket_of(worker, customer) != former


def test_a_merged_ticket_goes_on_in_the_other(live: LiveBench) -> None:
    """Of one customer's two conversations that an agent merged, both go on in the ticket that is left."""
    customer, worker = Customer(), Worker(live)
    worker.deliver(customer.writes("Hello"))
    left = ticket_of(worker, customer)
    customer.conversation_id += "2"
    worker.deliver(customer.writes("Hello again"))
    away = ticket_of(worker, customer)
    assert live.agent.put(f"/ticket/{away}", json={"MergeInto": left}).json() == ["Merge Successful"]
    worker.deliver(customer.writes("And again"))
    assert ticket_of(worker, customer) == left
    assert [one.text for one in live.messages(customer.contact)] == ["Hello", "Hello again", "And again"]


def test_a_ticket_merged_into_a_strangers_is_left(live: LiveBench) -> None:
    """What a customer writes never lands in a ticket that somebody else reads answers from."""
    one, other, mine, theirs = Customer(), Customer(), Worker(live), Worker(live)
    mine.deliver(one.writes("from the one"))
    theirs.deliver(other.writes("from the other"))
    away, into = ticket_of(mine, one), ticket_of(theirs, other)
    assert live.agent.put(f"/ticket/{away}", json={"MergeInto": into}).json() == ["Merge Successful"]
    mine.deliver(one.writes("once more"))
    assert ticket_of(mine, one) not in (away, into)


def test_a_ticket_that_is_gone_is_replaced(live: LiveBench) -> None:
    """A link to a ticket that does not exist leads to a new one."""
    customer, worker = Customer(), Worker(live)
    worker.links[LinkKey(LinkKind.CONVERSATION, customer.conversation_id)] = "99999999"
    worker.deliver(customer.writes("Hello"))
    assert [one.id for one in live.conversations(customer.contact)] == [ticket_of(worker, customer)]


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        ({"queue": "None such"}, "the queue 'None such' does not exist"),
        ({"conversation_field": "wrong"}, "have no custom field 'wrong'"),
        ({"event_field": "wrong"}, "have no custom field 'wrong'"),
    ],
)
def test_what_is_not_set_up_is_named(live: LiveBench, options: dict[str, Option], reason: str) -> None:
    """A wrong name in the stanza closes the destination with a clear reason, and nothing is written."""
    customer, setup = Customer(), live.setup()
    stanza = replace(setup.destination, options={**setup.destination.options, **options})
    adapter = live.adapter(replace(setup, destination=stanza))
    result = adapter.deliver(customer.writes("Hello"), {}, Attempt(1, 0))
    assert isinstance(result, Rejected)
    assert (result.code, reason in result.reason) == (Refusal.AUTH, True)
    assert live.conversations(customer.contact) == []


def test_an_agents_answer_with_a_file(
    live: LiveBench, request_tracker: RequestTracker, callbacks: Callbacks
) -> None:
    """It leads to the conversation by both ids, and the file can be fetched where it says."""
    customer, worker = Customer(), Worker(live)
    worker.deliver(customer.writes("Hello"))
    ticket = ticket_of(worker, customer)
    live.agent.post(
        f"/ticket/{ticket}/correspond",
        data={"JSON": '{"Content": "Here", "ContentType": "text/plain"}'},
        files=[("Attachments", ("é.txt", b"content", "text/plain"))],
    )
    (came,) = callbacks.came
    request = live.reply(ticket, "again", 0)
    request = replace(request, headers=came.headers, body=came.body)
    (reply,) = live.adapter(live.setup()).parse_callback(request)
    (file,) = reply.files
    assert (reply.conversation, reply.conversation_id) == (ticket, customer.conversation_id)
    assert (reply.text, reply.agent, file.name) == ("Here", request_tracker.agent, "é.txt")
    assert reply.at is not None
    assert httpx.get(file.url, headers=live.agent.headers, trust_env=False).json()["Filename"] == "é.txt"
