"""The second way in stores what the first one would have stored."""

import json
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from appcare.domain.log import UNREADABLE
from appcare.whatsapp.social import notification, webhook
from appcare.whatsapp.split import Split, split
from tests.unit.whatsapp import samples
from tests.unit.whatsapp.samples import NOW_S, YEAR_S, status, text_message, value


def stored(body: bytes) -> Split:
    """Return what is stored of a webhook."""
    return split(body, retention_s=YEAR_S, now_s=NOW_S)


def published(entry: Any, **parts: Any) -> str:
    """Return an entry as the service publishes it."""
    message = {
        "context": {
            "MetaWabaIds": [
                {"wabaId": "102290129340398", "arn": "arn:aws:social-messaging:eu-west-1:1:waba/a"}
            ],
            "MetaPhoneNumberIds": ["106540352242922"],
        },
        "whatsAppWebhookEntry": entry,
        "aws_account_id": "111122223333",
        "message_timestamp": "2026-11-22T12:00:00.1Z",
        "messageId": "6d69f07a",
    }
    return json.dumps({**message, **parts})


def enveloped(message: str) -> str:
    """Return a message as SNS puts it into a queue."""
    return json.dumps({"Type": "Notification", "MessageId": "1", "TopicArn": "arn", "Message": message})


@given(st.lists(samples.values(), min_size=1, max_size=3))
def test_either_way_leads_to_the_same_records(values: list[Any]) -> None:
    """Key, kind, body and expiry of every update are those of Meta's own webhook."""
    direct = samples.webhook(*values)
    (entry,) = json.loads(direct)["entry"]

    by_topic = stored(webhook(notification(enveloped(published(json.dumps(entry))))))

    wanted = [record for record in stored(direct).records if record.kind != UNREADABLE]
    assert [record for record in by_topic.records if record.kind != UNREADABLE] == wanted
    assert (by_topic.unreadable, by_topic.collisions) == (
        stored(direct).unreadable,
        stored(direct).collisions,
    )


@pytest.mark.parametrize("ascii_only", [True, False])
def test_the_context_does_not_matter(*, ascii_only: bool) -> None:
    """Ids in the envelope are texts or objects, or absent; the update's own metadata counts."""
    body = samples.webhook(value(messages=[text_message(text={"body": "Grüße 💻"})], statuses=[status()]))
    entry = json.dumps(json.loads(body)["entry"][0], ensure_ascii=ascii_only)
    for context in ({}, None, "x", {"MetaWabaIds": ["1"]}, {"MetaWabaIds": [{"wabaId": "1"}]}):
        assert stored(webhook(published(entry, context=context))) == stored(body)


def test_an_entry_that_is_an_object() -> None:
    """An entry that came as an object instead of a text is taken all the same."""
    body = samples.webhook(value(messages=[text_message()]))
    assert stored(webhook(published(json.loads(body)["entry"][0]))) == stored(body)


@pytest.mark.parametrize(
    "entry", ["this is no JSON", "", "{id=1, changes=[]}", "[]", "{},{}", "null", 1, None, ["x"], "{" * 3000]
)
def test_what_holds_no_entry_is_kept_whole(entry: Any) -> None:
    """What cannot be unwrapped is stored as it was published, to be looked at."""
    message = published(entry)
    (record,) = stored(webhook(message)).records
    assert (record.kind, record.body) == (UNREADABLE, message.encode())


def test_an_entry_without_changes_is_kept_whole() -> None:
    """An entry that can be read but not split is kept, too."""
    found = stored(webhook(published('{"id": "1"}')))
    assert (found.unreadable, [record.kind for record in found.records]) == (True, [UNREADABLE])


def test_without_sns_s_envelope() -> None:
    """Raw message delivery, where somebody switched it on, changes nothing."""
    message = published("{}")
    assert notification(message) == message == notification(enveloped(message))


@given(st.text() | st.recursive(st.none() | st.text(), st.lists, max_leaves=5).map(json.dumps))
@example("\ud800")
@example('{"Message": "\\ud800"}')
@example('{"whatsAppWebhookEntry": "\\ud800"}')
@example("[" * 5000)
def test_anything_is_stored(body: str) -> None:
    """Whatever is published, nothing is raised and something is kept."""
    assert stored(webhook(notification(body))).records
