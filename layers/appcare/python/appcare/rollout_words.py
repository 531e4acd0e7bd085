"""What customers are told by themselves, as the settings have it."""

from zoneinfo import ZoneInfo

from appcare.config.settings import Settings
from appcare.domain.rollout.texts import Language, Texts


def words_of(settings: Settings) -> Texts:
    """Return the texts of all languages."""
    return Texts(
        [Language(countries=one.countries, waiting=one.waiting, divert=one.divert) for one in settings.texts],
        phone=settings.rollout.phone,
        email=settings.rollout.email,
        zone=ZoneInfo(settings.rollout.time_zone),
    )
