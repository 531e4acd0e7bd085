"""Templates: the list is read from Meta, webhooks change it, and what cannot be sent is refused."""

import json
from typing import Any

from playground.waiting import within
from playground.whatsapp_phone import WABA_ID, now, text, webhook_of
from tests.e2e.test_agent_api import contact_of
from tests.e2e.world import Appcare, World

CLARA = "31670000077"
ROUTED_S = 30.0
LATE = {"kind": "template", "name": "parcel_delayed", "language": "en_US", "body": ["Clara", "Friday"]}


def listed(world: World) -> dict[str, Any]:
    """Return the templates that the API tells of, by name."""
    answer = world.api.get("/templates", params={"number": "support"})
    assert answer.status_code == 200
    return {one["name"]: one for one in answer.json()["templates"]}


def status_webhook(name: str, event: str) -> bytes:
    """Return Meta's webhook about a template's new status, as of now."""
    value = {
        "event": event,
        "message_template_id": 1,
        "message_template_name": name,
        "message_template_language": "en_US",
        "reason": "NONE",
    }
    change = {"field": "message_template_status_update", "value": value}
    entry = {"id": WABA_ID, "time": now() + 1, "changes": [change]}
    return json.dumps({"object": "whatsapp_business_account", "entry": [entry]}).encode()


def why_not(world: World, content: dict[str, Any], key: str) -> str:
    """Return why a template may not be sent to the customer."""
    path = f"/contacts/{contact_of(world, CLARA)}/messages"
    asked = {"message": {"content": content}}
    answer = world.api.post(path, json=asked, headers={"Idempotency-Key": key})
    assert answer.status_code == 422, answer.text
    assert answer.json()["reason"] == "template"
    return str(answer.json()["advice"])


def test_templates_are_known(world: World, appcare: Appcare) -> None:
    """What was read is listed; paused by a webhook, unknown or not filled, a template is refused."""
    assert world.phone.post(webhook_of(text(CLARA, "Hello", at=now() - 5))).status_code == 200
    assert "main: 3 templates." in appcare("templates", "read")
    # Webhooks may have told of others before.
    usable = {name: one["usable"] for name, one in listed(world).items()}
    assert usable.items() >= {"order_confirmed": True, "parcel_delayed": True, "summer_sale": False}.items()
    assert "2 values" in appcare("templates", "list")

    assert "is paused" in why_not(world, {**LATE, "name": "summer_sale", "body": []}, "clara-1")
    assert "holds no other" in why_not(world, {**LATE, "name": "other"}, "clara-2")
    assert "needs 2 values" in why_not(world, {**LATE, "body": ["Clara"]}, "clara-3")

    assert world.phone.post(status_webhook("parcel_delayed", "PAUSED")).status_code == 200
    assert within(ROUTED_S, lambda: listed(world)["parcel_delayed"]["status"] == "paused")
    assert "is paused" in why_not(world, LATE, "clara-4")
