"""The way to Meta's Graph API: where it is, who we are there, what it says. Bounded in time and size."""

import json
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any

from appcare.domain.delivery import Refusal, Rejected
from appcare.domain.errors import SecretMissingError
from appcare.outbound.calls import CallError, OutboundCalls, Reply, Streamed
from appcare.outbound.network import JudgedNetwork
from appcare.whatsapp.payload import child, whole

LARGEST_ANSWER = 64 * 1024
SILENCE_S = 20.0
"""How long nothing may come before a call counts as unanswered."""

JSON = "application/json"

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


@dataclass(frozen=True, slots=True)
class Answer:
    """What Graph said, read to its end.

    Attributes:
        status: HTTP status.
        said: the JSON object; empty where there is none.
        retry_after: seconds that it asks to wait; None: it does not.
    """

    status: int
    said: Mapping[str, Any]
    retry_after: float | None = None

    @property
    def is_success(self) -> bool:
        """Whether it says that it did what was asked; Graph's own words may say otherwise, see `code`."""
        return HTTPStatus.OK <= self.status < HTTPStatus.MULTIPLE_CHOICES and self.code is None

    @property
    def error(self) -> Mapping[str, Any]:
        """Return the words for a refusal; empty: there are none."""
        return child(self.said, "error")

    @property
    def code(self) -> int | None:
        """Return Graph's code of a refusal; None: the answer is none, or is not Graph's own."""
        return whole(self.error, "code")


class Graph:
    """Calls to the Graph API; used by several threads at a time."""

    def __init__(
        self,
        place: GraphPlace,
        tokens: Tokens,
        calls: OutboundCalls | None = None,
        *,
        largest: int = LARGEST_ANSWER,
    ) -> None:
        """Set up.

        Args:
            place: where it is.
            tokens: what proves who we are.
            calls: the way out.
            largest: bytes of an answer at most.
        """
        self.place = place
        self._largest = largest
        self._tokens = tokens
        network = JudgedNetwork(place.private_hosts, silence_s=SILENCE_S)
        self.calls = calls or OutboundCalls(place.private_hosts, network=network)

    def token(self, number_id: str) -> str | Rejected:
        """Return the access token for a number, or that there is none.

        Raises:
            NoCloudApiError: there can be none.
            StorageError: it cannot be read now.
        """
        try:
            return self._tokens(number_id)
        except SecretMissingError:
            return Rejected(Refusal.AUTH, "access token missing")

    def ask(
        self,
        method: str,
        path: str,
        token: str,
        body: bytes | Streamed = b"",
        *,
        type_: str = JSON,
        ends: float,
    ) -> Answer:
        """Make one call and read the whole answer.

        Args:
            method: of HTTP.
            path: below the version, percent-encoded.
            token: see `token`.
            body: of the request.
            type_: the body's content type.
            ends: when the call is over; see `OutboundCalls.ends`.

        Raises:
            CallError: there was no answer, or not all of it.
        """
        url = f"{self.place.base_url}/{self.place.version}/{path}"
        headers = authorized(token) | ({"content-type": type_} if body else {})
        with self.calls.call(method, url, headers, body, ends=ends) as reply:
            read = b""
            for piece in reply.pieces:
                read += piece
                if len(read) > self._largest:
                    raise CallError("answer too long")
        return Answer(reply.status, _object(read), _retry_after(reply))


def authorized(token: str | None) -> dict[str, str]:
    """Return the headers that prove who we are; None: they prove nothing."""
    return {"authorization": f"Bearer {token}"} if token else {}


def _object(body: bytes) -> Mapping[str, Any]:
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _retry_after(reply: Reply) -> float | None:
    asked = reply.headers.get("retry-after", "").strip()
    return float(asked[:9]) if asked.isascii() and asked.isdigit() else None
