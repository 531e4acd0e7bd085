"""The only HTTP client towards Meta's Graph API: bounded in time and size."""

import json
import time
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from urllib.parse import quote, urljoin

import httpx

from appcare.application.media_ports import BrokenOffError, OpenMedia
from appcare.domain.delivery import Refusal, Rejected, RetryLater
from appcare.domain.errors import SecretMissingError
from appcare.domain.log import LogRecord
from appcare.domain.media import Claims, WantedMedia
from appcare.whatsapp.addresses import RefusedAddressError, Resolve, place_of, resolved
from appcare.whatsapp.error_codes import of_media_call
from appcare.whatsapp.media import wanted_media
from appcare.whatsapp.payload import child, text, whole

LARGEST_ANSWER = 64 * 1024
PIECE = 256 * 1024
SILENCE_S = 20.0
"""How long nothing may come before a call counts as unanswered."""

MOST_REDIRECTS = 3
MOST_URLS = 2
"""A URL lives 5 minutes, so one that does not work is worth asking for a new one, once."""

STALE = frozenset({401, 403, 404, 410})

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
        self, place: GraphPlace, tokens: Tokens, *, seconds: float, resolve: Resolve = resolved
    ) -> None:
        """Set up.

        Args:
            place: where it is.
            tokens: what proves who we are.
            seconds: how long one file may take, from the first question to its last byte.
            resolve: looks a host up.
        """
        self._place = place
        self._tokens = tokens
        self._seconds = seconds
        self._resolve = resolve
        self._client = httpx.Client(
            timeout=min(SILENCE_S, seconds),
            follow_redirects=False,
            trust_env=False,
            http2=False,
            # Connections go to addresses, and one made for a host is not for another at its address.
            limits=httpx.Limits(max_keepalive_connections=0),
        )

    def wanted(self, record: LogRecord, lane: str) -> WantedMedia:
        """Return the file of a record whose lane this is; see `MediaSource`."""
        return wanted_media(record, lane)

    @contextmanager
    def open(self, wanted: WantedMedia, number_id: str) -> Iterator[OpenMedia | RetryLater | Rejected]:
        """Ask where a file is, and let it come; see `MediaSource`."""
        ends = time.monotonic() + self._seconds
        try:
            token = self._tokens(number_id)
        except SecretMissingError:
            yield Rejected(Refusal.AUTH, "access token missing")
            return
        for _ in range(MOST_URLS):
            said = self._ask(wanted.id, token)
            if not isinstance(said, Mapping):
                yield said
                return
            with self._downloaded(text(said, "url") or "", token, ends) as response:
                if response is not None:
                    yield OpenMedia(_claims(said, wanted), _pieces(response, ends))
                    return
        yield RetryLater("no URL of it works")

    def _ask(self, media_id: str, token: str) -> Mapping[str, Any] | RetryLater | Rejected:
        url = f"{self._place.base_url}/{self._place.version}/{quote(media_id, safe='')}"
        try:
            with self._client.stream("GET", url, headers=_headers(token)) as response:
                body = b""
                for piece in response.iter_raw(PIECE):
                    body += piece
                    if len(body) > LARGEST_ANSWER:
                        return RetryLater("answer too long")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return RetryLater(f"no answer: {type(error).__name__}")
        said = _object(body)
        if response.status_code != HTTPStatus.OK or "error" in said:
            return of_media_call(response.status_code, child(said, "error"), _retry_after(response))
        return said

    @contextmanager
    def _downloaded(self, url: str, token: str, ends: float) -> Iterator[httpx.Response | None]:
        """Let a file come, through redirects that stay outside; None: the URL does not work.

        The token goes to the host that Graph named and to no other.
        """
        first = None
        for _ in range(MOST_REDIRECTS + 1):
            try:
                place = place_of(url, self._place.private_hosts, self._resolve)
            except RefusedAddressError as error:
                raise BrokenOffError(f"URL refused: {error}") from error
            first = first or place.origin
            headers = _headers(token if place.origin == first else None) | {"host": place.host}
            named = {"sni_hostname": place.name}
            try:
                with self._client.stream("GET", place.url, headers=headers, extensions=named) as response:
                    if response.status_code == HTTPStatus.OK:
                        yield response
                        return
                    if response.status_code in STALE:
                        break
                    if not response.has_redirect_location or time.monotonic() > ends:
                        raise BrokenOffError(f"HTTP {response.status_code}")
                    url = urljoin(url, response.headers["location"])
            except (httpx.HTTPError, httpx.InvalidURL) as error:
                raise BrokenOffError(f"no answer: {type(error).__name__}") from error
        else:
            raise BrokenOffError("too many redirects")
        yield None


def _headers(token: str | None) -> dict[str, str]:
    # No compression: what comes is hashed and counted as it is, and a small bomb stays small.
    told = {"user-agent": "AppCare/0.1", "accept-encoding": "identity"}
    return told | {"authorization": f"Bearer {token}"} if token else told


def _claims(said: Mapping[str, Any], wanted: WantedMedia) -> Claims:
    return Claims(
        mime_type=text(said, "mime_type") or wanted.mime_type,
        sha256=text(said, "sha256") or wanted.sha256,
        size=whole(said, "file_size"),
    )


def _pieces(response: httpx.Response, ends: float) -> Iterator[bytes]:
    try:
        for piece in response.iter_raw(PIECE):
            if time.monotonic() > ends:
                raise BrokenOffError("too slow")
            yield piece
    except httpx.HTTPError as error:
        raise BrokenOffError(f"broke off: {type(error).__name__}") from error


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _retry_after(response: httpx.Response) -> float | None:
    asked = response.headers.get("retry-after", "").strip()
    return float(asked[:9]) if asked.isascii() and asked.isdigit() else None
