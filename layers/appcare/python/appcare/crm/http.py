"""The only HTTP client towards CRMs: bounded in time and size, follows nothing."""

import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

import httpx

KEPT_BYTES = 2048
"""How much of an answer is read unless more is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call to a CRM.

    Attributes:
        most_bytes: how much of the answer's body is read; what comes beyond it is left.
    """

    method: str
    url: str
    headers: Mapping[str, str]
    body: bytes = b""
    most_bytes: int = KEPT_BYTES


@dataclass(frozen=True, slots=True)
class Answer:
    """What a CRM said.

    Attributes:
        status: HTTP status.
        retry_after: seconds it asks us to wait; None: it does not.
        body: the body as it came, not unpacked, up to the request's `most_bytes`.
        headers: names in lower case.
    """

    status: int
    retry_after: float | None
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """It said nothing we can use, in time; `reason` is a word for logs."""

    reason: str


class HttpClient(Protocol):
    """Calls; what goes wrong on the way is a `NoAnswer`, never an exception."""

    def send(self, request: Request) -> Answer | NoAnswer:
        """Call once; redirects are answers, not followed."""
        ...


class HttpxClient:
    """`HttpClient` over httpx, with kept-alive connections."""

    def __init__(self, timeout_seconds: float) -> None:
        """Args: timeout_seconds: for the whole call, from connecting to the last byte read."""
        self._timeout = timeout_seconds
        self._client = httpx.Client(
            timeout=timeout_seconds, follow_redirects=False, trust_env=False, http2=False
        )

    def send(self, request: Request) -> Answer | NoAnswer:
        """Call once; see `HttpClient`."""
        ends = time.monotonic() + self._timeout
        try:
            with self._client.stream(
                request.method, request.url, content=request.body, headers=dict(request.headers)
            ) as response:
                body = _body(response, request.most_bytes, ends)
        except httpx.TimeoutException:
            return NoAnswer("timeout")
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            return NoAnswer(type(error).__name__)
        headers = {name.lower(): value for name, value in response.headers.items()}
        return Answer(
            response.status_code, seconds_of(headers.get("retry-after"), datetime.now(UTC)), body, headers
        )


def _body(response: httpx.Response, most: int, ends: float) -> bytes:
    """Read the beginning of a body; what is slow, long or breaks off is cut: the status has been said."""
    start = b""
    with suppress(httpx.HTTPError):
        for piece in response.iter_raw():
            start += piece
            if len(start) >= most or time.monotonic() > ends:
                break
    return start[:most]


def seconds_of(retry_after: str | None, now: datetime) -> float | None:
    """Return a Retry-After header in seconds; None where it is absent or makes no sense.

    Source: RFC 9110, section 10.2.3: seconds, or an HTTP date.
    """
    if not retry_after:
        return None
    if retry_after.strip().isascii() and retry_after.strip().isdigit():
        return float(retry_after.strip()[:9])
    try:
        moment = parsedate_to_datetime(retry_after)
    except (TypeError, ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return max(0.0, (moment - now).total_seconds())
