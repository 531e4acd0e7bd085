"""What an HTTP answer means for a delivery, where a CRM keeps to the standards."""

import re
from http import HTTPStatus

from appcare.crm.http import KEPT_BYTES, Answer, NoAnswer
from appcare.domain.delivery import (
    Delivered,
    DeliveryResult,
    Refusal,
    Rejected,
    RetryLater,
    Said,
    Scope,
)

LATER = frozenset({408, 425, 429})
WHOLE_DESTINATION = frozenset({401, 403, 404, 405})
WEB_PAGE = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype\s+html|html)(?![a-z0-9_-])", re.IGNORECASE)


def result_of(answer: Answer | NoAnswer) -> DeliveryResult:
    """Turn an answer into what becomes of the delivery.

    Source: Standard Webhooks 1.0.0, sending: 2xx alone is success, 3xx is not, 410 disables,
    Retry-After is honoured.
    """
    if isinstance(answer, NoAnswer):
        return _unanswered(answer)
    status = answer.status
    reason = f"HTTP {status}"
    if HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return Delivered()
    said = said_in(answer)
    if status in LATER or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        scope = Scope.LANE if answer.retry_after is None else Scope.DESTINATION
        return RetryLater(reason, answer.retry_after, scope, said=said)
    if status == HTTPStatus.GONE:
        return Rejected(Refusal.GONE, reason, said=said)
    if status in WHOLE_DESTINATION or status < HTTPStatus.BAD_REQUEST:
        return Rejected(Refusal.AUTH, reason, said=said)
    return Rejected(Refusal.INVALID, reason, said=said)


def _unanswered(call: NoAnswer) -> DeliveryResult:
    if call.retryable:
        return RetryLater(f"no answer: {call.reason}")
    return Rejected(Refusal.AUTH, call.reason)


def said_in(answer: Answer) -> Said:
    """Return an answer as it is kept with a failed attempt; of a packed body nothing is."""
    packed = answer.headers.get("content-encoding", "identity").strip().lower() not in ("", "identity")
    return Said(answer.status, "" if packed else answer.body[:KEPT_BYTES].decode("utf-8", "replace"))


def is_web_page(answer: Answer) -> bool:
    """Whether an answer is a page for people: a login, a parked domain, a firewall's notice.

    Its beginning counts, not its `content-type`: many frameworks call even an empty body `text/html`.
    """
    return WEB_PAGE.match(answer.body) is not None
