"""What is wrong with a plan, in sentences that say where it is and that hold nothing personal."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from appcare.domain.errors import AppCareError

if TYPE_CHECKING:
    from collections.abc import Sequence


@dataclass(frozen=True, slots=True, kw_only=True)
class Flaw:
    """One thing that is wrong, or only odd.

    Attributes:
        reason: the key and what is wrong with it. Lists of customers and of beginnings of numbers are
            personal: a reason says which entry it means and never quotes it.
        number: name of the number; empty: it concerns the plan as a whole.
        step: name of the step, or its place where it has no usable name; empty: it concerns no single step.
    """

    reason: str
    number: str = ""
    step: str = ""

    def __str__(self) -> str:
        """Say where and what."""
        if not self.number:
            return self.reason
        step = f", step {self.step!r}" if self.step else ""
        return f"numbers.{self.number}{step}: {self.reason}"


class PlanError(AppCareError):
    """What should be a plan is none, or may not be one here; the text has a line for each flaw."""

    code = "plan_rejected"

    def __init__(self, flaws: Sequence[Flaw]) -> None:
        """Tell all of them."""
        super().__init__("\n".join(str(flaw) for flaw in flaws))
        self.flaws = tuple(flaws)
