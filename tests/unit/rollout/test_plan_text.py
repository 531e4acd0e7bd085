"""Text that should be a plan and is none: each mistake is a sentence, and none holds anything personal."""

import json
from typing import Any

import pytest

from appcare.domain.rollout.flaws import PlanError
from appcare.domain.rollout.plan_text import read_plan
from tests.unit.rollout.plans import plan_text

ANNA = "+31612345678"
STEP = "numbers.support, step 'step 1': "
KEYS = "name, share, countries, known_only, topics, allow, deny, pace, hold_hours, health"
NO_PACE = "share 0 keeps everybody out, and without a pace whoever is in comes in at once"

STEPS = "1 to 50 are allowed; a number that is left out is open to everybody"
NAME = "name must be 1 to 40 letters, digits, spaces and . _ % -, letter or digit first"


def refused(text: str | bytes) -> list[str]:
    """Return the sentences that a text is refused with."""
    with pytest.raises(PlanError) as error:
        read_plan(text)
    return [str(flaw) for flaw in error.value.flaws]


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("", "the plan is not JSON: line 1, column 1"),
        ('{"numbers":\n {', "the plan is not JSON: line 2, column 3"),
        ('{"numbers": {}, "numbers": {}}', "the plan is not JSON: 'numbers' stands twice in one table"),
        ('{"numbers": NaN}', "the plan is not JSON: NaN is no number"),
        ("[" * 100_000, "the plan is not JSON that can be read: too many brackets in one another"),
        (f"[{'9' * 5000}]", "the plan is not JSON that can be read: a number has thousands of digits"),
        (b"\xff\xfe", "the plan is not UTF-8 text"),
        ("[]", "the plan must be a table"),
        ("null", "the plan must be a table"),
        ('{"number": {}}', "number is not known; there is numbers"),
        ('{"numbers": []}', "numbers must be a table"),
        ('{"numbers": {"support": 1}}', "numbers.support: the plan must be a table"),
        ('{"numbers": {"support": {}}}', "numbers.support: steps is missing"),
        (
            '{"numbers": {"support": {"steps": []}}}',
            "numbers.support: steps is empty: " + STEPS,
        ),
        ('{"numbers": {"support": {"steps": [1]}}}', "numbers.support, step '#1': the step must be a table"),
        (
            '{"numbers": {"support": {"steps": [{"share": 5}]}}}',
            "numbers.support, step '#1': name is missing",
        ),
        (
            '{"numbers": {"support": {"steps": [{"name": " 5", "share": 5}]}}}',
            "numbers.support, step '#1': " + NAME,
        ),
        (
            plan_text(*({} for _ in range(51))),
            "numbers.support: steps has more than 50 entries: " + STEPS,
        ),
    ],
)
def test_what_is_no_plan(text: str | bytes, sentence: str) -> None:
    """The text as a whole, or the tables down to the step, are not as they must be."""
    assert refused(text) == [sentence]


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ({"shares": 5}, f"shares is not known; there are {KEYS}"),
        ({"share": 101}, "share 101 is more than 100: it is a percentage, 0 to 100"),
        ({"share": -1}, "share -1 is less than 0: it is a percentage, 0 to 100"),
        ({"share": "5"}, "share must be a number"),
        ({"share": 10**400}, "share is more than 100: it is a percentage, 0 to 100"),
        ({"known_only": 1}, "known_only must be true or false"),
        ({"topics": "orders"}, "topics must be a list"),
        ({"topics": ["orders", 7]}, "topics, entry 2 must be text in quotes"),
        ({"pace": {"per_hour": 0}}, f"pace.per_hour 0 is less than 1: {NO_PACE}"),
        ({"pace": {"per_day": 0}}, f"pace.per_day 0 is less than 1: {NO_PACE}"),
        ({"pace": {"per_hour": 1.5}}, "pace.per_hour must be a whole number"),
        (
            {"pace": {"a_minute": 1}},
            "pace.a_minute is not known; there are per_hour, per_day, longest_wait_hours",
        ),
        ({"pace": {"longest_wait_hours": 24}}, "pace.longest_wait_hours 24 is more than 23"),
        ({"pace": 10}, "pace must be a table"),
        (
            {"hold_hours": 0},
            "hold_hours 0 must be more than 0: a step that lasts no time says nothing about its health",
        ),
        ({"health": {"overdue_red": 200}}, "health.overdue_red 200 is more than 100"),
        ({"health": {"answer_minutes": 0}}, "health.answer_minutes 0 is less than 1"),
    ],
)
def test_a_value_that_a_step_may_not_have(step: dict[str, Any], sentence: str) -> None:
    """The sentence says number, step and key, and for the likely mistakes what to do instead."""
    assert refused(plan_text(step)) == [STEP + sentence]


def test_all_that_is_wrong_is_told_at_once() -> None:
    """Whoever writes a plan mends it in one go."""
    text = json.dumps(
        {"numbers": {"a": {"steps": []}, "b": {"steps": [{"name": "x", "share": 200, "deny": 1}]}}}
    )
    assert [sentence.partition(":")[0] for sentence in refused(text)] == [
        "numbers.a",
        "numbers.b, step 'x'",
        "numbers.b, step 'x'",
    ]


@pytest.mark.parametrize("key", ["allow", "deny", "countries", "topics"])
@pytest.mark.parametrize("value", [ANNA, [[ANNA]], [{"phone": ANNA}], [int(ANNA)], {ANNA: 1}])
def test_what_stands_in_lists_is_never_repeated(key: str, value: Any) -> None:
    """A list may hold people; a sentence about it goes into logs."""
    assert not any("612345678" in sentence for sentence in refused(plan_text({key: value})))


def test_odd_characters_do_not_get_into_logs() -> None:
    """Names that nobody can print are told in ASCII."""
    (sentence,) = refused('{"numbers": {"sup\\u202eport": 1}}')
    assert sentence == "numbers.'sup\\u202eport': the plan must be a table"
    assert refused('{"numbers": {"\\ud800": 1}}')[0].isascii()
