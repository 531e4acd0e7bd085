"""What an answer means for a delivery: the whole table."""

import pytest

from appcare.crm.answers import result_of
from appcare.crm.http import Answer, NoAnswer
from appcare.domain.delivery import Delivered, DeliveryResult, Refusal, Rejected, RetryLater, Said, Scope

AUTH = {401, 403, 404, 405}
LATER = {408, 425, 429}


def expected(status: int) -> tuple[type[DeliveryResult], Refusal | None]:
    """Return what the table says of a status without Retry-After."""
    if 200 <= status <= 299:
        return Delivered, None
    if status in LATER or status >= 500:
        return RetryLater, None
    if status == 410:
        return Rejected, Refusal.GONE
    if status in AUTH or status < 400:
        return Rejected, Refusal.AUTH
    return Rejected, Refusal.INVALID


@pytest.mark.parametrize("status", range(100, 600))
def test_every_status(status: int) -> None:
    """2xx is delivered, 5xx and a few wait, 410 ends the destination, what is about us closes it."""
    result = result_of(Answer(status, None, b""))
    kind, code = expected(status)
    assert type(result) is kind
    assert getattr(result, "code", None) is code
    assert getattr(result, "reason", f"HTTP {status}") == f"HTTP {status}"
    assert getattr(result, "scope", Scope.LANE) is Scope.LANE


@pytest.mark.parametrize("status", [*sorted(LATER), 500, 503, 599])
@pytest.mark.parametrize("wish", [0.0, 7.0])
def test_a_wish_to_wait_is_everybodys(status: int, wish: float) -> None:
    """Whoever says how long to wait says it to all lanes, also when it is no time at all."""
    assert result_of(Answer(status, wish, b"")) == RetryLater(
        f"HTTP {status}", wish, Scope.DESTINATION, said=Said(status)
    )


@pytest.mark.parametrize("status", [200, 301, 400, 401, 410])
def test_a_wish_to_wait_saves_nobody(status: int) -> None:
    """Retry-After beside an answer that is final changes nothing."""
    assert result_of(Answer(status, 9.0, b"")) == result_of(Answer(status, None, b""))


def test_no_answer_concerns_one_lane() -> None:
    """Silence is tried again, for this customer."""
    assert result_of(NoAnswer("timeout")) == RetryLater("no answer: timeout", None, Scope.LANE)
