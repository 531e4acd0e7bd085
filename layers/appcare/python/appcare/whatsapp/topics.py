"""The topics of the settings, for whoever reads messages."""

from collections.abc import Iterable

from appcare.config.stanzas_rollout import Topic as Stanza
from appcare.domain.topics import Topic, TopicBook


def topic_book(stanzas: Iterable[Stanza]) -> TopicBook:
    """Return what conversations can be about."""
    return TopicBook(
        Topic(name=one.name, words=one.words, ads=one.ads, choices=one.choices) for one in stanzas
    )
