"""Checks of message statuses, as far as the CRM has a place for them."""

from appcare.application.adapter_ports import Capabilities, MessageStatus
from appcare.crm.conformance.bench import Bench
from appcare.crm.conformance.checks import SkippedError, check, must
from appcare.crm.conformance.customers import Customer, message_in
from appcare.crm.conformance.delivering import PLAIN
from appcare.crm.conformance.worker import Worker
from appcare.domain.events import CrmEvent, MessageStatusChanged


def with_statuses(able: Capabilities) -> str:
    """Concern adapters whose CRM shows how far a message came."""
    shows = able.message_status in (MessageStatus.NATIVE, MessageStatus.FIELD)
    return "" if shows else f"message_status is {able.message_status}"


def with_failures_only(able: Capabilities) -> str:
    """Concern adapters whose CRM is told of failures alone."""
    only = able.message_status is MessageStatus.FAILED_ONLY
    return "" if only else f"message_status is {able.message_status}"


@check(with_statuses)
def a_status_is_shown(bench: Bench) -> None:
    """How far a message came stands at the message, the furthest it came."""
    customer, worker = Customer(), Worker(bench)
    ours = customer.company_writes("we answered")
    worker.deliver(customer.writes(PLAIN), ours)
    wamid = message_in(ours).wamid
    worker.deliver(*(customer.status(wamid, word) for word in ("sent", "delivered", "read")))
    shown = bench.statuses(customer.contact)
    if shown is None:
        message = "the bench cannot see statuses"
        raise SkippedError(message)
    must(shown.get(wamid) == "read", f"of a message that was read the CRM shows {shown.get(wamid)!r}")


@check(with_failures_only)
def a_failure_is_told_once(bench: Bench) -> None:
    """That a message of ours failed can be read in the conversation, once, also after redelivery."""
    customer, worker = Customer(), Worker(bench)
    worker.deliver(customer.writes(PLAIN))
    before = len(bench.messages(customer.contact))
    failed = customer.status("wamid.ours." + customer.id, "failed")
    worker.deliver(failed, failed)
    worker.forget()
    worker.deliver(failed)
    notes = len(bench.messages(customer.contact)) - before
    must(notes == 1, f"agents are told {notes} times of a message that failed")


@check(with_failures_only)
def a_failure_is_told_with_advice(bench: Bench) -> None:
    """What did not arrive, and of what nobody knows whether it did, is told with what an agent can do."""
    customer, worker = Customer(), Worker(bench)
    worker.deliver(customer.writes(PLAIN))
    for event in (customer.is_not_sent_to(), customer.may_have_got_one()):
        worker.deliver(event)
        read = bench.messages(customer.contact)
        advice = _advice_in(event)
        must(any(advice in one.text for one in read), f"of a {event.type} agents do not read: {advice}")


def _advice_in(event: CrmEvent) -> str:
    data = event.data
    failure = data.status.failure if isinstance(data, MessageStatusChanged) else None
    must(failure, f"a {event.type} without advice")
    return failure.advice if failure else ""
