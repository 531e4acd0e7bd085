"""What customers are told: in their language, and never a time that is too early."""

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from appcare.domain.rollout.texts import Language, Texts

ALL = "{minutes}|{hours}|{time}|{position}|{phone}|{email}"
AMSTERDAM = ZoneInfo("Europe/Amsterdam")
LANGUAGES = (
    Language(countries=("GB",), waiting="Wait {time}", divert="Call {phone}"),
    Language(countries=("NL", "BE"), waiting=ALL, divert="Mail {email} {{of bel}}"),
    Language(countries=("DE",), divert="Anrufen"),
)
TEXTS = Texts(LANGUAGES, phone="+31 20", email="care@example.com", zone=AMSTERDAM)
NOON = int(datetime(2026, 11, 22, 12, 0, tzinfo=AMSTERDAM).timestamp() * 1000)
MINUTE, HOUR = 60_000, 3_600_000


def waiting(wait: int, now: int = NOON, country: str = "NL") -> str:
    """Return what somebody is told who waits so many milliseconds, second in the line."""
    return TEXTS.waiting(country, now=now, expected_at=now + wait, position=2)


@pytest.mark.parametrize(
    ("wait", "told"),
    [
        (-HOUR, "1|1|12:00"),
        (0, "1|1|12:00"),
        (1, "1|1|12:01"),
        (MINUTE, "1|1|12:01"),
        (MINUTE + 1, "2|1|12:02"),
        (HOUR, "60|1|13:00"),
        (HOUR + 1, "61|2|13:01"),
        (12 * HOUR - 1, "720|12|2026-11-23 00:00"),
        (20 * HOUR, "1200|20|2026-11-23 08:00"),
    ],
)
def test_how_long(wait: int, told: str) -> None:
    """Rounded up, never nothing; the date is said where it is not today's."""
    assert waiting(wait) == f"{told}|2|+31 20|care@example.com"


def test_the_clock_is_put_back_in_between() -> None:
    """Two hours behind half past one it is half past two again."""
    night = int(datetime(2026, 10, 25, 1, 30, tzinfo=AMSTERDAM).timestamp() * 1000)
    assert waiting(2 * HOUR, night).startswith("120|2|02:30|")


@pytest.mark.parametrize(
    ("country", "wait", "divert"),
    [
        ("GB", "Wait 12:00", "Call +31 20"),
        ("BE", None, "Mail care@example.com {of bel}"),
        ("DE", "", "Anrufen"),
        ("FR", "Wait 12:00", "Call +31 20"),
        ("", "Wait 12:00", "Call +31 20"),
    ],
)
def test_who_is_told_in_which_language(country: str, wait: str | None, divert: str) -> None:
    """The first language is for everybody else; what a language leaves out is not said in another one."""
    if wait is not None:
        assert waiting(0, country=country) == wait
    assert TEXTS.divert(country) == divert


def test_nothing_is_configured() -> None:
    """Nobody is told anything."""
    silent = Texts((), phone="", email="")
    assert silent.divert("NL") == silent.waiting("NL", now=0, expected_at=1, position=1) == ""


@given(
    now=st.integers(0, 4_000_000_000_000),
    wait=st.integers(-HOUR, 30 * HOUR),
    zone=st.sampled_from(["UTC", "Europe/Amsterdam", "Asia/Kathmandu", "America/St_Johns", "Pacific/Apia"]),
)
def test_no_promise_is_too_early(now: int, wait: int, zone: str) -> None:
    """Whoever comes at the time, or after the minutes or the hours, is not too early, nor far too late."""
    texts = Texts([Language(waiting="{minutes} {hours} {time}")], phone="", email="", zone=ZoneInfo(zone))
    minutes, hours, time = texts.waiting("", now=now, expected_at=now + wait, position=1).split(" ", 2)
    assert wait <= int(minutes) * MINUTE < max(wait, 1) + MINUTE
    assert wait <= int(hours) * HOUR < max(wait, 1) + HOUR
    today = datetime.fromtimestamp(now / 1000, UTC).astimezone(ZoneInfo(zone))
    said = time if "-" in time else f"{today:%Y-%m-%d} {time}"
    expected = datetime.fromtimestamp((now + max(wait, 0)) / 1000, UTC).astimezone(ZoneInfo(zone))
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d", said)
    late = datetime.strptime(said, "%Y-%m-%d %H:%M") - expected.replace(tzinfo=None)  # noqa: DTZ007 - wall clocks
    assert 0 <= late.total_seconds() < 60
