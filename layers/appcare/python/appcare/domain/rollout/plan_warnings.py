"""What is odd about a plan and may be meant: who is in at one step and not at the next."""

from __future__ import annotations

from itertools import pairwise
from typing import TYPE_CHECKING

from appcare.domain.rollout.flaws import Flaw

if TYPE_CHECKING:
    from collections.abc import Iterator

    from appcare.domain.rollout.plan import Plan, Step

STAYS = "who was in stays in, the next ones of them do not come in"


def warnings_of(plan: Plan) -> list[Flaw]:
    """Return where a plan becomes narrower although no share falls; and if it names nobody at all."""
    if not plan.numbers:
        return [Flaw(number="", step="", reason="no number has steps: every number is open to everybody")]
    return [
        Flaw(number=name, step=step.name, reason=f"{reason}: {STAYS}")
        for name, number in plan.numbers.items()
        for before, step in pairwise(number.steps)
        for reason in _narrower(before, step)
    ]


def _narrower(before: Step, step: Step) -> Iterator[str]:
    if before.share_bp:
        yield from _narrower_segments(before, step)
    gone_people = set(before.allow) - set(step.allow)
    if gone_people and step.keeps_out:
        yield f"allow lacks {len(gone_people)} of the customers of the step before"
    if refused := set(step.deny) - set(before.deny):
        yield f"deny has {len(refused)} customers more than the step before"


def _narrower_segments(before: Step, step: Step) -> Iterator[str]:
    """Yield what segments take away; a share of 0 let nobody in by them."""
    if step.known_only and not before.known_only:
        yield "known_only, and the step before let in everybody"
    for key, was, now in (
        ("countries", before.countries, step.countries),
        ("topics", before.topics, step.topics),
    ):
        if now and not was:
            yield f"{key} are named, and the step before let in all of them"
        elif now and (gone := _gone(was, frozenset(now))):
            yield f"{key} lacks {', '.join(map(repr, gone))} of the step before"


def _gone(was: tuple[str, ...], now: frozenset[str]) -> list[str]:
    """Return the topics or countries that are gone; a shorter beginning of a number covers a longer one."""
    return [one for one in was if not any(one[:size] in now for size in _sizes(one))]


def _sizes(one: str) -> range:
    """Return how long what covers it may be: as long as itself, or any shorter beginning of a number."""
    return range(2 if one.startswith("+") else len(one), len(one) + 1)
