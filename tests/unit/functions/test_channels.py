"""The functions read messages with the topics of the settings."""

import pytest

from appcare.config.settings import Settings, Topic
from functions import channels
from tests.unit.whatsapp.reading import record_of
from tests.unit.whatsapp.samples import text_message, value, webhook


def test_topics_are_those_of_the_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    """Words, ads and choices of each stanza."""
    topics = (
        Topic(name="orders", words=("My order",), choices=("C",)),
        Topic(name="meter", ads=("AD",)),
    )
    monkeypatch.setattr(channels, "settings", lambda: Settings(topics=topics))
    read = channels.channels()
    found = []
    for parts in (
        {"text": {"body": "My order"}},
        {"type": "button", "button": {"payload": "C"}},
        {"referral": {"source_id": "AD"}},
        {},
    ):
        record = record_of(webhook(value(messages=[text_message(**parts)])))
        found.append(read.of(record).translate(record).topic)
    assert found == ["orders", "orders", "meter", ""]
