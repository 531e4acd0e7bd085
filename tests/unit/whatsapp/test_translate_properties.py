"""Translation holds for whatever the splitter stored."""

import json
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from appcare.crm.webhook.mapping import body_of
from appcare.domain.events import EVENT_TYPES, CrmEvent
from appcare.domain.lanes import EventRef
from appcare.domain.log import UNREADABLE, LogRecord
from appcare.whatsapp.split import split
from appcare.whatsapp.translate import WhatsApp
from tests.unit.whatsapp.samples import (
    NOW_S,
    YEAR_S,
    Json,
    contact,
    json_objects,
    json_values,
    messages,
    statuses,
    value,
    values,
    webhook,
)

CHANNEL = WhatsApp(lambda number_id: "support" if number_id else "unlisted")


def translated(body: bytes) -> list[tuple[LogRecord, CrmEvent]]:
    """Return every event of a webhook with the record it is read from."""
    found = []
    for record in split(body, retention_s=YEAR_S, now_s=NOW_S).records:
        if record.kind != UNREADABLE:
            (type_,) = CHANNEL.translate(record).types
            event = CHANNEL.event(record, EventRef(record.key, type_, "ctc_1", "cnv_1"), raw=False)
            found.append((record, event))
    return found


def assert_valid(record: LogRecord, event: CrmEvent) -> None:
    """Check that an event is of the catalogue, survives the wire, and lost nothing it cannot say."""
    model = EVENT_TYPES[event.type]
    document = json.loads(body_of(event))
    assert model.model_validate_json(json.dumps(document["data"])) == event.data
    assert document.get("time") == document["data"]["occurred_at"]
    message = document["data"].get("message", {})
    if event.type == "unknown" or message.get("kind") == "unsupported":
        assert document["data"]["raw"] == json.loads(record.body)
    else:
        assert "raw" not in document["data"]


@given(st.sampled_from(("messages", "statuses")), json_objects, st.none() | json_values)
def test_any_update_becomes_a_valid_event(kind: str, update: Json, beside: Any) -> None:
    """Whatever a message, a status or a contact holds, its event is one of the catalogue."""
    for record, event in translated(webhook(value(**{kind: [update], "contacts": [beside]}))):
        assert_valid(record, event)


@given(st.lists(values(), max_size=3), st.text(max_size=20))
def test_any_webhook_becomes_valid_events(changes: list[Json], field: str) -> None:
    """So does every part of a webhook."""
    for record, event in translated(webhook(*changes, field=field)):
        assert_valid(record, event)


@given(messages() | statuses(), st.lists(json_objects, max_size=2))
def test_nearly_documented_updates_become_valid_events(update: Json, contacts: list[Json]) -> None:
    """What is documented, but for a part or two, is no harder."""
    kind = "statuses" if "status" in update else "messages"
    for record, event in translated(webhook(value(**{kind: [update], "contacts": [*contacts, contact()]}))):
        assert_valid(record, event)


@given(messages())
def test_ids_are_metas_own(message: Json) -> None:
    """The wamid stands in the event as it came, as text where it was a number, empty where there is none."""
    found = translated(webhook(value(messages=[message])))
    wamids = [event.model_dump()["data"]["message"]["wamid"] for _, event in found if event.type != "unknown"]
    wamid = message.get("id")
    if isinstance(wamid, bool) or not isinstance(wamid, str | int):
        wamid = ""
    assert wamids == [str(wamid)]
