"""The page about error codes leaves none out."""

from appcare.domain.events.failures import FailureClass
from appcare.whatsapp.failures import FAILURES
from docs.error_codes import CLASSES, error_codes_page


def test_every_code_stands_there_once_with_its_advice() -> None:
    """Whoever looks a code up finds what an agent reads."""
    rows = [line for line in error_codes_page().splitlines() if line.startswith("| ")]
    for code, one in FAILURES.items():
        (row,) = [row for row in rows if row.split()[1] == str(code)]
        assert f"| `{one.reason}` | {one.advice} |" in row


def test_every_reason_is_explained() -> None:
    """Whoever adds one says who can do what about it."""
    assert set(CLASSES) == set(FailureClass)
