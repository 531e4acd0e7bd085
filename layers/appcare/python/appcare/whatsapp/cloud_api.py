"""The only HTTP client towards Meta's Graph API: bounded in time and size."""

import json
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urljoin

from appcare.application.media_ports import BrokenOffError, OpenMedia
from appcare.domain.delivery import Refusal, Rejected, RetryLater
from appcare.domain.errors import SecretMissingError
from appcare.domain.log import LogRecord
from appcare.domain.media import Claims, WantedMedia
from appcare.outbound.addresses import RefusedAddressError, place_of
from appcare.outbound.calls import CallError, OutboundCalls, Reply
from appcare.outbound.network import JudgedNetwork
from appcare.whatsapp.error_codes import of_media_call
from appcare.whatsapp.media import wanted_media
from appcare.whatsapp.payload import child, text, whole

LARGEST_ANSWER = 64 * 1024
SILENCE_S = 20.0
"""How long nothing may come before a call counts as unanswered."""

MOST_REDIRECTS = 3
MOST_URLS = 2
"""A URL lives 5 minutes, so one that does not work is worth asking for a new one, once."""

STALE = frozenset({401, 403, 404, 410})
REDIRECTS = frozenset({301, 302, 303, 307, 308})

Tokens = Callable[[str], str]
"""Returns the access token for a business number; raises `SecretMissingError` where there is none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class GraphPlace:
    """Where the Graph API is.

    Attributes:
        base_url: scheme, host, and port if need be.
        version: such as `v26.0`.
        private_hosts: hosts that may be called although not https or not public.
    """

    base_url: str
    version: str
    private_hosts: Collection[str] = ()


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
        self._place = place
        self._tokens = tokens
        network = JudgedNetwork(place.private_hosts, silence_s=SILENCE_S)
        self._calls = calls or OutboundCalls(place.private_hosts, network=network)
        self._seconds = seconds

    def wanted(self, record: LogRecord, lane: str) -> WantedMedia:
        """Return the file of a record whose lane this is; see `MediaSource`."""
        return wanted_media(record, lane)

    @contextmanager
    def open(self, wanted: WantedMedia, number_id: str) -> Iterator[OpenMedia | RetryLater | Rejected]:
        """Ask where a file is, and let it come; see `MediaSource`."""
        ends = self._calls.ends(self._seconds)
        try:
            token = self._tokens(number_id)
        except SecretMissingError:
            yield Rejected(Refusal.AUTH, "access token missing")
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
        url = f"{self._place.base_url}/{self._place.version}/{quote(media_id, safe='')}"
        try:
            with self._calls.call("GET", url, _headers(token), ends=ends) as reply:
                body = b""
                for piece in reply.pieces:
                    body += piece
                    if len(body) > LARGEST_ANSWER:
                        return RetryLater("answer too long")
        except CallError as error:
            if error.retryable:
                return RetryLater(f"no answer: {error}")
            return Rejected(Refusal.AUTH, str(error))
        said = _object(body)
        if reply.status != HTTPStatus.OK or "error" in said:
            return of_media_call(reply.status, child(said, "error"), _retry_after(reply))
        return said

    @contextmanager
    def _downloaded(self, url: str, token: str, ends: float) -> Iterator[Reply | None]:
        """Let a file come, through redirects that stay outside; None: the URL does not work.

        The token goes to the host that Graph named and to no other.
        """
        first = None
        for _ in range(MOST_REDIRECTS + 1):
            try:
                origin = place_of(url, self._place.private_hosts).origin
            except RefusedAddressError as error:
                raise BrokenOffError(f"URL refused: {error}") from error
            first = first or origin
            headers = _headers(token if origin == first else None)
            with ExitStack() as stack:
                try:
                    reply = stack.enter_context(self._calls.call("GET", url, headers, ends=ends))
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


def _headers(token: str | None) -> dict[str, str]:
    return {"authorization": f"Bearer {token}"} if token else {}


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


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _retry_after(reply: Reply) -> float | None:
    asked = reply.headers.get("retry-after", "").strip()
    return float(asked[:9]) if asked.isascii() and asked.isdigit() else None
