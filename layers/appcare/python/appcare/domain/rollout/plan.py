"""The plan of a rollout: for each number its steps, from the narrowest to the widest.

What stands here is checked field by field, and so is its JSON Schema (`docs/rollout.md`); what only the
plan as a whole, or the settings beside it, can tell is checked by `check`.
"""

from __future__ import annotations

import hashlib
from functools import cached_property

from pydantic import BaseModel, ConfigDict, Field

from appcare.domain.spelling import one_spelling

BASIS_POINTS = 10_000
"""In the whole; a hundredth of a percent each."""


class PlanPart(BaseModel):
    """Strict and frozen; a name that is not known is an error, for it may be a misspelt limit."""

    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Pace(PlanPart):
    """How many new conversations are let in; who comes beyond it waits, in order of arrival."""

    per_hour: int | None = Field(
        default=None, ge=1, le=1_000_000, description="In any 60 whole minutes of the clock."
    )
    per_day: int | None = Field(
        default=None, ge=1, le=10_000_000, description="In any 24 whole hours of the clock."
    )
    longest_wait_hours: float = Field(
        default=20,
        ge=0.05,
        le=23,
        description="Who waited so long is told another way to reach the company. Under 24 hours, because "
        "WhatsApp takes free text only so long after the customer wrote.",
    )


class HealthBounds(PlanPart):
    """What counts as trouble: a warning holds the rollout, red takes it a step back."""

    red_alarms: tuple[str, ...] = Field(
        default=(), description="Alarms that step back; each a kind of ours or a name of the settings."
    )
    ignored_alarms: tuple[str, ...] = Field(
        default=(), description="Alarms that do not matter here; every other one is a warning."
    )
    back_again_hours: float = Field(
        default=24,
        ge=0.1,
        le=8760,
        description="Hours that red must last after a change before it goes a further step back: a step back "
        "needs time to help, and who goes on in spite of red knows of it.",
    )
    overdue_warning: float = Field(
        default=20, ge=0, le=100, description="Percent of the customers who got no answer in time."
    )
    overdue_red: float = Field(default=50, ge=0, le=100, description="The same, to step back.")
    overdue_fewest: int = Field(
        default=20, ge=1, le=100_000, description="Of fewer conversations in a day a share says nothing."
    )
    answer_minutes: int = Field(
        default=60, ge=1, le=1440, description="How long a customer may wait for the first answer."
    )


class Step(PlanPart):
    """One step: who is in, and how many new conversations a time."""

    name: str = Field(pattern=r"^[A-Za-z0-9][A-Za-z0-9 _.%-]{0,39}$", description="Unique in its plan.")
    share: float = Field(
        ge=0,
        le=100,
        description="Percent of the customers, at most two decimals; of those whom the segments let in.",
    )
    countries: tuple[str, ...] = Field(
        default=(),
        description="Two letters (`NL`), or the beginning of a number (`+316`); empty: all.",
    )
    known_only: bool = Field(
        default=False, description="Only customers who had a conversation with the company before."
    )
    topics: tuple[str, ...] = Field(default=(), description="Names of the settings' topics; empty: all.")
    allow: tuple[str, ...] = Field(
        default=(),
        description="Customers who are in whatever the rest says: contact ids, `+` numbers, BSUIDs.",
    )
    deny: tuple[str, ...] = Field(default=(), description="Customers who are not, whatever the rest says.")
    pace: Pace | None = Field(default=None, description="Absent: as many as come.")
    hold_hours: float = Field(
        default=24, gt=0, le=8760, description="Hours in good health before the next step comes by itself."
    )
    health: HealthBounds = Field(default_factory=HealthBounds)

    @cached_property
    def allowed(self) -> frozenset[str]:
        """The list of those who are in, for looking up: it may be long."""
        return frozenset(spelled(one) for one in self.allow)

    @cached_property
    def denied(self) -> frozenset[str]:
        """The list of those who are not."""
        return frozenset(spelled(one) for one in self.deny)

    @property
    def share_bp(self) -> int:
        """The share in basis points."""
        return round(self.share * 100)

    @property
    def keeps_out(self) -> bool:
        """Whether there can be a customer who is not in."""
        return bool(
            self.share_bp < BASIS_POINTS or self.countries or self.topics or self.deny or self.known_only
        )

    @property
    def is_open(self) -> bool:
        """Whether whoever writes is in at once."""
        return not self.keeps_out and self.pace is None


def spelled(name: str) -> str:
    """Return a customer's name as names are compared: a number (`+` and digits) in its one spelling."""
    return "+" + one_spelling(name[1:]) if name.startswith("+") else name


class NumberPlan(PlanPart):
    """The steps of one number."""

    steps: tuple[Step, ...] = Field(min_length=1, max_length=50)

    @property
    def digest(self) -> str:
        """The same for the same steps: what another number's plan becomes is none of this one's business."""
        return _digest(self)


class Plan(PlanPart):
    """The whole plan; a number that it does not name is open to everybody."""

    numbers: dict[str, NumberPlan] = Field(
        default_factory=dict,
        description="By the numbers' names in the settings; `unlisted` for every number without one.",
    )

    @property
    def digest(self) -> str:
        """The same for the same plan, however it was written down."""
        return _digest(self)


def _digest(part: PlanPart) -> str:
    return hashlib.sha256(part.model_dump_json(exclude_defaults=True).encode()).hexdigest()[:16]
