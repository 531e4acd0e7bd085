"""What only a plan as a whole, or the settings beside it, can tell: whether it may be deployed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import pairwise

from appcare.domain.rollout.flaws import Flaw, PlanError
from appcare.domain.rollout.plan import NumberPlan, Plan, Step
from appcare.domain.rollout.plan_text import MOST_BYTES, read_plan, too_large, write_plan

CUSTOMER = re.compile(r"ctc_[a-z0-9]{1,60}|\+[1-9][0-9]{3,19}|[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}")
"""A contact id, a phone number, or a business-scoped user id. Source of the latter's shape: Meta,
"Business-scoped user IDs"."""

BEGINNING = re.compile(r"\+[1-9][0-9]{0,14}")
"""How a phone number begins."""

DECIMALS = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Surroundings:
    """What a plan is checked against: the settings it runs with.

    Attributes:
        numbers: names, `unlisted` among them.
        topics: names.
        knows_alarm: whether a name is one of an alarm.
        regions: two-letter codes of the countries that have phone numbers.
        lacking_waiting: keys of the texts for who has to wait that are empty; () where all are written.
        lacking_divert: the same for who is not in.
    """

    numbers: Collection[str]
    topics: Collection[str]
    knows_alarm: Callable[[str], bool]
    regions: Collection[str]
    lacking_waiting: Sequence[str]
    lacking_divert: Sequence[str]


def checked_plan(text: str | bytes, known: Surroundings) -> Plan:
    """Read a plan that may be deployed.

    Raises:
        PlanError: it may not; all that is wrong is told at once.
    """
    plan = read_plan(text)
    flaws = flaws_of(plan, known)
    if flaws:
        raise PlanError(flaws)
    return plan


def flaws_of(plan: Plan, known: Surroundings) -> list[Flaw]:
    """Return why a plan may not be deployed, number by number and step by step; empty: it may."""
    size = len(write_plan(plan).encode())
    found = [Flaw(reason=too_large(size))] if size > MOST_BYTES else []
    for name, number in plan.numbers.items():
        found += [replace(flaw, number=name) for flaw in _flaws_of_number(name, number, known)]
    return found


def _flaws_of_number(name: str, number: NumberPlan, known: Surroundings) -> Iterator[Flaw]:
    if name not in known.numbers:
        yield Flaw(reason=f"the settings have no such number; there are {_listed(known.numbers)}")
    for name_of_step, times in Counter(step.name for step in number.steps).items():
        if times > 1:
            yield Flaw(
                step=name_of_step, reason=f"name is the one of {times} steps: nobody could tell them apart"
            )
    for before, step in pairwise(number.steps):
        if step.share < before.share:
            reason = (
                f"share {_number(step.share)} is less than the {_number(before.share)} of the step before"
            )
            yield Flaw(step=step.name, reason=reason)
    for step in number.steps:
        for reason in _reasons(step, known):
            yield Flaw(step=step.name, reason=reason)


def _reasons(step: Step, known: Surroundings) -> Iterator[str]:
    """Yield what is wrong with one step by itself."""
    if _decimals(step.share) > DECIMALS:
        yield f"share {_number(step.share)} has more than two decimals"
    if step.pace and step.pace.per_hour is None and step.pace.per_day is None:
        yield "pace has neither per_hour nor per_day: it limits nothing; leave it out if nobody shall wait"
    yield from _countries(step.countries, known)
    yield from _topics(step.topics, known)
    yield from _customers(step)
    yield from _health(step, known)
    yield from _words(step, known)


def _countries(countries: Sequence[str], known: Surroundings) -> Iterator[str]:
    for place, country in enumerate(countries, 1):
        if country not in known.regions and not BEGINNING.fullmatch(country):
            yield f"countries, entry {place}, is no country, as NL, and no beginning of a number, as +316"


def _topics(topics: Sequence[str], known: Surroundings) -> Iterator[str]:
    for topic, times in Counter(topics).items():
        if times > 1:
            yield f"topics: {topic!r} is named {times} times"
        if topic not in known.topics:
            yield f"topics: the settings have no topic {topic!r}; there are {_listed(known.topics)}"


def _customers(step: Step) -> Iterator[str]:
    for key, entries in (("allow", step.allow), ("deny", step.deny)):
        for place, entry in enumerate(entries, 1):
            if not CUSTOMER.fullmatch(entry):
                yield (
                    f"{key}, entry {place}, is none of these: a contact id that begins with ctc_, "
                    "a number as + and digits, a user id such as NL.123"
                )
    denied = frozenset(step.deny)
    for place, entry in enumerate(step.allow, 1):
        if entry in denied:
            yield f"allow, entry {place}, is in deny, too: remove it from one of them"


def _health(step: Step, known: Surroundings) -> Iterator[str]:
    health = step.health
    for key, names in (("red_alarms", health.red_alarms), ("ignored_alarms", health.ignored_alarms)):
        for name in dict.fromkeys(names):
            if not known.knows_alarm(name):
                yield (
                    f"health.{key}: no alarm is named {name!r}; use one of docs/runbooks, alone or with what "
                    "it watches (queue-age, queue-age-crm), or one of the settings' rollout.alarms"
                )
    for name in dict.fromkeys(health.red_alarms):
        if name in health.ignored_alarms:
            yield f"health.red_alarms: {name!r} is in ignored_alarms, too"
    if health.overdue_red < health.overdue_warning:
        yield (
            f"health.overdue_red {_number(health.overdue_red)} is below "
            f"overdue_warning {_number(health.overdue_warning)}: there would be no warning before red"
        )


def _words(step: Step, known: Surroundings) -> Iterator[str]:
    """Yield who would be left without a word."""
    if step.keeps_out:
        for key in known.lacking_divert:
            yield f"customers are kept out, and {key} is empty: they would be left without a word"
    if step.pace:
        for key in known.lacking_waiting:
            yield f"pace makes customers wait, and {key} is empty: they would be left without a word"
    if step.pace and not step.keeps_out:
        for key in known.lacking_divert:
            yield f"pace ends the longest wait with another way, and {key} is empty"


def _decimals(value: float) -> int:
    exponent = Decimal(repr(value)).normalize().as_tuple().exponent
    return -exponent if isinstance(exponent, int) else 0


def _number(value: float) -> str:
    return f"{value:.15g}"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(sorted(names)) or "none"
