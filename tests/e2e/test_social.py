"""The second way in: what AWS End User Messaging Social publishes reaches the CRM as if Meta had sent it."""

import json

import pytest

from playground.whatsapp_phone import now, text, webhook_of
from tests.e2e.world import World

CUSTOMER = "31680000001"
ARRIVES_S = 30.0


def publish(world: World, body: bytes) -> None:
    """Publish what a webhook of Meta's holds, the way the service does."""
    arns = [topic["TopicArn"] for topic in world.topics.list_topics()["Topics"]]
    ours = [arn for arn in arns if "SocialDoor" in arn]
    if not ours:
        pytest.skip("the running stack has no account that comes by a topic")
    (entry,) = json.loads(body)["entry"]
    message = {
        "context": {"MetaWabaIds": [], "MetaPhoneNumberIds": []},
        "whatsAppWebhookEntry": json.dumps(entry),
    }
    world.topics.publish(TopicArn=ours[0], Message=json.dumps(message))


def test_either_way_is_one_update(world: World) -> None:
    """A message that comes by the topic reaches the CRM; the same one from Meta is no second one."""
    first = text(CUSTOMER, "By the topic", at=now() - 5)
    last = text(CUSTOMER, "By Meta", at=now())

    publish(world, webhook_of(first))
    assert len(world.await_accepted([first["id"]], ARRIVES_S)) == 1
    for message in (first, last):
        assert world.phone.post(webhook_of(message)).status_code == 200

    assert len(world.await_accepted([first["id"], last["id"]], ARRIVES_S)) == 2
    records = world.log_records(f"wa#{world.stack.phone_number_id}#{CUSTOMER}")
    assert [record["kind"]["S"] for record in records].count("message") == 2
