"""Finds a customer's open ticket, and opens one."""

from collections.abc import Iterator
from typing import Any

from appcare.crm.django_helpdesk import mapping
from appcare.crm.django_helpdesk.client import (
    CutShortError,
    HelpdeskClient,
    TicketGoneError,
    TroubleError,
    id_of,
)
from appcare.crm.django_helpdesk.options import HelpdeskOptions
from appcare.domain.delivery import Refusal, Rejected, RetryLater
from appcare.domain.events import CrmEvent

STILL_OPEN = (1, 2)
"""Open and reopened; the other statuses are resolved, closed and duplicate."""

WALKS = 3
"""How often the open tickets are walked through while they change meanwhile."""

MOST_PAGES = 50
"""Pages of one walk: a worker has minutes, and other customers wait meanwhile."""

Json = dict[str, Any]


class Tickets:
    """The tickets of one help desk, by our id of the customer."""

    def __init__(self, client: HelpdeskClient, options: HelpdeskOptions) -> None:
        self._client = client
        self._options = options

    def read(self, ticket_id: str) -> Json | None:
        """Return a ticket; None: it is gone."""
        try:
            return self._client.ticket(ticket_id)
        except TicketGoneError:
            return None

    def find(self, contact_id: str) -> Json | None:
        """Return a customer's open ticket, the oldest of several; None: there is none.

        Nothing can be searched by a custom field: all open tickets are looked at.
        """
        field = self._options.contact_field
        for _ in range(WALKS):
            tickets, settled = self._walk()
            if tickets and not any(field in one for one in tickets.values()):
                raise TroubleError(_no_field(field))
            mine = [
                number for number, one in tickets.items() if one.get(field) == contact_id and is_open(one)
            ]
            if mine:
                return tickets[min(mine)]
            if settled:
                return None
        raise TroubleError(RetryLater("the tickets changed while they were looked through"))

    def open(self, event: CrmEvent) -> Json:
        """Open a ticket for the customer of an event."""
        field = self._options.contact_field
        made = self._client.open_ticket(mapping.ticket(event, self._options.queue, field))
        id_of(made)
        if made.get(field) != event.data.contact.id:
            # Without it the ticket would never be found again, and each event open another.
            raise TroubleError(_no_field(field))
        return made

    def _walk(self) -> tuple[dict[int, Json], bool]:
        """Return the open tickets by id, and whether nothing moved from page to page meanwhile."""
        size = self._options.page_size
        while True:
            try:
                return self._pages(size)
            except CutShortError:
                if size == 1:
                    raise
                size = max(1, size // 5)

    def _pages(self, size: int) -> tuple[dict[int, Json], bool]:
        found: dict[int, Json] = {}
        counts, number, more = set(), 1, True
        while more:
            if number > MOST_PAGES:
                raise TroubleError(RetryLater("too many open tickets to look through: raise page_size"))
            page = self._client.open_tickets(number, size)
            if page is None:
                return found, False
            found.update(_numbered(page.tickets))
            counts.add(page.count)
            number, more = number + 1, page.more
        return found, counts == {len(found)}


def is_open(ticket: Json) -> bool:
    """Whether a ticket takes more."""
    return ticket.get("status") in STILL_OPEN


def _numbered(tickets: list[Json]) -> Iterator[tuple[int, Json]]:
    for one in tickets:
        yield int(id_of(one)), one


def _no_field(field: str) -> Rejected:
    name = field.removeprefix("custom_")
    return Rejected(
        Refusal.AUTH, f"tickets have no custom field {name}: set one up, or name it in the options"
    )
