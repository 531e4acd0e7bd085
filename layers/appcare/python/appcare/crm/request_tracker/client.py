"""Calls to Request Tracker's REST 2, and what its refusals mean."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

from appcare.crm.answers import is_web_page, result_of, said_in
from appcare.crm.http import Answer, HttpClient, NoAnswer, Request
from appcare.domain.delivery import DeliveryResult, Refusal, Rejected, RetryLater, Scope
from appcare.outbound.multipart import FilePart, form

REST = "/REST/2.0"
MOST_BYTES = 1_000_000
"""The longest answer we read: a page of tickets with all their custom fields."""

DENIED = "Permission Denied"
"""What 5.0.3 says, with 400, where a right is missing, and of a ticket that does not exist."""


class TroubleError(Exception):
    """Request Tracker did not do what it was asked."""

    def __init__(self, result: DeliveryResult) -> None:
        """Args: result: what becomes of the delivery."""
        super().__init__()
        self.result = result


@dataclass(frozen=True, slots=True)
class Told:
    """An answer that was expected.

    Attributes:
        json: the body, read; None where it is no JSON.
        answer: as it came.
    """

    status: int
    json: Any
    answer: Answer

    @property
    def message(self) -> str:
        """The sentence of an error."""
        return str(self.json.get("message", "")) if isinstance(self.json, dict) else ""

    @property
    def thing(self) -> dict[str, Any]:
        """The one thing it tells of."""
        if not isinstance(self.json, dict):
            raise self.senseless()
        return self.json

    @property
    def items(self) -> list[dict[str, Any]]:
        """What a search found."""
        found = self.thing.get("items")
        if not isinstance(found, list):
            raise self.senseless()
        return [one for one in found if isinstance(one, dict)]

    def senseless(self) -> TroubleError:
        """Return what it means that this is no answer of Request Tracker's: something else answered."""
        return TroubleError(RetryLater("an answer that makes no sense", said=said_in(self.answer)))


class RestClient:
    """One user's calls."""

    def __init__(self, http: HttpClient, root: str, token: str) -> None:
        """Args: root: where Request Tracker is, with or without `/REST/2.0`."""
        self._http = http
        self._api = api_of(root)
        self._token = token

    def get(self, what: str, path: str, *allowed: int, **query: str | int) -> Told:
        """Read something; `what` says in an error what we wanted, as "look up a user".

        Raises:
            TroubleError: for any answer but 200 and the allowed ones.
        """
        return self._call(what, "GET", f"{path}?{urlencode(query)}" if query else path, allowed)

    def post(
        self, what: str, path: str, body: Mapping[str, Any], *allowed: int, file: FilePart | None = None
    ) -> Told:
        """Make something, with a file where there is one.

        Raises:
            TroubleError: for any answer but 2xx and the allowed ones.
        """
        # Numeric escapes keep letters of all scripts; what is no letter (half a pair) stays JSON as well.
        text = json.dumps(body)
        if file is None:
            return self._call(what, "POST", path, allowed, text.encode(), "application/json")
        content, content_type = form({"JSON": text}, {"Attachments": file})
        return self._call(what, "POST", path, allowed, content, content_type)

    def _call(
        self,
        what: str,
        method: str,
        path: str,
        allowed: tuple[int, ...],
        body: bytes = b"",
        content_type: str = "",
    ) -> Told:
        headers = {
            "authorization": f"token {self._token}",
            "accept": "application/json",
            "accept-language": "en",
        }
        if content_type:
            headers["content-type"] = content_type
        answer = self._http.send(
            Request(method=method, url=self._api + path, headers=headers, body=body, most_bytes=MOST_BYTES)
        )
        if isinstance(answer, NoAnswer):
            raise TroubleError(result_of(answer))
        return _understood(what, answer, allowed)


def api_of(root: str) -> str:
    """Return where the REST API is."""
    return root.rstrip("/").removesuffix(REST) + REST


def _understood(what: str, answer: Answer, allowed: tuple[int, ...]) -> Told:
    is_good = HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES
    told = Told(answer.status, _json(answer), answer)
    if not is_good:
        if answer.status in allowed and told.json is not None:
            return told
        raise TroubleError(refused(what, told))
    if told.json is None:
        reason = (
            "answered with a web page" if is_web_page(answer) else "answered with something else than JSON"
        )
        raise TroubleError(RetryLater(reason, scope=Scope.DESTINATION, said=said_in(answer)))
    return told


def _json(answer: Answer) -> Any:
    try:
        return json.loads(answer.body) if answer.whole else None
    except ValueError:
        return None


def refused(what: str, told: Told) -> DeliveryResult:
    """Return what becomes of the delivery when Request Tracker says no."""
    if told.status == HTTPStatus.UNAUTHORIZED:
        return Rejected(Refusal.AUTH, "the token is refused (HTTP 401)", said=said_in(told.answer))
    if told.status == HTTPStatus.BAD_REQUEST and told.message == DENIED:
        return denied(what, told)
    result = result_of(told.answer)
    if isinstance(result, Rejected | RetryLater):
        return replace(result, reason=f"cannot {what}: {result.reason}")
    return result


def denied(what: str, told: Told) -> Rejected:
    """Return what it means that a right is missing: somebody has to grant it, then all goes on."""
    return Rejected(Refusal.AUTH, f"AppCare's user may not {what}", said=said_in(told.answer))
