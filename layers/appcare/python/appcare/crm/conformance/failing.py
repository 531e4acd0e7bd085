"""Checks of trouble: throttling, lost answers, wrong credentials, at each call of a delivery."""

from collections.abc import Callable

from appcare.crm.conformance.bench import Bench
from appcare.crm.conformance.checks import check, must
from appcare.crm.conformance.customers import Customer
from appcare.crm.conformance.delivering import PLAIN, must_be_once, with_contacts
from appcare.crm.conformance.worker import Trouble, Worker, answering, losing_the_answer
from appcare.crm.http import Answer, NoAnswer
from appcare.domain.delivery import DeliveryResult, Refusal, Rejected, RetryLater, Scope
from appcare.domain.links import LinkKey, LinkKind


def calls_of_a_first_message(bench: Bench) -> int:
    """Return how many calls a new customer's first message takes."""
    return Worker(bench).calls_of(Customer().writes(PLAIN))


def at_each_call(bench: Bench, trouble: Trouble, judge: Callable[[int, DeliveryResult], None]) -> None:
    """Have each call of a first message go wrong in turn; afterwards everything must be there once."""
    for at in range(calls_of_a_first_message(bench)):
        customer, worker = Customer(), Worker(bench)
        event = customer.writes(PLAIN)
        judge(at, worker.attempt(event, trouble, at))
        worker.deliver(event)
        must_be_once(bench, customer.contact, worker.capabilities, PLAIN)


def _later_for_all(at: int, result: DeliveryResult, after: float | None) -> None:
    must(isinstance(result, RetryLater), f"throttled at call {at} it ends in {result!r}")
    if isinstance(result, RetryLater):
        must(result.scope is Scope.DESTINATION, f"throttled at call {at} only one customer waits")
        must(result.after == after, f"throttled at call {at} for {after} s it waits {result.after} s")


@check()
def throttling_makes_everybody_wait(bench: Bench) -> None:
    """Throttled at any call, it says later for the whole destination, and how much; then all is there."""
    answer = bench.throttled()
    at_each_call(bench, answering(answer), lambda at, result: _later_for_all(at, result, answer.retry_after))


@check(with_contacts)
def a_failure_keeps_the_links_found(bench: Bench) -> None:
    """A contact that was made before a call was throttled is linked by the result that says later."""
    known_earlier = False
    for at in range(calls_of_a_first_message(bench)):
        customer, worker = Customer(), Worker(bench)
        worker.attempt(customer.writes(PLAIN), answering(bench.throttled()), at, lasts=True)
        linked = LinkKey(LinkKind.CONTACT, customer.id) in worker.links
        # One call more than it took to make it: some CRMs tell the new id only when asked.
        must(linked or not known_earlier, f"throttled at call {at}, the contact that was made is not linked")
        known_earlier = known_earlier or bool(bench.contacts(customer.contact))


@check()
def a_lost_answer_makes_nothing_twice(bench: Bench) -> None:
    """Where the CRM did what it was asked and its answer got lost, the next try makes nothing again."""

    def judge(at: int, result: DeliveryResult) -> None:
        must(not isinstance(result, Rejected), f"without answer to call {at} it ends in {result!r}")

    at_each_call(bench, losing_the_answer, judge)


@check()
def a_lost_answer_and_lost_links(bench: Bench) -> None:
    """The same where what the failed attempt had found is forgotten as well."""
    for at in range(calls_of_a_first_message(bench)):
        customer, worker = Customer(), Worker(bench)
        event = customer.writes(PLAIN)
        worker.attempt(event, losing_the_answer, at)
        worker.forget()
        worker.deliver(event)
        must_be_once(bench, customer.contact, worker.capabilities, PLAIN)


@check()
def a_crm_that_is_down_is_tried_again(bench: Bench) -> None:
    """No answer, and a fault of the CRM's own, end in later, never in a refusal or an exception."""
    for answer in (NoAnswer("timeout"), Answer(500, None, b"oops"), Answer(503, None, b"<html>")):

        def judge(at: int, result: DeliveryResult, answer: Answer | NoAnswer = answer) -> None:
            must(not isinstance(result, Rejected), f"{answer!r} to call {at} ends in {result!r}")

        at_each_call(bench, answering(answer), judge)
        result = Worker(bench).attempt(Customer().writes(PLAIN), answering(answer), lasts=True)
        must(isinstance(result, RetryLater), f"{answer!r} to every call ends in {result!r}")


@check()
def an_answer_that_makes_no_sense(bench: Bench) -> None:
    """A page instead of an answer, or half of one, raises nothing and refuses nothing: proxies do that."""
    for answer in (Answer(200, None, b"<html>"), Answer(200, None, b'{"id": "1', whole=False)):
        for at in range(calls_of_a_first_message(bench)):
            # A call of which only the status counts cannot notice; every other one must not believe it.
            result = Worker(bench).attempt(Customer().writes(PLAIN), answering(answer), at)
            must(not isinstance(result, Rejected), f"nonsense to call {at} ends in {result!r}")


@check()
def wrong_credentials_concern_the_destination(bench: Bench) -> None:
    """Locked out at any call, it refuses for the sake of its credentials; let in again, all is there once."""

    def judge(at: int, result: DeliveryResult) -> None:
        refused = isinstance(result, Rejected) and result.code is Refusal.AUTH
        must(refused, f"locked out at call {at} it ends in {result!r}")

    at_each_call(bench, answering(bench.locked_out()), judge)
