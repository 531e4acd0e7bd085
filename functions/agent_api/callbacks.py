"""The API's resource for CRMs that call back: no authorizer stands before it, the signature is the proof."""

import re
from collections.abc import Mapping
from typing import Any

from aws_lambda_powertools.event_handler import Response

from appcare.application.adapter_ports import CallbackRefusal, CallbackRefusedError, RawRequest
from functions.agent_api import problems
from functions.agent_api.answers import CallbackAnswer, InputError
from functions.agent_api.bodies import body_bytes
from functions.agent_api.callback_wiring import adapter_of, callbacks_taken, now
from functions.agent_api.declared import DestinationName, answer_of, new_router, says
from functions.agent_api.problems import (
    BAD_INPUT,
    NOT_ALLOWED,
    NOT_AUTHORIZED,
    NOT_FOUND,
    TOO_LARGE,
    ProblemError,
)
from functions.telemetry import telemetry

ROUTE_KEY = "POST /hooks/{destination}"
"""The one route that lets everybody in, as API Gateway calls it."""

PATH = re.compile("/hooks/[^/]+")

LARGEST = 2 * 1024 * 1024
"""Bytes of a body. Some help desks send the whole ticket with each answer: 80 kB after 30 short ones."""

KINDS = {
    CallbackRefusal.UNSIGNED: NOT_AUTHORIZED,
    CallbackRefusal.STALE: NOT_AUTHORIZED,
    CallbackRefusal.UNREADABLE: BAD_INPUT,
    CallbackRefusal.UNSUPPORTED: NOT_ALLOWED,
}
"""Why an adapter refuses -> how that is answered."""

callbacks = new_router()


def is_callback(event: Mapping[str, Any]) -> bool:
    """Whether a request came by the open route, and will be answered by what belongs to it."""
    told = (event.get("requestContext") or {}).get("http") or {}
    return (
        event.get("routeKey") == ROUTE_KEY
        and told.get("method") == "POST"
        and PATH.fullmatch(event.get("rawPath") or "") is not None
    )


@callbacks.post(
    "/hooks/<destination>",
    operation_id="take_callback",
    summary="Tell what an agent answered",
    responses=says(CallbackAnswer, 400, 401, 404, 405, 413, success=202, is_open=True),
)
def take_callback(destination: DestinationName) -> Response[str]:
    """Take an agent's answer, signed as the destination's adapter demands; it is sent later."""
    request = _request()
    adapter = adapter_of(destination)
    if adapter is None:
        message = "There is no destination of that name."
        raise ProblemError(NOT_FOUND, message)
    try:
        taken = callbacks_taken().take(destination, adapter.parse_callback(request), request.at)
    except CallbackRefusedError as refused:
        telemetry().count("callback.refused", destination=destination)
        telemetry().line("callback refused", destination=destination, code=refused.code)
        return _refused(refused)
    return answer_of(
        CallbackAnswer(taken=taken.taken, repeated=taken.repeated, unknown=list(taken.unknown)), 202
    )


def _request() -> RawRequest:
    """Return the request as adapters read it.

    Raises:
        ProblemError: its body is too large, or not what its encoding says.
    """
    event = callbacks.current_event
    body = body_bytes(callbacks)
    if len(body) > LARGEST:
        telemetry().count("callback.too_large")
        telemetry().line("callback too large", bytes=len(body))
        message = f"A callback has at most {LARGEST} bytes."
        raise ProblemError(TOO_LARGE, message)
    return RawRequest(
        headers={name.lower(): value for name, value in event.headers.items()},
        query=event.query_string_parameters,
        body=body,
        at=now(),
    )


def _refused(refused: CallbackRefusedError) -> Response[str]:
    kind = KINDS[refused.code]
    errors = [
        InputError(pointer=f"#/body{pointer}", detail=detail) for pointer, detail in refused.wrong.items()
    ]
    # Whoever takes no callbacks allows no method at all (RFC 9110, 10.2.1).
    headers = {"allow": ""} if kind is NOT_ALLOWED else {}
    return problems.answer(ProblemError(kind, str(refused), *errors), headers)
