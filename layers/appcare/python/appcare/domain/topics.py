"""What a conversation is about, told by how it began: by words, an ad, a choice."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, field

LONGEST_BEGINNING = 100
"""Characters of a message that are looked at; the settings allow no start words as long."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Beginning:
    """How a customer's message begins, as far as that tells a topic.

    Attributes:
        words: `plain` words of a text, not more than `LONGEST_BEGINNING` characters; never logged.
        ads: what the ad or post is called that led here: its id, its URL.
        choice: id of the list row or button that was chosen; empty: none was.
    """

    words: str = field(default="", repr=False)
    ads: tuple[str, ...] = ()
    choice: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Topic:
    """One topic: its name, and the beginnings that tell it."""

    name: str
    words: tuple[str, ...] = ()
    ads: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()


class TopicBook:
    """All topics. The settings see to it that no words begin with another topic's."""

    def __init__(self, topics: Iterable[Topic] = ()) -> None:
        """Set up with topics that share no words, no ad and no choice."""
        known = tuple(topics)
        self._words = [(plain(words), topic.name) for topic in known for words in topic.words]
        self._ads = {ad: topic.name for topic in known for ad in topic.ads}
        self._choices = {choice: topic.name for topic in known for choice in topic.choices}

    def topic_of(self, began: Beginning | None) -> str:
        """Return the name of the topic; empty: none matches.

        What the customer wrote counts more than the ad that led here.
        """
        if began is None:
            return ""
        said = (name for words, name in self._words if begins_with(began.words, words))
        led = (name for ad in began.ads if (name := self._ads.get(ad)))
        return next(said, "") or next(led, "") or self._choices.get(began.choice, "")


def plain(text: str) -> str:
    """Return a text as two spellings of it are alike: lower case, one form of each letter, single spaces."""
    # Folding takes letters apart that belong together: ß with an accent. So they are put together again.
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def first_words(text: str | None) -> str:
    """Return how a text begins: `plain`, of its first line that holds anything."""
    line = next((line for line in (text or "").splitlines() if line.strip()), "")
    return plain(line)[:LONGEST_BEGINNING]


def begins_with(said: str, words: str) -> bool:
    """Whether a `plain` text begins with these words, and not only with a longer word's beginning."""
    return said.startswith(words) and not said[len(words) : len(words) + 1].isalnum()
