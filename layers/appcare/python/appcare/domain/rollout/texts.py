"""What customers are told who must wait or are not let in, in the language of their country."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import tzinfo

MINUTE_MS = 60_000
HOUR_MS = 60 * MINUTE_MS


@dataclass(frozen=True, slots=True, kw_only=True)
class Language:
    """The texts in one language; an empty one is not sent.

    Attributes:
        countries: ISO codes of two letters.
        waiting: with `{minutes}`, `{hours}`, `{time}`, `{position}`, `{phone}`, `{email}` to be filled in.
        divert: with `{phone}` and `{email}`.
    """

    countries: tuple[str, ...] = ()
    waiting: str = ""
    divert: str = ""


class Texts:
    """The texts of all languages, filled in. The settings see to it that nothing else is to be filled in."""

    def __init__(self, languages: Sequence[Language], *, phone: str, email: str, zone: tzinfo = UTC) -> None:
        """Set up.

        Args:
            languages: the first one is for everybody whose country no other one names.
            phone: another way to reach the company.
            email: one more.
            zone: in which times are told.
        """
        self._first = languages[0] if languages else Language()
        self._by_country = {country: one for one in languages for country in one.countries}
        self._ways = {"phone": phone, "email": email}
        self._zone = zone

    def waiting(self, country: str, *, now: int, expected_at: int, position: int) -> str:
        """Return what somebody is told who must wait; empty: nothing.

        What is promised is never too early: everything is rounded up, and never nothing.

        Args:
            country: of the customer, two letters; empty: not known.
            now: Unix milliseconds.
            expected_at: when somebody reads the message, Unix milliseconds.
            position: in the line, from 1.
        """
        wait = expected_at - now
        return self._of(country).waiting.format(
            **self._ways,
            minutes=max(1, _rounded_up(wait, MINUTE_MS)),
            hours=max(1, _rounded_up(wait, HOUR_MS)),
            time=self._time(max(expected_at, now), now),
            position=position,
        )

    def divert(self, country: str) -> str:
        """Return what somebody is told who is not let in; empty: nothing."""
        return self._of(country).divert.format(**self._ways)

    def _of(self, country: str) -> Language:
        return self._by_country.get(country, self._first)

    def _time(self, at: int, now: int) -> str:
        """Return the full minute at or after a moment; with its date where it is not today."""
        moment = self._local(_rounded_up(at, MINUTE_MS) * MINUTE_MS)
        form = "%H:%M" if moment.date() == self._local(now).date() else "%Y-%m-%d %H:%M"
        return moment.strftime(form)

    def _local(self, at: int) -> datetime:
        return datetime.fromtimestamp(at / 1000, UTC).astimezone(self._zone)


def _rounded_up(ms: int, unit: int) -> int:
    return -(-ms // unit)
