"""What a plan must be beyond each field by itself: the same sentences for AppConfig, the clock and people."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.rollout.flaws import PlanError
from appcare.domain.rollout.plan import Plan
from appcare.domain.rollout.plan_check import checked_plan, flaws_of
from appcare.domain.rollout.plan_text import MOST_BYTES, read_plan, write_plan
from appcare.domain.rollout.plan_warnings import warnings_of
from tests.unit.rollout.plans import SURROUNDINGS, VALID, plan_text

HERE = "numbers.support, step 'step 1': "
ALARM = (
    "no alarm is named 'queue-edge'; use one of docs/runbooks, alone or with what it watches "
    "(queue-age, queue-age-crm), or one of the settings' rollout.alarms"
)
SHAPES = (
    "is none of these: a contact id that begins with ctc_, a number as + and digits, a user id such as NL.123"
)


def refused(text: str, **lacking: Any) -> list[str]:
    """Return the sentences that a plan is refused with."""
    with pytest.raises(PlanError) as error:
        checked_plan(text, replace(SURROUNDINGS, **lacking))
    return [str(flaw) for flaw in error.value.flaws]


@given(VALID)
def test_a_plan_that_may_be_deployed(text: str) -> None:
    """Nothing is wrong with it, and written down and read again it is the same plan."""
    plan = checked_plan(text, SURROUNDINGS)
    assert read_plan(write_plan(plan)) == plan
    assert read_plan(write_plan(plan)).digest == plan.digest


@given(st.lists(st.integers(0, 10_000), min_size=2, max_size=6).filter(lambda bp: bp != sorted(bp)))
def test_shares_never_fall(shares: list[int]) -> None:
    """Wherever a share is less than the one before, and only there, the plan is refused."""
    plan = read_plan(plan_text(*({"share": share / 100} for share in shares)))
    falling = [f"step {place + 2}" for place, share in enumerate(shares[1:]) if share < shares[place]]
    assert [flaw.step for flaw in flaws_of(plan, SURROUNDINGS)] == falling


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        ({"share": 2.345}, "share 2.345 has more than two decimals"),
        ({"share": 1e-7}, "share 1e-07 has more than two decimals"),
        (
            {"pace": {"longest_wait_hours": 2}},
            "pace has neither per_hour nor per_day: it limits nothing; leave it out if nobody shall wait",
        ),
        ({"topics": ["orders", "orders"]}, "topics: 'orders' is named 2 times"),
        ({"topics": ["ordres"]}, "topics: the settings have no topic 'ordres'; there are orders, returns"),
        (
            {"countries": ["Netherlands"]},
            "countries, entry 1, is no country, as NL, and no beginning of a number, as +316",
        ),
        (
            {"countries": ["nl"]},
            "countries, entry 1, is no country, as NL, and no beginning of a number, as +316",
        ),
        (
            {"countries": ["+031"]},
            "countries, entry 1, is no country, as NL, and no beginning of a number, as +316",
        ),
        ({"allow": ["+31612345678", "0612345678"]}, f"allow, entry 2, {SHAPES}"),
        ({"deny": ["anna@example.com"]}, f"deny, entry 1, {SHAPES}"),
        ({"deny": ["ctc_ABC"]}, f"deny, entry 1, {SHAPES}"),
        (
            {"allow": ["ctc_1", "ctc_2"], "deny": ["ctc_2"]},
            "allow, entry 2, is in deny, too: remove it from one of them",
        ),
        ({"health": {"red_alarms": ["queue-edge"]}}, f"health.red_alarms: {ALARM}"),
        ({"health": {"ignored_alarms": ["queue-edge"]}}, f"health.ignored_alarms: {ALARM}"),
        (
            {"health": {"red_alarms": ["pager"], "ignored_alarms": ["pager"]}},
            "health.red_alarms: 'pager' is in ignored_alarms, too",
        ),
        (
            {"health": {"overdue_warning": 30, "overdue_red": 10}},
            "health.overdue_red 10 is below overdue_warning 30: there would be no warning before red",
        ),
    ],
)
def test_a_step_that_is_refused(step: dict[str, Any], sentence: str) -> None:
    """One wrong key of a step is one sentence, with the number, the step and the key in it."""
    assert refused(plan_text(step)) == [HERE + sentence]


@pytest.mark.parametrize("key", ["allow", "deny", "countries"])
def test_customers_are_never_named(key: str) -> None:
    """A customer in the wrong list, or written wrongly, is told by the place and not by the number."""
    sentences = refused(plan_text({"allow": ["06 12345678"], "deny": ["06 12345678"], key: ["06 12345678"]}))
    assert sentences
    assert not any("12345678" in sentence for sentence in sentences)


def test_steps_that_do_not_fit_together() -> None:
    """A share that falls and a name that comes twice are told at the step."""
    text = plan_text({"name": "5 %", "share": 5}, {"name": "more", "share": 3}, {"name": "more"})
    assert refused(text) == [
        "numbers.support, step 'more': name is the one of 2 steps: nobody could tell them apart",
        "numbers.support, step 'more': share 3 is less than the 5 of the step before",
    ]


def test_a_number_that_is_not_there() -> None:
    """A misspelt number would leave the real one open."""
    sentence = "numbers.suport: the settings have no such number; there are sales, support, unlisted"
    assert refused(plan_text({}, number="suport")) == [sentence]


@pytest.mark.parametrize(
    ("step", "sentence"),
    [
        (
            {"share": 5},
            "customers are kept out, and texts.nl.divert is empty: they would be left without a word",
        ),
        (
            {"deny": ["ctc_1"]},
            "customers are kept out, and texts.nl.divert is empty: they would be left without a word",
        ),
        (
            {"pace": {"per_day": 10}},
            "pace ends the longest wait with another way, and texts.nl.divert is empty",
        ),
    ],
)
def test_nobody_is_left_without_a_word(step: dict[str, Any], sentence: str) -> None:
    """Whoever is kept out, or waits too long, is told another way: a plan needs the text for it."""
    assert refused(plan_text(step), lacking_divert=["texts.nl.divert"]) == [HERE + sentence]


def test_who_waits_is_told() -> None:
    """A pace needs the text for who waits."""
    sentence = "pace makes customers wait, and texts.nl.waiting is empty: they would be left without a word"
    text = plan_text({"pace": {"per_hour": 10}})
    assert refused(text, lacking_waiting=["texts.nl.waiting"]) == [HERE + sentence]


def test_an_open_number_needs_no_words() -> None:
    """Where nobody is kept out and nobody waits, no text is asked for."""
    without = replace(SURROUNDINGS, lacking_waiting=["texts.nl.waiting"], lacking_divert=["texts.nl.divert"])
    assert flaws_of(read_plan(plan_text({})), without) == []
    assert flaws_of(Plan(), without) == []


def test_a_plan_that_state_would_not_take() -> None:
    """A plan is too large as it is written, and as it is kept."""
    people = [f"+316{number:010}" for number in range(19_000)]
    (flaw,) = refused(plan_text({"allow": people}))
    assert flaw.endswith(f"and {MOST_BYTES} are allowed: long lists of customers belong in the CRM")
    plan = Plan.model_validate_json(plan_text({"allow": people}))
    assert [flaw.reason.split()[0:2] for flaw in flaws_of(plan, SURROUNDINGS)] == [["the", "plan"]]


@pytest.mark.parametrize(
    ("before", "after", "sentence"),
    [
        ({}, {"known_only": True}, "known_only, and the step before let in everybody"),
        ({}, {"countries": ["NL"]}, "countries are named, and the step before let in all of them"),
        ({"countries": ["NL", "DE"]}, {"countries": ["NL"]}, "countries lacks 'DE' of the step before"),
        ({"countries": ["+3161"]}, {"countries": ["+3162"]}, "countries lacks '+3161' of the step before"),
        ({"topics": ["orders"]}, {"topics": ["returns"]}, "topics lacks 'orders' of the step before"),
        ({"allow": ["ctc_1"], "share": 5}, {"share": 5}, "allow lacks 1 of the customers of the step before"),
        ({}, {"deny": ["ctc_1"]}, "deny has 1 customers more than the step before"),
    ],
)
def test_a_step_that_is_narrower(before: dict[str, Any], after: dict[str, Any], sentence: str) -> None:
    """It may be meant, so it is only told; turned round the same two steps are nothing odd."""
    (warning,) = warnings_of(read_plan(plan_text(before, after)))
    assert str(warning).startswith(f"numbers.support, step 'step 2': {sentence}: who was in stays in")
    if before.keys() != after.keys() or before == {}:
        assert warnings_of(read_plan(plan_text(after, before))) == []


def test_a_shorter_beginning_covers_a_longer_one() -> None:
    """All of +31 has all of +316 in it."""
    assert warnings_of(read_plan(plan_text({"countries": ["+316"]}, {"countries": ["+31"]}))) == []


def test_what_takes_nothing_away_is_not_odd() -> None:
    """A share of 0 let nobody in by its segments; where everybody is in, nobody misses a list of who is."""
    first = {"share": 0, "allow": ["+31612345678"]}
    then = {"share": 5, "allow": ["+31612345678"], "countries": ["NL"], "known_only": True}
    assert warnings_of(read_plan(plan_text(first, then, {"share": 100}))) == []
    (warning,) = warnings_of(read_plan(plan_text(first, {"share": 5})))
    assert "allow lacks 1 of the customers" in str(warning)
