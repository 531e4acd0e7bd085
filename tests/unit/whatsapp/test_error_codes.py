"""Meta's codes, each in its class."""

from typing import Any

import pytest

from appcare.domain.delivery import Refusal, Rejected, RetryLater, Scope
from appcare.whatsapp.error_codes import of_media_call


@pytest.mark.parametrize("code", [0, 3, 10, 190, 200, 299, 131005, "201", 33, 368, 131031, 131042])
def test_credentials_and_account(code: object) -> None:
    """What concerns everybody stops everybody, whatever the HTTP status."""
    for status in (400, 401, 403, 500):
        result = of_media_call(status, {"code": code})
        assert result == Rejected(Refusal.AUTH, f"Graph error {code}")


@pytest.mark.parametrize("code", [4, 80007, 130429])
def test_throttling(code: int) -> None:
    """Too many requests rest the destination, for as long as asked."""
    assert of_media_call(400, {"code": code}, 9.0) == RetryLater(
        f"Graph error {code}", 9.0, Scope.DESTINATION
    )


@pytest.mark.parametrize("code", [131051, 131052])
def test_final(code: int) -> None:
    """What Meta itself does not have is never asked for again."""
    assert of_media_call(400, {"code": code}) == Rejected(Refusal.INVALID, f"Graph error {code}")


@pytest.mark.parametrize(
    ("status", "error"),
    [
        (404, {}),
        (400, {"code": 100, "error_subcode": 33}),
        (500, {"code": 1}),
        (503, {"code": 2}),
        (500, {"code": 131000}),
        (502, {}),
        (400, {"code": 987654}),
        (200, {"message": "no code"}),
    ],
)
def test_anything_else_concerns_this_file_and_may_pass(status: int, error: dict[str, Any]) -> None:
    """Not found, server trouble and codes that nobody knows are tried again, in this lane alone."""
    result = of_media_call(status, error)
    assert isinstance(result, RetryLater)
    assert result.scope is Scope.LANE


@pytest.mark.parametrize(("status", "refusal"), [(401, Refusal.AUTH), (403, Refusal.AUTH)])
def test_status_without_a_code(status: int, refusal: Refusal) -> None:
    """Where the answer has no code, 401 and 403 are about credentials."""
    assert of_media_call(status, {}) == Rejected(refusal, f"HTTP {status}")
