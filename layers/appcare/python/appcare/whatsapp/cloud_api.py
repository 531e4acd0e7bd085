"""Files of customers' messages, from Meta's Graph API."""

from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urljoin

from appcare.application.media_ports import BrokenOffError, OpenMedia
from appcare.domain.delivery import Refusal, Rejected, RetryLater
from appcare.domain.log import LogRecord
from appcare.domain.media import Claims, WantedMedia
from appcare.outbound.addresses import RefusedAddressError, place_of
from appcare.outbound.calls import CallError, OutboundCalls, Reply
from appcare.whatsapp.error_codes import of_media_call
from appcare.whatsapp.graph import Graph, GraphPlace, Tokens, authorized
from appcare.whatsapp.media import wanted_media
from appcare.whatsapp.payload import text, whole

MOST_REDIRECTS = 3
MOST_URLS = 2
"""A URL lives 5 minutes, so one that does not work is worth asking for a new one, once."""

STALE = frozenset({401, 403, 404, 410})
REDIRECTS = frozenset({301, 302, 303, 307, 308})


class CloudApi:
    """`MediaSource` over the Cloud API."""

    def __init__(
        self, place: GraphPlace, tokens: Tokens, *, seconds: float, calls: OutboundCalls | None = None
    ) -> None:
        """Set up.

        Args:
            place: where it is.
            tokens: what proves who we are.
            seconds: how long one file may take, from the first question to its last byte.
            calls: the way out.
        """
        self._graph = Graph(place, tokens, calls)
        self._seconds = seconds

    def wanted(self, record: LogRecord, lane: str) -> WantedMedia:
        """Return the file of a record whose lane this is; see `MediaSource`."""
        return wanted_media(record, lane)

    @contextmanager
    def open(self, wanted: WantedMedia, number_id: str) -> Iterator[OpenMedia | RetryLater | Rejected]:
        """Ask where a file is, and let it come; see `MediaSource`."""
        ends = self._graph.calls.ends(self._seconds)
        token = self._graph.token(number_id)
        if not isinstance(token, str):
            yield token
            return
        for _ in range(MOST_URLS):
            said = self._ask(wanted.id, token, ends)
            if not isinstance(said, Mapping):
                yield said
                return
            with self._downloaded(text(said, "url") or "", token, ends) as reply:
                if reply is not None:
                    yield OpenMedia(_claims(said, wanted), _pieces(reply))
                    return
        yield RetryLater("no URL of it works")

    def _ask(self, media_id: str, token: str, ends: float) -> Mapping[str, Any] | RetryLater | Rejected:
        try:
            answer = self._graph.ask("GET", quote(media_id, safe=""), token, ends=ends)
        except CallError as error:
            if error.retryable:
                return RetryLater(f"no answer: {error}")
            return Rejected(Refusal.AUTH, str(error))
        if answer.status != HTTPStatus.OK or "error" in answer.said:
            return of_media_call(answer.status, answer.error, answer.retry_after)
        return answer.said

    @contextmanager
    def _downloaded(self, url: str, token: str, ends: float) -> Iterator[Reply | None]:
        """Let a file come, through redirects that stay outside; None: the URL does not work.

        The token goes to the host that Graph named and to no other.
        """
        first = None
        for _ in range(MOST_REDIRECTS + 1):
            try:
                origin = place_of(url, self._graph.place.private_hosts).origin
            except RefusedAddressError as error:
                raise BrokenOffError(f"URL refused: {error}") from error
            first = first or origin
            headers = authorized(token if origin == first else None)
            with ExitStack() as stack:
                try:
                    reply = stack.enter_context(self._graph.calls.call("GET", url, headers, ends=ends))
                except CallError as error:
                    raise BrokenOffError(f"no answer: {error}") from error
                if reply.status == HTTPStatus.OK:
                    yield reply
                    return
                if reply.status in STALE:
                    break
                if reply.status not in REDIRECTS or "location" not in reply.headers:
                    raise BrokenOffError(f"HTTP {reply.status}")
                url = _joined(url, reply.headers["location"])
        else:
            raise BrokenOffError("too many redirects")
        yield None


def _joined(url: str, location: str) -> str:
    try:
        return urljoin(url, location)
    except ValueError as error:
        raise BrokenOffError("URL refused: not a URL") from error


def _claims(said: Mapping[str, Any], wanted: WantedMedia) -> Claims:
    return Claims(
        mime_type=text(said, "mime_type") or wanted.mime_type,
        sha256=text(said, "sha256") or wanted.sha256,
        size=whole(said, "file_size"),
    )


def _pieces(reply: Reply) -> Iterator[bytes]:
    try:
        yield from reply.pieces
    except CallError as error:
        raise BrokenOffError(f"broke off: {error}") from error
