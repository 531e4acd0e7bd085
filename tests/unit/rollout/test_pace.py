"""How many are let in, and how honest the expected time is."""

from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.rollout.pace import HOUR_MS, MINUTE_MS, Admissions, evenly, expected_at
from appcare.domain.rollout.plan import Pace

START = 1_000_000 * HOUR_MS
STEPS = st.lists(st.tuples(st.integers(0, 90 * MINUTE_MS), st.integers(0, 30)), max_size=40)
PACES = st.builds(
    Pace,
    per_hour=st.none() | st.integers(1, 200),
    per_day=st.none() | st.integers(1, 1_000),
)


@given(pace=PACES, steps=STEPS)
def test_no_hour_and_no_day_has_more_than_the_pace(pace: Pace, steps: list[tuple[int, int]]) -> None:
    """Counted by brute force over all that came in, in whole minutes and hours of the clock."""
    admissions, now, entered = Admissions(), START, list[int]()
    for later, wanted in steps:
        now += later
        count = min(wanted, admissions.free(pace, now))
        admissions = admissions.after(count, now) if count else admissions
        entered += [now] * count
    for at in entered:
        minute, hour = at // MINUTE_MS, at // HOUR_MS
        in_hour = sum(minute - 60 < one // MINUTE_MS <= minute for one in entered)
        in_day = sum(hour - 24 < one // HOUR_MS <= hour for one in entered)
        assert in_hour <= (pace.per_hour or in_hour)
        assert in_day <= (pace.per_day or in_day)


@given(pace=PACES, first=st.integers(0, 200), ahead=st.integers(0, 300))
def test_whoever_waits_is_let_in_when_it_was_said(pace: Pace, first: int, ahead: int) -> None:
    """The clock that runs each minute lets in the last of them in the minute that was expected."""
    admissions = Admissions()
    entered = min(first, admissions.free(pace, START))
    admissions = admissions.after(entered, START) if entered else admissions
    said = expected_at(admissions, pace, ahead=ahead, now=START)
    left, now = ahead + 1, START
    while left > 0 and now <= START + pace.longest_wait_hours * HOUR_MS - 2 * MINUTE_MS:
        now += MINUTE_MS
        count = min(left, admissions.released(pace, now))
        admissions = admissions.after(count, now) if count else admissions
        left -= count
    assert (said is None) == (left > 0)
    assert said in (None, now)


def test_who_waits_comes_in_evenly() -> None:
    """120 an hour are two a minute, and one a minute is the least."""
    assert evenly(Pace(per_hour=120)) == 2
    assert evenly(Pace(per_hour=1)) == evenly(Pace(per_day=10)) == 1
    admissions = Admissions().after(2, START)
    assert admissions.released(Pace(per_hour=120), START) == 0
    assert admissions.released(Pace(per_hour=120), START + MINUTE_MS) == 2


def test_what_is_over_is_forgotten() -> None:
    """The record of a room stays small, however long it is used."""
    admissions, now = Admissions(), START
    for _ in range(10_000):
        now += MINUTE_MS
        admissions = admissions.after(1, now)
    assert len(admissions.by_minute) == 60
    assert len(admissions.by_hour) == 24
