"""Plans that the tests go by, and what makes trouble."""

from typing import Any

from appcare.domain.rollout.health import Reason, Verdict
from appcare.domain.rollout.plan import HealthBounds, NumberPlan, Plan, Step

HOUR = 3_600_000
NAMES = ("1 %", "5 %", "20 %", "50 %", "all")
SHARES = (1, 5, 20, 50, 100)
GOOD = Verdict()


def five_steps(hold_hours: float = 24, **bounds: Any) -> NumberPlan:
    """Return a plan of five steps."""
    health = HealthBounds(**bounds)
    steps = zip(NAMES, SHARES, strict=True)
    return NumberPlan(
        steps=tuple(
            Step(name=name, share=share, hold_hours=hold_hours, health=health) for name, share in steps
        )
    )


def plan_of(number: str = "support", **wanted: Any) -> Plan:
    """Return a plan of one number."""
    return Plan(numbers={number: five_steps(**wanted)})


def warned(since: int = 0, code: str = "alarm:queue-age-crm") -> Verdict:
    """Return a warning."""
    return Verdict((Reason(code, since),))


def red(since: int, code: str = "quality:flagged") -> Verdict:
    """Return something red."""
    return Verdict((Reason(code, since, red=True),))
