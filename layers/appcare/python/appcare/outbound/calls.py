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


class CallError(Exception):
    """A call that did not go through; the text is a word for logs.

    Attributes:
        retryable: False: nothing was called, nor will be until somebody changes the URL.
    """

    def __init__(self, reason: str, *, retryable: bool = True) -> None:
        super().__init__(reason)
        self.retryable = retryable


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
        self, method: str, url: str, headers: Mapping[str, str], body: bytes = b"", *, ends: float
    ) -> Iterator[Reply]:
        """Call once, and let the answer come until the block is left.

        Args:
            method: of HTTP.
            url: percent-encoded; a user name or a fragment in it is not sent.
            headers: beside those that every call has.
            body: of the request.
            ends: when the whole call is over, the last byte of its body included; see `ends`.

        Raises:
            CallError: it did not go through.
        """
        with ExitStack() as stack:
            with _trouble():
                place = place_of(url, self._private_hosts)
                response = stack.enter_context(
                    self._pool.stream(
                        method,
                        _url(place),
                        headers=_headers(place, headers),
                        content=body if body or method in WITH_BODY else None,
                        extensions={"timeout": self._timeouts(ends)},
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


def _url(place: Place) -> httpcore.URL:
    # Taken apart once, and not by two readers of URLs that could differ.
    origin = place.origin
    return httpcore.URL(scheme=origin.scheme, host=origin.host, port=origin.port, target=place.target)


def _headers(place: Place, asked: Mapping[str, str]) -> list[tuple[bytes, bytes]]:
    named = {name.lower(): value for name, value in asked.items()}
    # No compression: what is counted is what came, and a small bomb stays small.
    told = {"user-agent": USER_AGENT} | named | {"host": place.authority, "accept-encoding": "identity"}
    return [(name.encode(), value.encode()) for name, value in told.items()]


def _leave_if_spoiled(response: httpcore.Response, reply: Reply) -> None:
    """Before the connection is free for the next call: see to it that nothing is left on it."""
    stream = response.extensions.get("network_stream")
    if isinstance(stream, TimedStream):
        stream.is_spoiled = not stream.exchange.ended_well(reply.status, reply.headers)


def _pieces(response: httpcore.Response) -> Iterator[bytes]:
    with _trouble():
        yield from response.iter_stream()


def _joined(headers: Iterable[tuple[bytes, bytes]]) -> dict[str, str]:
    """Return headers by name. Source for lists: RFC 9110, section 5.2."""
    joined: dict[str, str] = {}
    for raw_name, raw_value in headers:
        name, value = raw_name.decode("latin-1").lower(), raw_value.decode("latin-1")
        joined[name] = f"{joined[name]}, {value}" if name in joined else value
    return joined


@contextmanager
def _trouble() -> Iterator[None]:
    """Tell what went wrong in one word or few."""
    try:
        yield
    except RefusedAddressError as error:
        raise CallError(f"address not allowed: {error}", retryable=False) from error
    except UnknownHostError as error:
        raise CallError("host not found") from error
    except CertificateError as error:
        raise CallError("tls: certificate not valid") from error
    except HandshakeError as error:
        raise CallError("tls: no handshake") from error
    except httpcore.TimeoutException as error:
        raise CallError("timeout") from error
    except (httpcore.NetworkError, httpcore.ProtocolError, ValueError) as error:
        raise CallError(type(error).__name__) from error
