"""What Meta's error codes mean for a call, by code and never by title. Source: Meta, "Error codes"."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from appcare.domain.delivery import Refusal, Rejected, RetryLater, Scope
from appcare.whatsapp.payload import whole

CREDENTIALS = frozenset({0, 3, 10, 190, 131005, *range(200, 300)})
"""The access token or its permissions: nothing works until a person acts."""

ACCOUNT = frozenset({33, 368, 131031, 131042, 131045, 131048, 131064, 133010})
"""Meta stopped the account or the number."""

THROTTLED = frozenset({4, 80007, 130429})
"""Everybody is too fast, not this call."""

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
    if code in THROTTLED or status == HTTPStatus.TOO_MANY_REQUESTS:
        return RetryLater(reason, retry_after, Scope.DESTINATION)
    if code in NEVER_MEDIA:
        return Rejected(Refusal.INVALID, reason)
    unknown = code is None and status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN)
    if unknown or status == HTTPStatus.UNAUTHORIZED or code in CREDENTIALS or code in ACCOUNT:
        return Rejected(Refusal.AUTH, reason)
    return RetryLater(reason, retry_after)
