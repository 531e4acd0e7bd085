"""What a plan is checked against, from the settings: the same for the clock, AppConfig's check and people."""

from collections.abc import Sequence
from functools import partial

import phonenumbers

from appcare.config.alarm_kinds import is_alarm
from appcare.config.settings import UNLISTED, Settings, Texts
from appcare.domain.rollout.plan_check import Surroundings


def surroundings_of(settings: Settings) -> Surroundings:
    """Return what the settings have that a plan may name, and which words to customers they lack."""
    return Surroundings(
        numbers=frozenset((UNLISTED, *(number.name for number in settings.numbers))),
        topics=frozenset(topic.name for topic in settings.topics),
        knows_alarm=partial(is_alarm, settings=settings),
        regions=frozenset(phonenumbers.SUPPORTED_REGIONS),
        lacking_waiting=_lacking(settings.texts, "waiting"),
        lacking_divert=_lacking(settings.texts, "divert"),
    )


def _lacking(languages: Sequence[Texts], text: str) -> tuple[str, ...]:
    """Return the keys of a text that are empty; every language needs it, and there must be one."""
    if not languages:
        return (f"texts.<language>.{text}",)
    return tuple(f"texts.{one.name}.{text}" for one in languages if not getattr(one, text).strip())
