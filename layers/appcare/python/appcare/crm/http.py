"""The only HTTP client towards CRMs: public addresses only, bounded in time and size, follows nothing."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Protocol

from appcare.outbound.calls import CallError, OutboundCalls

KEPT_BYTES = 2048
"""How much of an answer is read unless more is asked for."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Request:
    """One call to a CRM.

    Attributes:
        url: as it goes over the wire, percent-encoded; a user name or password in it is not sent.
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
        whole: whether `body` is all of it: the rest was not too long, too slow or broken off. Who reads
            more than the status out of an answer looks here first.
    """

    status: int
    retry_after: float | None
    body: bytes
    headers: Mapping[str, str] = field(default_factory=dict, compare=False)
    whole: bool = True


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """It said nothing we can use, in time.

    Attributes:
        reason: a word for logs.
        retryable: False: nothing was called, nor will be until somebody changes the setting.
    """

    reason: str
    retryable: bool = True


class HttpClient(Protocol):
    """Calls; what goes wrong on the way is a `NoAnswer`, never an exception."""

    def send(self, request: Request) -> Answer | NoAnswer:
        """Call once; redirects are answers, not followed."""
        ...


class OutboundClient:
    """`HttpClient` over calls to judged addresses."""

    def __init__(self, calls: OutboundCalls, timeout_seconds: float) -> None:
        """Args: timeout_seconds: for the whole call, from looking the host up to the last byte read."""
        self._calls = calls
        self._timeout = timeout_seconds

    def send(self, request: Request) -> Answer | NoAnswer:
        """Call once; see `HttpClient`."""
        ends = self._calls.ends(self._timeout)
        try:
            with self._calls.call(
                request.method, request.url, request.headers, request.body, ends=ends
            ) as reply:
                body, whole = _body(reply.pieces, request.most_bytes)
        except CallError as error:
            return NoAnswer(str(error), error.retryable)
        wish = seconds_of(reply.headers.get("retry-after"), datetime.now(UTC))
        return Answer(reply.status, wish, body, reply.headers, whole)


def _body(pieces: Iterable[bytes], most: int) -> tuple[bytes, bool]:
    """Read the beginning of a body, and whether that was all.

    What is slow, long or breaks off is cut: the status has been said.
    """
    start = b""
    try:
        for piece in pieces:
            start += piece
            if len(start) > most:
                return start[:most], False
    except CallError:
        return start, False
    return start, True


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
