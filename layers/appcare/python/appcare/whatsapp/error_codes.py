"""What Meta's error codes mean for a file, by code and never by title; for a message see `refusals`."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from appcare.domain.delivery import Refusal, Rejected, RetryLater, Scope
from appcare.whatsapp.failures import Does, known
from appcare.whatsapp.payload import whole

NEVER_MEDIA = frozenset({131051, 131052})
"""This file cannot be had: Meta could not take it from the customer's phone, or does not support it."""


def of_media_call(
    status: int, error: Mapping[str, Any], retry_after: float | None = None
) -> RetryLater | Rejected:
    """Return what becomes of a file when Graph refuses to say where it is.

    Whatever is not known to be final is tried again: a file that is not there yet, or that Meta
    mislays for a while, answers like one that never was.

    Args:
        status: HTTP status, which counts only where the code says nothing.
        error: the member `error` of the answer; may be empty.
        retry_after: seconds that Graph asks to wait.
    """
    code = whole(error, "code")
    reason = f"HTTP {status}" if code is None else f"Graph error {code}"
    found = known(code)
    does = found.does if found else None
    if does is Does.THROTTLE or status == HTTPStatus.TOO_MANY_REQUESTS:
        return RetryLater(reason, retry_after, Scope.DESTINATION)
    if code in NEVER_MEDIA:
        return Rejected(Refusal.INVALID, reason)
    unknown = code is None and status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
    if unknown or status == HTTPStatus.UNAUTHORIZED or does in (Does.CLOSE, Does.PAUSE):
        return Rejected(Refusal.AUTH, reason)
    return RetryLater(reason, retry_after)
