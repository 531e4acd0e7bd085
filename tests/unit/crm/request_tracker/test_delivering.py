"""Nothing is written to Request Tracker twice or in the wrong place, whatever happened there meanwhile."""

import json
from dataclasses import replace

import pytest

from appcare.crm.conformance.customers import Customer
from appcare.crm.conformance.worker import Worker
from appcare.crm.http import Answer, Request
from appcare.crm.request_tracker.adapter import RequestTrackerAdapter
from appcare.crm.setup import DestinationSecrets
from appcare.domain.delivery import Delivered, DeliveryResult, RetryLater
from appcare.domain.errors import StorageError
from tests.unit.crm.request_tracker.attempts import FIRST, delivered, link
from tests.unit.crm.request_tracker.bench import FakeBench
from tests.unit.crm.request_tracker.fake import FakeRequestTracker, Ticket


def test_the_queue_is_looked_at_once(bench: FakeBench) -> None:
    """As long as an adapter lives: a message into an open ticket takes three calls."""
    customer, adapter = Customer(), RequestTrackerAdapter(bench.setup())
    known = adapter.deliver(customer.writes("one"), {}, FIRST).links
    assert len(bench.server.calls) == 8
    adapter.deliver(customer.writes("two"), known, FIRST)
    assert len(bench.server.calls) == 11


def test_a_ticket_that_is_gone_is_replaced(bench: FakeBench) -> None:
    """A link that leads nowhere leads to a new ticket afterwards."""
    customer = Customer()
    worker = delivered(bench, customer)
    former = worker.links[link(customer)]
    del bench.server.tickets[former]
    worker.deliver(customer.writes("again"))
    assert worker.links[link(customer)] in bench.server.tickets


def test_a_user_that_somebody_renamed_is_made_anew(bench: FakeBench) -> None:
    """Request Tracker says nothing of a requestor that it does not know: the ticket would be nobody's."""
    customer = Customer()
    worker = delivered(bench, customer)
    bench.close(worker.links[link(customer)])
    bench.server.users["ann"] = bench.server.users.pop(customer.id)
    worker.deliver(customer.writes("again"))
    assert bench.server.tickets[worker.links[link(customer)]].requestors == [customer.id]


def test_a_ticket_that_goes_while_we_write_is_replaced(bench: FakeBench) -> None:
    """400 Permission Denied for one that does not exist is no missing right."""
    customer = Customer()
    worker = delivered(bench, customer)

    class Vanishing:
        """Deletes the ticket just before it is written to."""

        def send(self, request: Request) -> Answer:
            """Answer one call."""
            if request.url.endswith("/correspond") and len(bench.server.tickets) == 1:
                bench.server.tickets.clear()
                bench.server.tickets["77"] = Ticket("77", "another's", [], {})
            return bench.server.send(request)

    adapter = bench.adapter(replace(bench.setup(), http=Vanishing()))
    result = adapter.deliver(customer.writes("again"), dict(worker.links), FIRST)
    assert isinstance(result, Delivered)
    assert result.links[link(customer)] not in (worker.links[link(customer)], "77")
    assert [one.text for one in bench.messages(customer.contact)] == ["again"]


def test_a_merged_ticket_goes_on_in_the_other(bench: FakeBench) -> None:
    """As long as nobody else's messages are in there."""
    customer = Customer()
    worker = delivered(bench, customer)
    left = worker.links[link(customer)]
    customer.conversation_id += "2"
    worker.deliver(customer.writes("Hello again"))
    bench.server.tickets[worker.links[link(customer)]].merged_into = left
    worker.deliver(customer.writes("more"))
    assert worker.links[link(customer)] == left
    bench.server.tickets[left].requestors.append("ctc_somebody_else")
    customer.conversation_id += "3"
    worker.links[link(customer)] = next(id_ for id_ in bench.server.tickets if id_ != left)
    worker.deliver(customer.writes("yet more"))
    assert worker.links[link(customer)] != left


def test_a_message_that_is_found_brings_its_links_back(bench: FakeBench) -> None:
    """After a crash that lost them: an agent may answer before the customer writes again."""
    customer = Customer()
    worker, event = Worker(bench), customer.writes("Hello")
    worker.deliver(event)
    known = dict(worker.links)
    worker.forget()
    worker.deliver(event)
    assert worker.links == known


def test_a_redelivered_message_of_a_closed_ticket_opens_none(bench: FakeBench) -> None:
    """It was said before; no empty ticket stays behind."""
    customer = Customer()
    worker, event = Worker(bench), customer.writes("Hello")
    worker.deliver(event)
    bench.close(worker.links[link(customer)])
    worker.forget()
    worker.deliver(event)
    assert len(bench.server.tickets) == 1


def test_a_search_that_finds_everything_finds_nothing(bench: FakeBench) -> None:
    """What Request Tracker drops from a search lead to no stranger's ticket, even one that has them."""
    delivered(bench, Customer())
    customer = Customer()
    customer.conversation_id = "cnv_" + "x" * 300
    (strangers,) = bench.server.tickets.values()
    strangers.fields["see_also"] = customer.conversation_id
    worker = Worker(bench)
    result = worker.attempt(customer.writes("Hello"))
    assert isinstance(result, Delivered)
    assert len(bench.conversations(customer.contact)) == 1


@pytest.mark.parametrize("message", ["Name in use", "Could not create user"])
def test_a_user_that_somebody_else_makes(bench: FakeBench, message: str) -> None:
    """It is read again; where it is not there yet, later."""
    customer = Customer()

    class Racing:
        """Is a moment behind another worker that makes the same user."""

        def __init__(self, *, there: bool) -> None:
            self.there = there

        def send(self, request: Request) -> Answer:
            """Answer one call."""
            if request.method == "POST" and request.url.endswith("/user"):
                if self.there:
                    bench.server.send(request)
                return Answer(400, None, json.dumps({"message": message}).encode())
            return bench.server.send(request)

    def result(*, there: bool) -> DeliveryResult:
        adapter = bench.adapter(replace(bench.setup(), http=Racing(there=there)))
        return adapter.deliver(customer.writes("Hello"), {}, FIRST)

    assert isinstance(result(there=False), RetryLater)
    assert isinstance(result(there=True), Delivered)
    assert list(bench.contacts(customer.contact)) == [customer.id]


def test_what_has_no_place_takes_no_call(bench: FakeBench) -> None:
    """Nor does it need a token."""
    setup = replace(bench.setup(), secrets=DestinationSecrets)
    result = bench.adapter(setup).deliver(Customer().status("wamid.1", "read"), {}, FIRST)
    assert (result, bench.server.calls) == (Delivered(called=False), [])


def test_a_file_that_our_storage_does_not_give_now_makes_nothing(bench: FakeBench) -> None:
    """The trouble is ours: it is told as such, before a user or a ticket is made."""

    class Broken:
        """Storage that is down."""

        def read(self, url: str, most_bytes: int) -> bytes | None:
            """Fail."""
            del url, most_bytes
            raise StorageError

    customer = Customer()
    stored = customer.file_of(customer.sends_picture(), b"content", "https://files.example.com/x")
    adapter = bench.adapter(replace(bench.setup(), files=Broken()))
    with pytest.raises(StorageError):
        adapter.deliver(stored, {}, FIRST)
    assert (bench.server.users, bench.server.tickets) == ({}, {})


def test_the_token_goes_nowhere_else(bench: FakeBench) -> None:
    """It stands in one header of each call, and in no address."""
    delivered(bench, Customer())
    server: FakeRequestTracker = bench.server
    token = bench.setup().secrets().token
    assert all(token not in call.url and token.encode() not in call.body for call in server.calls)
