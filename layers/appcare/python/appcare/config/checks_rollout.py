"""What topics and texts must be beyond each value by itself.

Every function reads the settings at its cold start, so nothing here loads more than text needs; phone
numbers and time zones are looked at by `reach`.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from string import Formatter

from appcare.config.settings import Number, Settings, Texts, Topic
from appcare.config.settings_error import SettingsError

LONGEST_START = 80
"""Characters of a topic's start words; the router sees not much more of a message."""

LONGEST_TEXT = 4096
"""Characters of a text message. Source: Meta, "Text messages"."""

LANGUAGE = re.compile(r"[a-z]{2,3}(-[a-z0-9]{2,8})?")
COUNTRY = re.compile(r"[A-Z]{2}")

WAYS = ("phone", "email")
PLACEHOLDERS: Mapping[str, tuple[str, ...]] = {
    "waiting": ("minutes", "hours", "time", "position", *WAYS),
    "divert": WAYS,
}
"""Text -> what it may hold."""

LONGEST_VALUE = "2026-11-24 09:30"
"""No longer is what stands in a text for a time or a position."""


def check_rollout(settings: Settings) -> None:
    """Refuse topics that cannot be told apart, and texts that cannot be sent as they stand.

    Raises:
        SettingsError: the text says which key and why.
    """
    _check_topics(settings.topics, settings.numbers)
    _check_countries(settings.texts)
    for texts in settings.texts:
        _check_texts(texts, {way: getattr(settings.rollout, way) for way in WAYS})


def _check_topics(topics: Sequence[Topic], numbers: Iterable[Number]) -> None:
    names = [number.name for number in numbers]
    for topic in topics:
        key = f"topics.{topic.name}"
        if not (topic.words or topic.ads or topic.choices):
            message = f"{key} is empty: words, ads or choices must say which conversations it is about."
            raise SettingsError(message)
        if topic.number and topic.number not in names:
            message = f"{key}.number = {topic.number!r} is no number; allowed: {', '.join(names)}."
            raise SettingsError(message)
        _check_words(key, topic)
    for setting in ("ads", "choices"):
        _owners(topics, setting)
    for topic, other in _pairs(topics):
        _check_apart(topic, other)


def _check_words(key: str, topic: Topic) -> None:
    for words in topic.words:
        if not 0 < len(_plain(words)) <= LONGEST_START or len(words.strip().splitlines()) > 1:
            message = f"{key}.words: {words!r} must be one line of 1 to {LONGEST_START} characters."
            raise SettingsError(message)
    start = _plain(next(iter(topic.text.strip().splitlines()), ""))
    if topic.text and not any(_begins(start, _plain(words)) for words in topic.words):
        message = f"{key}.text = {topic.text!r} does not begin with one of {key}.words: nobody would know it."
        raise SettingsError(message)


def _owners(topics: Iterable[Topic], setting: str) -> None:
    owners: dict[str, str] = {}
    for topic in topics:
        for one in getattr(topic, setting):
            if owners.setdefault(one, topic.name) != topic.name:
                message = f"topics.{topic.name}.{setting}: {one!r} is one of topics.{owners[one]}, too."
                raise SettingsError(message)


def _pairs(topics: Sequence[Topic]) -> Iterator[tuple[Topic, Topic]]:
    yield from ((topic, other) for topic in topics for other in topics if topic is not other)


def _check_apart(topic: Topic, other: Topic) -> None:
    for words in topic.words:
        for shorter in other.words:
            if _begins(_plain(words), _plain(shorter)):
                message = (
                    f"topics.{topic.name}.words: {words!r} begins with {shorter!r}, which is one of "
                    f"topics.{other.name}: a message could be about both."
                )
                raise SettingsError(message)


def _plain(text: str) -> str:
    """Return a text as two spellings of it are alike; the router's topics do the same."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def _begins(text: str, words: str) -> bool:
    """Whether a text begins with these words and not only with the beginning of a longer one."""
    return text.startswith(words) and not text[len(words) : len(words) + 1].isalnum()


def _check_countries(languages: Sequence[Texts]) -> None:
    owners: dict[str, str] = {}
    for index, texts in enumerate(languages):
        key = f"texts.{texts.name}"
        if not LANGUAGE.fullmatch(texts.name):
            message = f"{key}: the name must be a language's code, like nl or pt-br."
            raise SettingsError(message)
        if index and not texts.countries:
            message = f"{key}.countries is empty: only texts.{languages[0].name}, the first, serves the rest."
            raise SettingsError(message)
        for country in texts.countries:
            if not COUNTRY.fullmatch(country):
                message = f"{key}.countries: {country!r} is no country; write two capital letters, like NL."
                raise SettingsError(message)
            if country in owners:
                message = f"{key}.countries: {country} is named in texts.{owners[country]} already."
                raise SettingsError(message)
            owners[country] = texts.name


def _check_texts(texts: Texts, ways: Mapping[str, str]) -> None:
    for setting, allowed in PLACEHOLDERS.items():
        key, text = f"texts.{texts.name}.{setting}", getattr(texts, setting)
        for name in _placeholders(key, text, allowed):
            if not ways.get(name, name):
                message = f"{key} holds {{{name}}}, and rollout.{name} is empty."
                raise SettingsError(message)
        filled = text.format(**{name: ways.get(name, LONGEST_VALUE) for name in allowed})
        if len(filled) > LONGEST_TEXT:
            message = f"{key} has {len(filled)} characters; at most {LONGEST_TEXT} can be sent."
            raise SettingsError(message)
    if not (texts.waiting.strip() or texts.divert.strip()):
        message = f"texts.{texts.name} is empty: waiting or divert must say something."
        raise SettingsError(message)


def _placeholders(key: str, text: str, allowed: Sequence[str]) -> Sequence[str]:
    """Return what a text holds.

    Raises:
        SettingsError: a brace is open, or something is held that is not known.
    """
    try:
        parts = [part for part in Formatter().parse(text) if part[1] is not None]
    except ValueError:
        message = f"{key} has a brace that is not closed or not opened; write a brace that shall stay twice."
        raise SettingsError(message) from None
    for _, name, form, conversion in parts:
        if name not in allowed or form or conversion:
            names = ", ".join(f"{{{one}}}" for one in allowed)
            message = f"{key} holds {{{name}}}, which is not known so; allowed: {names}."
            raise SettingsError(message)
    return [name for _, name, _, _ in parts if name]
