"""Tickets and what stands in them, found by our own ids.

Every search is asked for the fields it searched by, and what came back is compared: Request Tracker drops
conditions that it does not understand, and then finds everything.
"""

import re
from http import HTTPStatus
from typing import Any

from appcare.crm.answers import said_in
from appcare.crm.request_tracker.client import DENIED, RestClient, Told, TroubleError, denied, refused
from appcare.crm.request_tracker.mapping import Entry, subject_of
from appcare.crm.request_tracker.options import TicketOptions
from appcare.domain.delivery import Refusal, Rejected
from appcare.domain.events import CrmEvent
from appcare.outbound.multipart import FilePart

ACTIVE = "Status='__Active__'"
"""Not closed, in whatever lifecycle the queue has."""

NO_FIELD = "Unable to load transaction custom field"


class Tickets:
    """The tickets of one Request Tracker, as one user sees them."""

    def __init__(self, rest: RestClient, options: TicketOptions) -> None:
        self._rest = rest
        self._options = options

    def written(self, event_id: str) -> str:
        """Return the transaction in which an event stands, in whichever ticket; empty: in none."""
        field = self._options.event_field
        query = f"ObjectType='RT::Ticket' AND CF.{{{field}}}={quoted(event_id)}"
        told = self._rest.get(
            "look up an event", "/transactions", query=query, fields="CustomFields", per_page=100
        )
        return next((str(item["id"]) for item in told.items if _has(item, field, event_id)), "")

    def ticket_of(self, transaction: str) -> str:
        """Return the ticket in which a transaction stands; empty: it has none."""
        told = self._rest.get("look at a message", f"/transaction/{transaction}", HTTPStatus.NOT_FOUND)
        place = told.thing.get("Object")
        return str(place.get("id", "")) if isinstance(place, dict) else ""

    def standing(self, ticket: str, user: str) -> str:
        """Return what a ticket that we know is now: itself, the one it was merged into, or empty: closed.

        One that holds other customers' messages as well is no place for this one's.
        """
        if not ticket.isdecimal():
            return ""
        if self._is_active(ticket):
            return ticket
        told = self._rest.get("look at a ticket", f"/ticket/{ticket}", HTTPStatus.NOT_FOUND)
        if told.status == HTTPStatus.NOT_FOUND:
            return ""
        now = str(told.thing.get("id", ""))
        asking = [one.get("id") for one in told.thing.get("Requestor") or []]
        merged = now.isdecimal() and now != ticket and asking == [user]
        return now if merged and self._is_active(now) else ""

    def find(self, conversation_id: str) -> str:
        """Return the oldest open ticket of a conversation; empty: there is none."""
        field = self._options.conversation_field
        found = self._search(f"CF.{{{field}}}={quoted(conversation_id)} AND {ACTIVE}")
        return next((str(item["id"]) for item in found if _has(item, field, conversation_id)), "")

    def open(self, event: CrmEvent, conversation_id: str, user: str) -> str:
        """Open a ticket without any text, and return its id.

        The text comes afterwards: whatever goes with the opening cannot carry our id of the event.
        """
        told = self._rest.post(
            "open a ticket",
            "/ticket",
            {
                "Queue": self._options.queue,
                "Subject": subject_of(self._options.subject, event),
                "Requestor": user,
                "CustomFields": {self._options.conversation_field: conversation_id},
            },
        )
        made = str(told.thing.get("id", ""))
        if not made.isdecimal():
            raise told.senseless()
        return made

    def write(self, ticket: str, entry: Entry, event_id: str, file: FilePart | None) -> Told | None:
        """Write into a ticket, once; return the answer, None where the ticket is gone.

        Args:
            ticket: its id.
            entry: what to write.
            event_id: what it is found by afterwards.
            file: goes with it.
        """
        what = "comment on tickets" if entry.internal else "reply to tickets"
        path = f"/ticket/{ticket}/{'comment' if entry.internal else 'correspond'}"
        message = {
            "Content": entry.text,
            "ContentType": "text/plain",
            "TxnCustomFields": {self._options.event_field: event_id},
        }
        told = self._rest.post(what, path, message, HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, file=file)
        if told.status == HTTPStatus.CREATED and "/transaction/" in told.answer.headers.get("location", ""):
            return told
        if told.status in (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND):
            self._make_sure_it_is_gone(what, ticket, told)
            return None
        # A sentence, and no transaction: some refusals come with 2xx.
        if self.written(event_id):
            return told
        if not isinstance(told.json, list):
            raise told.senseless()
        raise TroubleError(
            Rejected(Refusal.INVALID, f"cannot {what}: nothing was added", said=said_in(told.answer))
        )

    def _make_sure_it_is_gone(self, what: str, ticket: str, told: Told) -> None:
        """Raise unless a ticket is gone; one that we may not write to is answered the same."""
        if told.status == HTTPStatus.BAD_REQUEST and told.message != DENIED:
            raise TroubleError(refused(what, told))
        seen = self._rest.get("look at a ticket", f"/ticket/{ticket}", HTTPStatus.NOT_FOUND)
        if seen.status != HTTPStatus.NOT_FOUND:
            raise TroubleError(denied(what, told))

    def _is_active(self, ticket: str) -> bool:
        return any(str(item["id"]) == ticket for item in self._search(f"id={ticket} AND {ACTIVE}"))

    def _search(self, query: str) -> list[dict[str, Any]]:
        told = self._rest.get(
            "look up a ticket",
            "/tickets",
            query=query,
            orderby="id",
            order="ASC",
            fields="CustomFields",
            per_page=100,
        )
        return told.items


def lost_its_field(told: Told) -> bool:
    """Whether a message was written without our id of the event: the custom field is gone."""
    return isinstance(told.json, list) and any(NO_FIELD in str(line) for line in told.json)


def quoted(value: str) -> str:
    """Return a value as a query has it."""
    return "'" + re.sub(r"(['\\])", r"\\\1", value) + "'"


def _has(item: dict[str, Any], field: str, value: str) -> bool:
    return any(
        one.get("name") == field and value in (one.get("values") or [])
        for one in item.get("CustomFields") or []
    )
