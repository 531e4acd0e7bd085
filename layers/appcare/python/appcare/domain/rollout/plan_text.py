"""A plan as text: read with every mistake told in a sentence, and written."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from appcare.domain.rollout.flaws import Flaw, PlanError
from appcare.domain.rollout.plan import HealthBounds, NumberPlan, Pace, Plan, PlanPart, Step

if TYPE_CHECKING:
    from collections.abc import Mapping

    from pydantic_core import ErrorDetails

MOST_BYTES = 300_000
"""State keeps a plan in one item, which holds 400 kB at most."""

STEP_NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _.%-]{0,39}")
LONGEST_QUOTED = 20

PARTS: Mapping[str, type[PlanPart]] = {"": Step, "pace": Pace, "health": HealthBounds}
"""Table within a step -> what it may hold."""

KINDS = {
    "string_type": "text in quotes",
    "bool_type": "true or false",
    "int_type": "a whole number",
    "int_from_float": "a whole number",
    "float_type": "a number",
    "finite_number": "a number",
    "tuple_type": "a list",
    "model_type": "a table",
    "dict_type": "a table",
}
"""pydantic's name for a wrong type -> what is wanted."""

BOUNDS = {
    "greater_than_equal": ("ge", "is less than"),
    "greater_than": ("gt", "must be more than"),
    "less_than_equal": ("le", "is more than"),
}

NO_PACE = "share 0 keeps everybody out, and without a pace whoever is in comes in at once"
ADVICE = {
    "pace.per_hour": NO_PACE,
    "pace.per_day": NO_PACE,
    "share": "it is a percentage, 0 to 100",
    "hold_hours": "a step that lasts no time says nothing about its health",
    "steps": "1 to 50 are allowed; a number that is left out is open to everybody",
}
"""Key -> what to do instead of a value out of bounds."""


def read_plan(text: str | bytes) -> Plan:
    """Read the JSON of a plan; whether it fits the settings only `flaws_of` can tell.

    Raises:
        PlanError: it is no plan; all that is wrong is told at once.
    """
    written = _decoded(text)
    if len(written.encode("utf-8", "replace")) > MOST_BYTES:
        raise PlanError([Flaw(reason=too_large(len(written.encode("utf-8", "replace"))))])
    document = _document(written)
    try:
        return Plan.model_validate_json(written)
    except ValidationError as error:
        # A list that lost its only entry to another error is called too short as well.
        own = (
            one for one in error.errors(include_url=False) if one["type"] != "too_short" or not one["input"]
        )
        raise PlanError([_flaw(one, document) for one in own]) from None


def write_plan(plan: Plan) -> str:
    """Write a plan down as JSON, without what is as it is by default."""
    return plan.model_dump_json(exclude_defaults=True)


def too_large(size: int) -> str:
    """Say that a plan of so many bytes is too large."""
    return (
        f"the plan has {size} bytes, and {MOST_BYTES} are allowed: long lists of customers belong in the CRM"
    )


def _decoded(text: str | bytes) -> str:
    if isinstance(text, str):
        return text
    try:
        return text.decode("utf-8")
    except UnicodeDecodeError:
        raise PlanError([Flaw(reason="the plan is not UTF-8 text")]) from None


def _document(text: str) -> Any:
    """Read JSON in which no name comes twice: of two limits one would not count, without a word."""
    try:
        return json.loads(text, object_pairs_hook=_once, parse_constant=_no_number)
    except json.JSONDecodeError as error:
        reason = f"the plan is not JSON: line {error.lineno}, column {error.colno}"
    except RecursionError:
        reason = "the plan is not JSON that can be read: too many brackets in one another"
    except _OddJsonError as error:
        reason = f"the plan is not JSON: {error}"
    except ValueError:
        reason = "the plan is not JSON that can be read: a number has thousands of digits"
    raise PlanError([Flaw(reason=reason)])


class _OddJsonError(ValueError):
    """JSON by its letters that means two things, or none; the text says which."""


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        message = f"{twice!r} stands twice in one table"
        raise _OddJsonError(message)
    return found


def _no_number(name: str) -> float:
    message = f"{name} is no number"
    raise _OddJsonError(message)


def _flaw(error: ErrorDetails, document: Any) -> Flaw:
    """Turn one of pydantic's errors into a sentence of ours."""
    place = error["loc"]
    if place[:1] != ("numbers",) or len(place) == 1:
        return Flaw(reason=_reason(_key(place) or "the plan", error, Plan))
    number = str(place[1])
    if place[2:3] != ("steps",) or len(place) < 4:  # noqa: PLR2004 - numbers, its name, steps, the step's place
        return Flaw(number=_shown(number), reason=_reason(_key(place[2:]) or "the plan", error, NumberPlan))
    part = PARTS.get(str(place[4]) if len(place) > 5 else "", Step)  # noqa: PLR2004 - a key within a table within a step
    step = _step_name(document, number, int(place[3]))
    return Flaw(number=_shown(number), step=step, reason=_reason(_key(place[4:]) or "the step", error, part))


def _step_name(document: Any, number: str, index: int) -> str:
    step = document["numbers"][number]["steps"][index]
    name = step.get("name") if isinstance(step, dict) else None
    return name if isinstance(name, str) and STEP_NAME.fullmatch(name) else f"#{index + 1}"


def _shown(name: str) -> str:
    return name if name.isascii() and name.isprintable() else ascii(name)


def _key(place: tuple[int | str, ...]) -> str:
    """Return `pace.per_hour`, or `topics, entry 2`."""
    names = [_shown(part) for part in place if isinstance(part, str)]
    entries = [f", entry {part + 1}" for part in place if isinstance(part, int)]
    return ".".join(names) + "".join(entries)


def _reason(key: str, error: ErrorDetails, within: type[PlanPart]) -> str:
    kind, context = error["type"], error.get("ctx", {})
    if kind == "extra_forbidden":
        return f"{key} is not known; there {_listed(within)}"
    if kind == "missing":
        return f"{key} is missing"
    if kind in KINDS:
        return f"{key} must be {KINDS[kind]}"
    if kind == "string_pattern_mismatch":
        return f"{key} must be 1 to 40 letters, digits, spaces and . _ % -, letter or digit first"
    if kind in BOUNDS:
        name, words = BOUNDS[kind]
        said = f"{key}{_quoted(error['input'])} {words} {context[name]:g}"
    elif kind == "too_short":
        said = f"{key} is empty"
    elif kind == "too_long":
        said = f"{key} has more than {context['max_length']} entries"
    else:
        said = f"{key} is not allowed: {error['msg']}"
    return f"{said}: {ADVICE[key]}" if key in ADVICE else said


def _listed(within: type[PlanPart]) -> str:
    names = list(within.model_fields)
    return f"{'is' if len(names) == 1 else 'are'} {', '.join(names)}"


def _quoted(value: object) -> str:
    """Return a number behind a space; what is no number, or a very long one, is not repeated."""
    said = str(value) if isinstance(value, int | float) else ""
    return f" {said}" if 0 < len(said) <= LONGEST_QUOTED else ""
