"""What Graph's refusal of a call means for a message of ours, by code and never by title or HTTP status."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING

from appcare.domain.delivery import Refusal, Rejected, RetryLater, Scope
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.outgoing import Final, PairLimited
from appcare.whatsapp.failures import SERVER, Does, Known, known
from appcare.whatsapp.payload import flag, whole

if TYPE_CHECKING:
    # Whoever reads a status loads no HTTP client.
    from collections.abc import Iterable

    from appcare.domain.events import ChannelError
    from appcare.whatsapp.graph import Answer

UNKNOWN_ATTEMPTS = 5
"""Calls that trouble at Meta is worth which has no code that we know."""

UNKNOWN_ADVICE = "WhatsApp gives a reason that AppCare does not know: give whoever runs it the code."
SILENT_ADVICE = "WhatsApp does not say why: ask whoever runs AppCare before you send it again."

NO_SUCH_OBJECT = (100, 33)
"""Code and sub-code with which Graph answers where the number's id is wrong or closed to this token."""


def refusal(answer: Answer, attempt: int) -> Final | PairLimited | RetryLater | Rejected:
    """Return what becomes of a message that Graph refuses.

    Args:
        answer: has an `error`.
        attempt: which one it was, from 1.
    """
    code = answer.code
    word = f"HTTP {answer.status}" if code is None else f"Graph error {code}"
    if (code, whole(answer.error, "error_subcode")) == NO_SUCH_OBJECT:
        return Rejected(Refusal.AUTH, word)
    found = known(code)
    if found is None:
        return _unknown(answer, code, word, attempt)
    if found.attempts is not None and attempt >= found.attempts:
        return Final(_failure(found, code))
    return _done(found, code, word, answer.retry_after)


def failure_of(errors: Iterable[ChannelError]) -> Failure:
    """Return why a message failed that Meta took before, from what its status says."""
    codes = [error.code for error in errors if error.code is not None]
    code = next((code for code in codes if known(code)), codes[0] if codes else None)
    found = known(code)
    return _failure(found, code) if found else _unexplained(code)


def _done(
    found: Known, code: int | None, word: str, retry_after: float | None
) -> Final | PairLimited | RetryLater | Rejected:
    match found.does:
        case Does.RETRY:
            return RetryLater(word, retry_after)
        case Does.THROTTLE:
            return RetryLater(word, max(found.after or 0, retry_after or 0), Scope.DESTINATION)
        case Does.PAIR:
            return PairLimited(word)
        case Does.CLOSE | Does.PAUSE:
            return Rejected(Refusal.AUTH if found.does is Does.CLOSE else Refusal.GONE, word)
        case _:
            return Final(_failure(found, code))


def _failure(found: Known, code: int | None) -> Failure:
    return Failure(reason=found.reason, advice=found.advice, code=code)


def _unexplained(code: int | None) -> Failure:
    advice = SILENT_ADVICE if code is None else UNKNOWN_ADVICE
    return Failure(reason=FailureClass.CONTENT, advice=advice, code=code)


def _unknown(answer: Answer, code: int | None, word: str, attempt: int) -> Final | RetryLater | Rejected:
    """Judge a code that Meta did not document when this was written; all that is left is the HTTP status."""
    if answer.status == HTTPStatus.UNAUTHORIZED or (code is None and answer.status == HTTPStatus.FORBIDDEN):
        return Rejected(Refusal.AUTH, word)
    if answer.status == HTTPStatus.TOO_MANY_REQUESTS:
        return RetryLater(word, answer.retry_after, Scope.DESTINATION)
    if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR and not flag(answer.error, "is_transient"):
        return Final(_unexplained(code))
    if attempt >= UNKNOWN_ATTEMPTS:
        return Final(Failure(reason=FailureClass.TRY_AGAIN, advice=SERVER, code=code))
    return RetryLater(word, answer.retry_after)
