"""Retry-After in its two forms, and rubbish."""

from datetime import UTC, datetime
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.crm.http import seconds_of

NOW = datetime(2026, 11, 22, 12, 0, 0, tzinfo=UTC)


@given(st.integers(0, 999_999_999))
def test_seconds(seconds: int) -> None:
    """Whole seconds are taken as they are."""
    assert seconds_of(f" {seconds} ", NOW) == seconds


@given(st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001 - bounds are naive
def test_a_date(moment: datetime) -> None:
    """A date is that long from now, a past one no time at all."""
    moment = moment.replace(microsecond=0)
    expected = max(0.0, (moment - NOW).total_seconds())
    assert seconds_of(format_datetime(moment, usegmt=True), NOW) == expected


@pytest.mark.parametrize(
    "date",
    ["Sun, 22 Nov 2026 12:00:30 GMT", "Sun, 22 Nov 2026 12:00:30 -0000", "Sun, 22 Nov 2026 13:00:30 +0100"],
)
def test_the_same_moment(date: str) -> None:
    """A date counts with its zone; one without is Greenwich's."""
    assert seconds_of(date, NOW) == 30


@pytest.mark.parametrize(
    "rubbish",
    [
        *(None, "", " ", "soon", "-5", "1.5", "1e3", "٣", "+1", "0x10", "5, 10", "\x00", ","),
        "Sun, 22 Nov 2026 12:00:30 +99999999999999999999",
        "Sun, 22 Nov 99999 12:00:30 GMT",
        "Sun, 99 Nov 2026 12:00:30 GMT",
    ],
)
def test_rubbish_is_no_wish(rubbish: str | None) -> None:
    """What makes no sense counts as absent."""
    assert seconds_of(rubbish, NOW) is None


numbers = st.text("0123456789+-:", max_size=25)


@given(
    st.text(max_size=30)
    | st.tuples(numbers, st.sampled_from(("Nov", "nov", "x")), numbers, numbers, numbers).map(" ".join)
)
def test_any_text_is_no_trouble(text: str) -> None:
    """Whatever a CRM writes there is a wish of zero or more seconds, or none."""
    assert (seconds_of(text, NOW) or 0.0) >= 0
