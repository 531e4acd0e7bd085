"""Calls to django-helpdesk's API, and what its answers mean for a delivery."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import quote, urlencode

from appcare.crm.answers import is_web_page, result_of, said_in
from appcare.crm.http import Answer, Request
from appcare.crm.setup import AdapterSetup
from appcare.domain.delivery import Delivered, DeliveryResult, Refusal, Rejected, RetryLater, Scope
from appcare.outbound.multipart import FilePart, form

MOST_BYTES = 16_000_000
"""Of an answer: a ticket comes with all that was ever written in it."""

Json = dict[str, Any]


class TroubleError(Exception):
    """django-helpdesk did not do what it was asked; `result` is what that means for the delivery."""

    def __init__(self, result: DeliveryResult) -> None:
        super().__init__()
        self.result = result


class CutShortError(TroubleError):
    """An answer was longer than we read, or broke off."""


class TicketGoneError(Exception):
    """A ticket is not there, or no longer ours to write in."""


class FileRefusedError(Exception):
    """A file is more than the server, or what stands before it, takes."""


@dataclass(frozen=True, slots=True)
class Page:
    """Some of the open tickets.

    Attributes:
        count: how many there are in all.
        more: whether another page follows.
    """

    tickets: list[Json]
    count: int
    more: bool


class HelpdeskClient:
    """One user's calls. Each raises `TroubleError` when it is not answered as it should be."""

    def __init__(self, setup: AdapterSetup) -> None:
        """Call the destination of `setup` with its token."""
        self._setup = setup
        self._root = setup.destination.url.rstrip("/") + "/api"

    def open_tickets(self, page: int, size: int) -> Page | None:
        """Return a page of the open and reopened tickets; None: there is no such page any more.

        Raises:
            CutShortError: they are too much to read at once.
        """
        query = urlencode({"status": "1,2", "page_size": size, "page": page})
        answer = self._answer("GET", f"/tickets/?{query}")
        if answer.status == HTTPStatus.NOT_FOUND and page > 1:
            return None
        found = _read(answer)
        tickets, count = found.get("results"), found.get("count")
        if not isinstance(tickets, list) or not isinstance(count, int):
            raise TroubleError(_senseless(answer))
        return Page([one for one in tickets if isinstance(one, dict)], count, bool(found.get("next")))

    def ticket(self, ticket_id: str) -> Json:
        """Return a ticket with all that was written in it.

        Raises:
            TicketGoneError: there is none.
        """
        answer = self._answer("GET", f"/tickets/{quote(ticket_id, safe='')}/")
        if answer.status == HTTPStatus.NOT_FOUND:
            raise TicketGoneError
        return _read(answer)

    def open_ticket(self, values: Mapping[str, Any]) -> Json:
        """Open a ticket and return it."""
        answer = self._answer("POST", "/tickets/", json.dumps(values).encode(), "application/json")
        if answer.status == HTTPStatus.BAD_REQUEST and "queue" in _complaints(answer):
            reason = "the queue does not exist, or is not the token's user's to use"
            raise TroubleError(Rejected(Refusal.AUTH, reason, said=said_in(answer)))
        return _read(answer)

    def follow_up(self, ticket_id: str, comment: str, *, public: bool, upload: FilePart | None = None) -> str:
        """Write into a ticket and return the follow-up's id.

        Raises:
            TicketGoneError: the ticket is not there.
            FileRefusedError: the file is too large.
        """
        body, kind = _follow_up(ticket_id, comment, upload, public=public)
        answer = self._answer("POST", "/followups/", body, kind)
        if answer.status == HTTPStatus.BAD_REQUEST and "ticket" in _complaints(answer):
            raise TicketGoneError
        refused = answer.status == HTTPStatus.REQUEST_ENTITY_TOO_LARGE or (
            answer.status == HTTPStatus.BAD_REQUEST and "attachments" in _complaints(answer)
        )
        if upload and refused:
            raise FileRefusedError
        return id_of(_read(answer))

    def _answer(self, method: str, path: str, body: bytes = b"", kind: str = "") -> Answer:
        """Return an answer to judge: a good one, or one that blames what was sent."""
        token = self._setup.secrets().token
        if not (token.isascii() and token.isprintable() and token.strip()):
            raise TroubleError(Rejected(Refusal.AUTH, "token missing"))
        headers = {"authorization": f"Token {token.strip()}", "accept": "application/json"}
        if kind:
            headers["content-type"] = kind
        url = self._root + path
        answer = self._setup.http.send(
            Request(method=method, url=url, headers=headers, body=body, most_bytes=MOST_BYTES)
        )
        result = result_of(answer)
        if not isinstance(answer, Answer):
            raise TroubleError(result)
        judged = (HTTPStatus.BAD_REQUEST, HTTPStatus.NOT_FOUND, HTTPStatus.REQUEST_ENTITY_TOO_LARGE)
        if isinstance(result, Delivered) or answer.status in judged:
            return answer
        if isinstance(result, RetryLater) and answer.status == HTTPStatus.TOO_MANY_REQUESTS:
            result = replace(result, scope=Scope.DESTINATION)  # the throttle counts our user, not a customer
        raise TroubleError(result)


def id_of(thing: Json) -> str:
    """Return the id that a thing came with."""
    found = thing.get("id")
    if isinstance(found, bool) or not isinstance(found, int):
        raise TroubleError(RetryLater("an answer without an id"))
    return str(found)


def _follow_up(ticket_id: str, comment: str, upload: FilePart | None, *, public: bool) -> tuple[bytes, str]:
    """Return a follow-up's body and type: JSON, or multipart with a file."""
    if upload is None:
        values = {"ticket": ticket_id, "comment": comment, "public": public}
        return json.dumps(values).encode(), "application/json"
    fields = {"ticket": ticket_id, "comment": comment, "public": str(public).lower()}
    return form(fields, {"attachments": upload})


def _read(answer: Answer) -> Json:
    """Return what a good answer holds; raise what any other one means."""
    result = result_of(answer)
    if not isinstance(result, Delivered):
        if isinstance(result, Rejected) and result.code is Refusal.INVALID:
            names = ", ".join(sorted(_complaints(answer))) or "nothing in particular"
            result = replace(result, reason=f"{result.reason}: {names}")
        raise TroubleError(result)
    if is_web_page(answer):
        raise TroubleError(
            RetryLater("answered with a web page", scope=Scope.DESTINATION, said=said_in(answer))
        )
    if not answer.whole:
        raise CutShortError(RetryLater("answer cut short"))
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise TroubleError(_senseless(answer))
    return cast("Json", found)


def _senseless(answer: Answer) -> RetryLater:
    return RetryLater("an answer that makes no sense", said=said_in(answer))


def _complaints(answer: Answer) -> frozenset[str]:
    """Return the fields that a 400 blames."""
    try:
        found = json.loads(answer.body)
    except (ValueError, RecursionError):
        return frozenset()
    return frozenset(found) if isinstance(found, dict) else frozenset()
