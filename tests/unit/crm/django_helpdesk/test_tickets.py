"""A customer's ticket is found among all open ones."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import pytest

from appcare.crm.conformance.customers import Customer
from appcare.crm.conformance.worker import Worker
from appcare.crm.django_helpdesk import client, tickets
from appcare.crm.http import Answer, HttpClient, NoAnswer, Request
from appcare.domain.delivery import RetryLater
from tests.unit.crm.django_helpdesk.bench import DeskBench
from tests.unit.crm.django_helpdesk.fake import FakeHelpdesk
from tests.unit.crm.django_helpdesk.imitated import imitated

STRANGERS = 7
"""More than two pages of three."""


@dataclass
class Meanwhile:
    """`HttpClient` that lets something happen after each call."""

    http: HttpClient
    happens: Callable[[], None]

    def send(self, request: Request) -> Answer | NoAnswer:
        """Call, then let it happen."""
        answer = self.http.send(request)
        self.happens()
        return answer


@pytest.fixture
def fake() -> FakeHelpdesk:
    """A help desk in which others have tickets."""
    made = FakeHelpdesk()
    for _ in range(STRANGERS):
        Worker(imitated(made)).deliver(Customer().writes("hello"))
    return made


def lists(fake: FakeHelpdesk) -> int:
    """Return how many pages were asked for."""
    return fake.calls.count("GET /tickets/")


def test_it_is_found_on_the_last_page(fake: FakeHelpdesk) -> None:
    """Every page is looked at, and no other ticket made."""
    customer = Customer()
    Worker(imitated(fake)).deliver(customer.writes("one"))
    fake.calls.clear()
    Worker(imitated(fake)).deliver(customer.writes("two"))
    assert lists(fake) == 3
    assert len(fake.tickets) == STRANGERS + 1


def test_tickets_that_close_meanwhile_hide_none(fake: FakeHelpdesk) -> None:
    """Each that closes moves the rest up by one, over a page's edge: what was missed is looked for again."""
    customer = Customer()
    Worker(imitated(fake)).deliver(customer.writes("one"))
    closing = iter(list(fake.tickets.values())[:2])

    def close() -> None:
        for ticket in closing:
            ticket["status"] = 4
            return

    bench = imitated(fake)
    Worker(_through(bench, close)).deliver(customer.writes("two"))
    assert [len(one["followup_set"]) for one in bench.desk.tickets_of(customer.id)] == [3]


def test_a_desk_that_never_rests_is_tried_later(fake: FakeHelpdesk) -> None:
    """Where a walk never sees a settled list, no second ticket is risked."""

    def another() -> None:
        fake.tickets[len(fake.tickets) * 1000] = {"id": len(fake.tickets) * 1000, "status": 1}

    result = Worker(_through(imitated(fake), another)).attempt(Customer().writes("hello"))
    assert isinstance(result, RetryLater)
    assert result.reason == "the tickets changed while they were looked through"


def test_what_is_too_much_at_once_is_read_in_smaller_pages(
    fake: FakeHelpdesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Tickets grow with all that is written in them: a page that was cut is asked for again, smaller."""
    customer = Customer()
    Worker(imitated(fake)).deliver(customer.writes("one"))
    monkeypatch.setattr(client, "MOST_BYTES", 1500)
    Worker(imitated(fake)).deliver(customer.writes("two"))
    assert len(fake.tickets) == STRANGERS + 1


def test_a_walk_has_an_end(fake: FakeHelpdesk, monkeypatch: pytest.MonkeyPatch) -> None:
    """More pages than a worker has time for: later, with what would help."""
    monkeypatch.setattr(tickets, "MOST_PAGES", 2)
    result = Worker(imitated(fake)).attempt(Customer().writes("hello"))
    assert isinstance(result, RetryLater)
    assert "raise page_size" in result.reason


def _through(bench: DeskBench, happens: Callable[[], None]) -> DeskBench:
    """Return a bench whose every call is followed by something."""
    return DeskBench(replace(bench.desk, http=Meanwhile(bench.desk.http, happens)))
