"""What customers are told by themselves, as the settings have it."""

from functools import cache
from zoneinfo import ZoneInfo

from appcare.domain.rollout.texts import Language, Texts
from functions.settings import settings


@cache
def texts() -> Texts:
    """Return the texts of all languages."""
    rollout = settings().rollout
    return Texts(
        [
            Language(countries=one.countries, waiting=one.waiting, divert=one.divert)
            for one in settings().texts
        ],
        phone=rollout.phone,
        email=rollout.email,
        zone=ZoneInfo(rollout.time_zone),
    )
