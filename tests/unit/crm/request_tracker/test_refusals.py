"""What Request Tracker's ways of saying no lead to: who waits, and what is closed."""

from dataclasses import replace

import pytest

from appcare.crm.conformance.customers import Customer
from appcare.crm.conformance.worker import Worker, answering
from appcare.crm.http import Answer, NoAnswer
from appcare.crm.request_tracker.adapter import RequestTrackerAdapter
from appcare.crm.setup import DestinationSecrets
from appcare.domain.delivery import Delivered, Refusal, Rejected, RetryLater, Scope
from tests.unit.crm.request_tracker.attempts import FIRST, delivered, refused_for
from tests.unit.crm.request_tracker.bench import FakeBench
from tests.unit.crm.request_tracker.fake import CONVERSATION_FIELD, EVENT_FIELD


@pytest.mark.parametrize(
    ("right", "reason"),
    [
        ("AdminUsers", "may not make a user for the customer"),
        ("SeeQueue", "may not see it"),
        ("CreateTicket", "may not open tickets in the queue 'WhatsApp'"),
        ("SeeCustomField", "no custom field 'appcare_conversation'"),
        ("SetInitialCustomField", "cannot be found by its custom field"),
        ("ShowTicket", "cannot be found by its custom field"),
        ("ReplyToTicket", "may not reply to tickets"),
    ],
)
def test_a_missing_right_closes_the_destination(bench: FakeBench, right: str, reason: str) -> None:
    """The reason names it; however often it is tried one ticket is opened, and granted, all is there once."""
    bench.server.denied.add(right)
    customer, worker = Customer(), Worker(bench)
    event = customer.writes("Hello")
    assert reason in refused_for(worker.attempt(event))
    worker.attempt(event)
    worker.attempt(event)
    assert len(bench.server.tickets) <= 1
    bench.server.denied.clear()
    worker.deliver(event)
    assert [one.text for one in bench.messages(customer.contact)] == ["Hello"]


def test_a_failure_may_not_be_commented(bench: FakeBench) -> None:
    """The right to comment is one of its own."""
    customer = Customer()
    worker = delivered(bench, customer)
    bench.server.denied.add("CommentOnTicket")
    result = worker.attempt(customer.status("wamid.1", "failed"))
    assert "may not comment on tickets" in refused_for(result)


@pytest.mark.parametrize("field", [CONVERSATION_FIELD, EVENT_FIELD])
def test_nothing_is_written_without_the_fields(bench: FakeBench, field: str) -> None:
    """What could not be found again would come twice."""
    bench.server.queue_fields.discard(field)
    result = Worker(bench).attempt(Customer().writes("Hello"))
    assert f"no custom field {field!r}" in refused_for(result)
    assert (bench.server.tickets, bench.server.users) == ({}, {})


def test_a_field_that_vanishes_is_noticed_after_one_message(bench: FakeBench) -> None:
    """That message is written, and said to be; the next one closes the destination."""
    customer, adapter = Customer(), RequestTrackerAdapter(bench.setup())
    known = adapter.deliver(customer.writes("one"), {}, FIRST).links
    bench.server.queue_fields.discard(EVENT_FIELD)
    assert isinstance(adapter.deliver(customer.writes("two"), known, FIRST), Delivered)
    assert "no custom field" in refused_for(adapter.deliver(customer.writes("three"), known, FIRST))
    assert [one.text for one in bench.messages(customer.contact)] == ["one", "two"]


def test_a_linked_ticket_that_may_not_be_seen_is_not_replaced(bench: FakeBench) -> None:
    """Else every message would open a ticket for as long as the right is missing."""
    customer = Customer()
    worker = delivered(bench, customer)
    bench.server.denied.add("ShowTicket")
    assert "look at a ticket" in refused_for(worker.attempt(customer.writes("again")))
    assert len(bench.server.tickets) == 1


@pytest.mark.parametrize(
    ("answer", "scope"),
    [
        (Answer(200, None, b"<!DOCTYPE html><title>Login</title>"), Scope.DESTINATION),
        (Answer(200, None, b"OK"), Scope.DESTINATION),
        (Answer(502, None, b"<html>"), Scope.LANE),
        (Answer(429, 7.0, b""), Scope.DESTINATION),
        (Answer(200, None, b"[]"), Scope.LANE),
        (NoAnswer("timeout"), Scope.LANE),
    ],
)
def test_answers_that_are_not_request_trackers(
    bench: FakeBench, answer: Answer | NoAnswer, scope: Scope
) -> None:
    """Whoever stands in between is waited for: everybody, or one customer."""
    customer = Customer()
    worker = delivered(bench, customer)
    result = worker.attempt(customer.writes("again"), answering(answer), lasts=True)
    assert isinstance(result, RetryLater)
    assert result.scope is scope


@pytest.mark.parametrize(
    ("answer", "kind"),
    [
        (Answer(201, None, b'["Queue is disabled"]'), Rejected),
        (Answer(200, None, b'["Permission Denied"]'), Rejected),
        (Answer(400, None, b'{"message": "ContentType is a required field"}'), Rejected),
        (Answer(201, None, b"{}"), RetryLater),
    ],
)
def test_a_sentence_is_no_message(bench: FakeBench, answer: Answer, kind: type) -> None:
    """2xx without a transaction wrote nothing, and 400 with another sentence is about this event alone."""
    customer = Customer()
    worker = delivered(bench, customer)
    result = worker.attempt(customer.writes("again"), answering(answer), 3)
    assert isinstance(result, kind)
    assert not isinstance(result, Rejected) or result.code is Refusal.INVALID


def test_a_missing_token_closes_the_destination(bench: FakeBench) -> None:
    """Nothing is called without one."""
    adapter = bench.adapter(replace(bench.setup(), secrets=DestinationSecrets))
    assert refused_for(adapter.deliver(Customer().writes("Hello"), {}, FIRST)) == "the token is missing"
    assert bench.server.calls == []
