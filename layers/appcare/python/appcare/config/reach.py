"""Whether phone numbers, countries and the time zone exist.

Looked at before a deployment only: the tables take a moment to load, and no Lambda should wait for them to
read its settings.
"""

from zoneinfo import available_timezones

import phonenumbers

from appcare.config.settings import Settings
from appcare.config.settings_error import SettingsError


def check_reach(settings: Settings) -> None:
    """Refuse a phone number that cannot be called, a country or a time zone that is none.

    Raises:
        SettingsError: the text says which key and why.
    """
    _check_phone("rollout.phone", settings.rollout.phone)
    for number in settings.numbers:
        _check_phone(f"numbers.{number.name}.phone", number.phone)
    for texts in settings.texts:
        for country in texts.countries:
            if country not in phonenumbers.SUPPORTED_REGIONS:
                message = f"texts.{texts.name}.countries: {country} is no country that has phone numbers."
                raise SettingsError(message)
    _check_zone(settings.rollout.time_zone)


def _check_phone(key: str, written: str) -> None:
    if not written:
        return
    try:
        callable_ = phonenumbers.is_possible_number(phonenumbers.parse(written))
    except phonenumbers.NumberParseException:
        callable_ = False
    if not callable_:
        message = f"{key} = {written!r} is no phone number: write it as from abroad, like +31201234567."
        raise SettingsError(message)


def _check_zone(name: str) -> None:
    if name not in available_timezones():
        message = f"rollout.time_zone = {name!r} is no time zone; write one like Europe/Amsterdam."
        raise SettingsError(message)
