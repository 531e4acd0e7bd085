"""The kit passes an adapter that keeps the contract, and catches every way of breaking it that we know."""

import pytest
from appcare_desk.adapter import DeskAdapter
from desk_bench import DeskBench

from appcare.application.adapter_ports import CrmAdapter
from appcare.crm.conformance import CHECKS, Bench, Outcome, Verdict, report
from appcare.crm.setup import AdapterSetup
from tests.unit.conformance.breaking.callbacks import Deaf
from tests.unit.conformance.breaking.writing import FailedOnly
from tests.unit.conformance.broken import BROKEN

TOLD_OF_FAILURES = ("a_failure_is_told_once", "a_failure_is_told_with_advice")


def outcomes(kind: type[DeskAdapter]) -> dict[str, Outcome]:
    """Return what becomes of each check at an adapter of a kind."""

    class KindBench(DeskBench):
        """Desk, with that adapter."""

        def adapter(self, setup: AdapterSetup) -> CrmAdapter:
            """Return the adapter."""
            return kind(setup)

    return {one.check: one for one in report(KindBench)}


def of(found: dict[str, Outcome], verdict: Verdict) -> dict[str, str]:
    """Return the checks of a verdict, each with why."""
    return {name: one.why for name, one in found.items() if one.verdict is verdict}


@pytest.mark.parametrize(
    ("kind", "skipped"),
    [
        (
            DeskAdapter,
            {
                **dict.fromkeys(TOLD_OF_FAILURES, "message_status is field"),
                "a_callback_that_nobody_expects_is_refused": "answers come back by callbacks",
            },
        ),
        (
            FailedOnly,
            {
                "a_status_is_shown": "message_status is failed_only",
                "a_callback_that_nobody_expects_is_refused": "answers come back by callbacks",
            },
        ),
        (
            Deaf,
            {
                **dict.fromkeys(TOLD_OF_FAILURES, "message_status is field"),
                **dict.fromkeys(
                    (
                        *("an_answer_comes_through", "an_answer_told_twice_has_one_id"),
                        *("an_unsigned_callback_is_refused", "a_tampered_callback_is_refused"),
                        *("a_stale_callback_is_refused", "our_own_writing_is_no_answer"),
                    ),
                    "answers do not come back by callbacks",
                ),
            },
        ),
    ],
    ids=lambda part: part.__name__ if isinstance(part, type) else "",
)
def test_an_adapter_that_is_right_passes(kind: type[DeskAdapter], skipped: dict[str, str]) -> None:
    """Nothing fails; what does not concern it is in the report with its reason, and nothing is missing."""
    found = outcomes(kind)
    assert of(found, Verdict.FAILED) == {}
    assert of(found, Verdict.SKIPPED) == skipped
    assert list(found) == [check.name for check in CHECKS]


@pytest.mark.parametrize("kind", BROKEN, ids=lambda kind: kind.__name__)
def test_an_adapter_that_is_wrong_is_caught(kind: type[DeskAdapter]) -> None:
    """The checks that speak of the broken promise fail, each with a sentence."""
    failed = of(outcomes(kind), Verdict.FAILED)
    assert [name for name in BROKEN[kind] if name not in failed] == []
    assert all(failed.values())


class Blind(DeskBench):
    """A bench whose author forgot how to see tickets."""

    conversations = Bench.conversations


def test_a_bench_that_cannot_see_is_told_what_is_missing() -> None:
    """What a check needs to look at and cannot is no pass: it fails with the method to be written."""
    failed = of({one.check: one for one in report(Blind)}, Verdict.FAILED)
    assert "a_message_arrives" in failed
    assert all("conversations: override it in your bench" in why for why in failed.values())


def test_every_check_can_fail() -> None:
    """There is a broken adapter for each check: none of them is decoration."""
    caught = {name for names in BROKEN.values() for name in names}
    assert [check.name for check in CHECKS if check.name not in caught] == []


def test_every_check_is_a_sentence() -> None:
    """Its docstring's first line says what must hold, and its name is its own."""
    assert all(check.sentence.endswith(".") for check in CHECKS)
    assert len({check.name for check in CHECKS}) == len(CHECKS)
