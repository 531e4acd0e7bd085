"""Calls over HTTP to the outside: judged addresses, an end in time, no redirects, no proxy, no cookies."""

import ssl
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass

import httpcore

from appcare.outbound.addresses import Place, RefusedAddressError, UnknownHostError, place_of
from appcare.outbound.network import CertificateError, HandshakeError, JudgedNetwork, TimedStream

USER_AGENT = "AppCare/0.1"
MOST_CONNECTIONS = 100
KEPT_ALIVE_S = 5.0
WITH_BODY = frozenset({"POST", "PUT", "PATCH"})


UNCONNECTED = (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout)
"""What goes wrong before there is a connection that a request could go out on."""

HEAD_FAILED = "http11.send_request_headers.failed"
"""How httpcore names the step that wrote a request's head, where it was not written to its end."""


class CallError(Exception):
    """A call that did not go through; the text is a word for logs.

    Attributes:
        retryable: False: nothing was called, nor will be until somebody changes the URL.
        went_out: whether the other side may have the request. False: it certainly has not, since there
            was no connection, or its head broke off before its end, and that is no request.
    """

    def __init__(self, reason: str, *, retryable: bool = True, went_out: bool = True) -> None:
        super().__init__(reason)
        self.retryable = retryable
        self.went_out = went_out


@dataclass(frozen=True, slots=True)
class Streamed:
    """A request's body that is not held in memory.

    Attributes:
        size: its bytes.
        pieces: so many bytes in all; what they raise ends the call and comes out of it.
    """

    size: int
    pieces: Iterable[bytes]


@dataclass(frozen=True, slots=True)
class Reply:
    """The beginning of an answer, and the rest as it comes.

    Attributes:
        status: HTTP status.
        headers: by name in lower case; one that came several times is a list.
        pieces: the body, not unpacked; raises `CallError` where it breaks off or the time is over.
    """

    status: int
    headers: Mapping[str, str]
    pieces: Iterator[bytes]


class OutboundCalls:
    """Makes calls, on kept-alive connections; used by several threads at a time."""

    def __init__(
        self,
        private_hosts: Collection[str] = (),
        *,
        network: JudgedNetwork | None = None,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        """Set up.

        Args:
            private_hosts: hosts that may be called although not https or not public.
            network: makes the connections, and has the clock.
            trust: whose certificates count.
        """
        self._private_hosts = private_hosts
        self._network = network or JudgedNetwork(private_hosts)
        self._pool = httpcore.ConnectionPool(
            ssl_context=trust or httpcore.default_ssl_context(),
            max_connections=MOST_CONNECTIONS,
            keepalive_expiry=KEPT_ALIVE_S,
            network_backend=self._network,
        )

    def ends(self, seconds: float) -> float:
        """Return the moment that is so many seconds away."""
        return self._network.monotonic() + seconds

    @contextmanager
    def call(
        self,
        method: str,
        url: str,
        headers: Mapping[str, str],
        body: bytes | Streamed = b"",
        *,
        ends: float,
    ) -> Iterator[Reply]:
        """Call once, and let the answer come until the block is left.

        Once is once: on a connection that was kept alive and turns out to be dead, nothing is tried again.

        Args:
            method: of HTTP.
            url: percent-encoded; a user name or a fragment in it is not sent.
            headers: beside those that every call has.
            body: of the request.
            ends: when the whole call is over, the last byte of its body included; see `ends`.

        Raises:
            CallError: it did not go through.
        """
        request = _Request()
        with ExitStack() as stack:
            with _trouble(request):
                place = place_of(url, self._private_hosts)
                named = _headers(place, headers, body)
                request.is_unsent = False
                response = stack.enter_context(
                    self._pool.stream(
                        method,
                        _url(place),
                        headers=named,
                        content=_content(method, body),
                        extensions={"timeout": self._timeouts(ends), "trace": request},
                    )
                )
            reply = Reply(response.status, _joined(response.headers), _pieces(response))
            try:
                yield reply
            finally:
                _leave_if_spoiled(response, reply)

    def _timeouts(self, ends: float) -> dict[str, float]:
        # The wait for a free connection is httpcore's own: seconds, where the others are moments.
        return {"connect": ends, "read": ends, "write": ends, "pool": max(0.0, ends - self.ends(0))}


class _Request:
    """What is known of a request: is told each step by httpcore.

    Attributes:
        is_unsent: whether it certainly did not go out. Where httpcore should tell its steps otherwise one
            day, a request may have gone out, which is the careful answer.
    """

    def __init__(self, *, is_unsent: bool = True) -> None:
        self.is_unsent = is_unsent

    def __call__(self, step: str, _: object) -> None:
        self.is_unsent = self.is_unsent or step == HEAD_FAILED


def _url(place: Place) -> httpcore.URL:
    # Taken apart once, and not by two readers of URLs that could differ.
    origin = place.origin
    return httpcore.URL(scheme=origin.scheme, host=origin.host, port=origin.port, target=place.target)


def _headers(place: Place, asked: Mapping[str, str], body: bytes | Streamed) -> list[tuple[bytes, bytes]]:
    named = {name.lower(): value for name, value in asked.items()}
    if isinstance(body, Streamed):
        named["content-length"] = str(body.size)
    # No compression: what is counted is what came, and a small bomb stays small.
    told = {"user-agent": USER_AGENT} | named | {"host": place.authority, "accept-encoding": "identity"}
    return [(name.encode(), value.encode()) for name, value in told.items()]


def _content(method: str, body: bytes | Streamed) -> bytes | Iterator[bytes] | None:
    if isinstance(body, Streamed):
        return _measured(body)
    return body if body or method in WITH_BODY else None


def _measured(body: Streamed) -> Iterator[bytes]:
    """Yield a body whose length was told already; one of another length is not sent to its end."""
    left = body.size
    for piece in body.pieces:
        left -= len(piece)
        if left < 0:
            break
        yield piece
    if left:
        raise CallError("body of another length than told")


def _leave_if_spoiled(response: httpcore.Response, reply: Reply) -> None:
    """Before the connection is free for the next call: see to it that nothing is left on it."""
    stream = response.extensions.get("network_stream")
    if isinstance(stream, TimedStream):
        stream.is_spoiled = not stream.exchange.ended_well(reply.status, reply.headers)


def _pieces(response: httpcore.Response) -> Iterator[bytes]:
    with _trouble(_Request(is_unsent=False)):
        yield from response.iter_stream()


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by name. Source for lists: RFC 9110, section 5.2."""
    joined: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


@contextmanager
def _trouble(request: _Request) -> Iterator[None]:
    """Tell what went wrong in one word or few."""
    try:
        yield
    except RefusedAddressError as error:
        raise CallError(f"address not allowed: {error}", retryable=False, went_out=False) from error
    except UnknownHostError as error:
        raise CallError("host not found", went_out=False) from error
    except (httpcore.TimeoutException, httpcore.NetworkError, httpcore.ProtocolError, ValueError) as error:
        went_out = not (request.is_unsent or isinstance(error, UNCONNECTED))
        raise CallError(_word(error), went_out=went_out) from error


def _word(error: Exception) -> str:
    if isinstance(error, CertificateError):
        return "tls: certificate not valid"
    if isinstance(error, HandshakeError):
        return "tls: no handshake"
    return "timeout" if isinstance(error, httpcore.TimeoutException) else type(error).__name__
