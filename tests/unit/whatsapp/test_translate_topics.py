"""A customer's message tells the topic that the settings give a name, by words, an ad or a choice."""

import pytest

from appcare.domain.topics import Topic, TopicBook
from appcare.whatsapp.translate import WhatsApp
from tests.unit.whatsapp.reading import record_of
from tests.unit.whatsapp.samples import Json, text_message, value, webhook

ORDERS = Topic(name="orders", words=("My order",), ads=("https://fb.me/1", "AD-1"), choices=("C-1",))
CHANNEL = WhatsApp(lambda _: "support", TopicBook([ORDERS]))
LIST = {"list_reply": {"id": "C-1", "title": "Something"}}


@pytest.mark.parametrize(
    ("parts", "topic"),
    [
        ({"text": {"body": "my ORDER: 12"}}, "orders"),
        ({"type": "image", "image": {"id": "7", "caption": "My order arrived broken"}}, "orders"),
        ({"referral": {"source_id": "AD-1", "source_url": "https://fb.me/9"}}, "orders"),
        ({"referral": {"source_id": "AD-9", "source_url": "https://fb.me/1"}}, "orders"),
        ({"type": "interactive", "interactive": LIST}, "orders"),
        ({"type": "button", "button": {"payload": "C-1", "text": "T"}}, "orders"),
        ({"type": "button", "button": {"payload": "C-9", "text": "My order"}}, "C-9"),
        ({"text": {"body": "my orders"}}, ""),
        ({"referral": {"source_id": "AD-9"}}, "AD-9"),
        ({"type": "image", "image": {"id": "7"}}, ""),
        ({"type": "text", "text": None}, ""),
    ],
)
def test_the_topic_of_a_message(parts: Json, topic: str) -> None:
    """Where no topic is told, the ad or the choice goes by its id; what a button says is our word."""
    assert CHANNEL.translate(record_of(webhook(value(messages=[text_message(**parts)])))).topic == topic
