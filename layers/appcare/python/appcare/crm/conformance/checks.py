"""What a check is: a sentence that must hold, whom it concerns, and what became of it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from appcare.application.adapter_ports import Capabilities
from appcare.crm.conformance.bench import Bench

Needs = Callable[[Capabilities], str]
"""Returns why a check does not concern an adapter of these capabilities; empty: it does."""


class SkippedError(Exception):
    """A check does not concern this adapter; the text says why, for the report."""


class Verdict(StrEnum):
    """What became of a check."""

    PASSED = "passed"
    FAILED = "failed"
    SKIPPED = "skipped"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A check and what became of it; `why` is empty where it passed."""

    check: str
    verdict: Verdict
    why: str = ""


@dataclass(frozen=True, slots=True)
class Check:
    """One sentence that must hold.

    Attributes:
        name: stable, for reports.
        sentence: what it says.
    """

    name: str
    sentence: str
    needs: Needs
    body: Callable[[Bench], None]

    def run(self, bench: Bench) -> None:
        """Try whether it holds.

        Raises:
            AssertionError: it does not; the text says what was seen.
            SkippedError: it does not concern this adapter.
        """
        reason = self.needs(bench.adapter(bench.setup()).capabilities)
        if reason:
            raise SkippedError(reason)
        self.body(bench)

    def outcome(self, bench: Bench) -> Outcome:
        """Try whether it holds, and say so."""
        try:
            self.run(bench)
        except SkippedError as skipped:
            return Outcome(self.name, Verdict.SKIPPED, str(skipped))
        except Exception as error:  # noqa: BLE001 - what an adapter raises is a finding, not a fault of ours
            return Outcome(self.name, Verdict.FAILED, f"{type(error).__name__}: {error}")
        return Outcome(self.name, Verdict.PASSED)


CHECKS: list[Check] = []
"""All of them, in the order of their making."""


def everybody(able: Capabilities) -> str:
    """Concern every adapter."""
    del able
    return ""


def check(needs: Needs = everybody) -> Callable[[Callable[[Bench], None]], Callable[[Bench], None]]:
    """Make a function a check: its docstring's first line is the sentence."""

    def made(body: Callable[[Bench], None]) -> Callable[[Bench], None]:
        sentence = (body.__doc__ or "").strip().partition("\n")[0]
        CHECKS.append(Check(body.__name__, sentence, needs, body))
        return body

    return made


def must(holds: object, otherwise: str) -> None:
    """Fail the check with a sentence unless something holds."""
    if not holds:
        raise AssertionError(otherwise)


def report(make_bench: Callable[[], Bench]) -> Sequence[Outcome]:
    """Run every check at a bench of its own; none is left out of the report."""
    return [one.outcome(make_bench()) for one in CHECKS]
