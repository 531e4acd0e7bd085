"""Asks Graph for an account's message templates, page by page."""

from collections.abc import Mapping, Sequence
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from appcare.domain.delivery import Refusal, Rejected, RetryLater
from appcare.domain.message_templates import MessageTemplate
from appcare.outbound.calls import CallError, OutboundCalls
from appcare.whatsapp.error_codes import of_media_call
from appcare.whatsapp.graph import Graph, GraphPlace, Tokens
from appcare.whatsapp.message_templates import FIELDS, templates_of
from appcare.whatsapp.payload import child, text

PER_PAGE = 100
MOST_PAGES = 100
"""10,000 templates; an account has 6,000 at most. Source: Meta, "Templates", limits."""

LARGEST_PAGE = 4 * 1024 * 1024
"""Bytes. A template is a few kilobytes at most, with the examples that it was approved by."""


class GraphTemplates:
    """`TemplateSource` over the Graph API."""

    def __init__(
        self, place: GraphPlace, tokens: Tokens, *, seconds: float, calls: OutboundCalls | None = None
    ) -> None:
        """Set up.

        Args:
            place: where it is.
            tokens: an account's configured name -> its access token.
            seconds: how long one list may take, over all its pages.
            calls: the way out.
        """
        self._graph = Graph(place, tokens, calls, largest=LARGEST_PAGE)
        self._seconds = seconds

    def templates(
        self, account: str, waba_id: str, at: int
    ) -> Sequence[MessageTemplate] | RetryLater | Rejected:
        """Return all templates, or why not; see `TemplateSource`."""
        ends = self._graph.calls.ends(self._seconds)
        token = self._graph.token(account)
        if not isinstance(token, str):
            return token
        found: list[MessageTemplate] = []
        after = ""
        for _ in range(MOST_PAGES):
            page = self._page(waba_id, after, token, ends)
            if not isinstance(page, Mapping):
                return page
            found += templates_of(page, waba_id, at)
            if not text(child(page, "paging"), "next"):
                return found
            after = text(child(page, "paging", "cursors"), "after") or ""
            if not after:
                return RetryLater("a page does not say where the next one begins")
        return RetryLater(f"more than {MOST_PAGES} pages")

    def _page(
        self, waba_id: str, after: str, token: str, ends: float
    ) -> Mapping[str, Any] | RetryLater | Rejected:
        asked = {"fields": FIELDS, "limit": str(PER_PAGE)} | ({"after": after} if after else {})
        path = f"{waba_id}/message_templates?{urlencode(asked)}"
        try:
            answer = self._graph.ask("GET", path, token, ends=ends)
        except CallError as error:
            if error.retryable:
                return RetryLater(f"no answer: {error}")
            return Rejected(Refusal.AUTH, str(error))
        if answer.status != HTTPStatus.OK or "error" in answer.said:
            return of_media_call(answer.status, answer.error, answer.retry_after)
        if not isinstance(answer.said.get("data"), list):
            # Taken for an empty list, it would delete every template that is known.
            return RetryLater("the answer holds no list")
        return answer.said
