"""Sends messages over the Cloud API: one call, and an honest word about what came of it."""

import json
from collections.abc import Iterable, Mapping
from http import HTTPStatus
from itertools import chain
from typing import Any
from urllib.parse import quote

from appcare.application.send_ports import Recipient
from appcare.domain.delivery import Refusal, Rejected, RetryLater, Scope
from appcare.domain.errors import NoCloudApiError, StorageError
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.events.outgoing import OutgoingMessage
from appcare.domain.outgoing import Accepted, Final, PairLimited, Unclear
from appcare.outbound.calls import CallError, OutboundCalls, Streamed
from appcare.outbound.multipart import envelope, file_name
from appcare.whatsapp.failures import OTHER_FILE
from appcare.whatsapp.graph import Answer, Graph, GraphPlace, Tokens
from appcare.whatsapp.outgoing import message_body, missing_files, read_body
from appcare.whatsapp.payload import children, text
from appcare.whatsapp.refusals import refusal

LATER = frozenset({HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE})
"""Without a word of Graph's own, only these say that nothing was begun."""

CLOSED = frozenset({401, 403, 404, 405, 410})
"""Without a word of Graph's own: this is not where messages are taken, or not from us."""

NOBODY = Failure(
    reason=FailureClass.UNREACHABLE,
    advice="Neither a phone number nor a user id of this customer is known: wait until they write again.",
)
NOT_UPLOADED = Failure(reason=FailureClass.FILE, advice="The file was not uploaded: upload it, then send it.")


class CloudMessages:
    """`MessageChannel` over the Cloud API; used by several threads at a time."""

    def __init__(
        self, place: GraphPlace, tokens: Tokens, *, seconds: float, calls: OutboundCalls | None = None
    ) -> None:
        """Set up.

        Args:
            place: where it is.
            tokens: what proves who we are.
            seconds: how long one call may take, from looking the host up to the answer's last byte.
            calls: the way out.
        """
        self._graph = Graph(place, tokens, calls)
        self._seconds = seconds

    def send(
        self,
        number_id: str,
        to: Recipient,
        message: OutgoingMessage,
        our_id: str,
        *,
        attempt: int,
        files: Mapping[str, str],
    ) -> Accepted | Unclear | Final | PairLimited | RetryLater | Rejected:
        """Make one call that sends a message; see `MessageChannel`."""
        if not (to.phone or to.bsuid):
            return Final(NOBODY)
        if missing_files(message, files):
            return Final(NOT_UPLOADED)
        try:
            answer = self._post(number_id, message_body(to, message, our_id, files))
        except CallError as error:
            return Unclear(f"no answer: {error}") if error.went_out else _unsent(error)
        return answer if isinstance(answer, RetryLater | Rejected) else _sent(answer, attempt)

    def mark_read(self, number_id: str, wamid: str, *, typing: bool) -> RetryLater | Rejected | None:
        """Mark messages as read; see `MessageChannel`."""
        try:
            answer = self._post(number_id, read_body(wamid, typing=typing))
        except CallError as error:
            return _unsent(error)
        if isinstance(answer, RetryLater | Rejected):
            return answer
        said = None if answer.is_success else _refused(answer, attempt=1)
        return said if isinstance(said, RetryLater | Rejected) else None

    def upload(
        self, number_id: str, mime_type: str, size: int, pieces: Iterable[bytes]
    ) -> str | Final | RetryLater | Rejected:
        """Upload a file without holding it in memory; see `MessageChannel`.

        What `pieces` raises comes out of here. Source: Meta, "Media", upload.
        """
        fields = {"messaging_product": "whatsapp", "type": mime_type}
        around = envelope(fields, "file", file_name(None, mime_type), mime_type)
        whole = len(around.before) + size + len(around.after)
        body = Streamed(whole, chain([around.before], pieces, [around.after]))
        try:
            answer = self._call(number_id, "media", body, around.content_type)
        except CallError as error:
            return _unsent(error)
        if isinstance(answer, RetryLater | Rejected):
            return answer
        found = text(answer.said, "id") if answer.is_success else None
        return found or _not_uploaded(answer)

    def _post(self, number_id: str, said: Mapping[str, Any]) -> Answer | RetryLater | Rejected:
        return self._call(number_id, "messages", json.dumps(said).encode(), "application/json")

    def _call(
        self, number_id: str, edge: str, body: bytes | Streamed, type_: str
    ) -> Answer | RetryLater | Rejected:
        """Make one call, if there is a token for it.

        Raises:
            CallError: there was no answer, or not all of it.
        """
        try:
            token = self._graph.token(number_id)
        except NoCloudApiError as error:
            return Rejected(Refusal.AUTH, error.code)
        except StorageError:
            return RetryLater("access token cannot be read now")
        if not isinstance(token, str):
            return token
        path = f"{quote(number_id, safe='')}/{edge}"
        ends = self._graph.calls.ends(self._seconds)
        return self._graph.ask("POST", path, token, body, type_=type_, ends=ends)


def _sent(answer: Answer, attempt: int) -> Accepted | Unclear | Final | PairLimited | RetryLater | Rejected:
    """Return what an answer says of a message. One that may have been taken is never called refused."""
    wamid = next((found for one in children(answer.said, "messages") if (found := text(one, "id"))), "")
    if wamid and HTTPStatus.OK <= answer.status < HTTPStatus.MULTIPLE_CHOICES:
        return Accepted(wamid)
    if answer.code is not None:
        return refusal(answer, attempt)
    if answer.is_success:
        return Unclear("an answer without the message's id")
    return Unclear(f"HTTP {answer.status}") if _is_unclear(answer.status) else _refused(answer, attempt)


def _is_unclear(status: int) -> bool:
    """Whether a status may stand before a message that was taken: a gateway's, most of all."""
    is_server = status >= HTTPStatus.INTERNAL_SERVER_ERROR and status not in LATER
    return is_server or status == HTTPStatus.REQUEST_TIMEOUT


def _refused(answer: Answer, attempt: int) -> Final | PairLimited | RetryLater | Rejected:
    if answer.code is not None:
        return refusal(answer, attempt)
    word = f"HTTP {answer.status}"
    if answer.status in LATER or _is_unclear(answer.status):
        scope = Scope.LANE if answer.retry_after is None else Scope.DESTINATION
        return RetryLater(word, answer.retry_after, scope)
    if answer.status in CLOSED or answer.status < HTTPStatus.BAD_REQUEST:
        return Rejected(Refusal.AUTH, word)
    return refusal(answer, attempt)


def _unsent(error: CallError) -> RetryLater | Rejected:
    if error.retryable:
        return RetryLater(f"no answer: {error}")
    return Rejected(Refusal.AUTH, str(error))


def _not_uploaded(answer: Answer) -> Final | RetryLater | Rejected:
    """Return what becomes of a file without an id: doing it again does no harm."""
    if answer.is_success:
        return RetryLater("an answer without the file's id")
    said = _refused(answer, attempt=1)
    if isinstance(said, PairLimited):
        return RetryLater(said.reason)
    if isinstance(said, Final) and said.failure.reason is FailureClass.CONTENT:
        return Final(Failure(reason=FailureClass.FILE, advice=OTHER_FILE, code=said.failure.code))
    return said
