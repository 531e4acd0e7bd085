"""Attempts to deliver to an imitated Request Tracker, and what came of them."""

from appcare.application.adapter_ports import Attempt
from appcare.crm.conformance.customers import Customer
from appcare.crm.conformance.worker import Worker
from appcare.domain.delivery import DeliveryResult, Refusal, Rejected
from appcare.domain.links import LinkKey, LinkKind
from tests.unit.crm.request_tracker.bench import FakeBench

FIRST = Attempt(1, 0)


def link(customer: Customer) -> LinkKey:
    """Return our side of the link of a customer's conversation."""
    return LinkKey(LinkKind.CONVERSATION, customer.conversation_id)


def delivered(bench: FakeBench, customer: Customer) -> Worker:
    """Deliver a first message."""
    worker = Worker(bench)
    worker.deliver(customer.writes("Hello"))
    return worker


def refused_for(result: DeliveryResult) -> str:
    """Return why the destination is closed."""
    assert isinstance(result, Rejected)
    assert result.code is Refusal.AUTH
    return result.reason
