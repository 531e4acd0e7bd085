"""Translation holds for whatever the splitter stored."""

import json
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from appcare.crm.webhook.mapping import body_of
from appcare.domain.events import EVENT_TYPES, CrmEvent
from appcare.domain.lanes import EventRef
from appcare.domain.log import UNREADABLE, LogRecord
from appcare.whatsapp.split import KINDS, split
from appcare.whatsapp.translate import WhatsApp
from docs.samples import SAMPLES
from docs.samples.messages import KINDS as KINDS_OF_MESSAGE
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

NESTED = (
    '{"a": NaN}',
    '{"a": 1e999}',
    '{"a": "\\ud800"}',
    '{"a":' * 60 + "1" + "}" * 60,
    "[" * 5000,
    '{"a": 1}',
)
"""Texts that are, or are not quite, JSON: the answers of a form come as such."""
RESPONSE = ("entry", 0, "changes", 0, "value", "messages", 0, "interactive", "nfm_reply", "response_json")


def translated(body: bytes) -> list[tuple[LogRecord, CrmEvent]]:
    """Return every event of a webhook with the record it is read from."""
    found = []
    for record in split(body, retention_s=YEAR_S, now_s=NOW_S).records:
        if record.kind != UNREADABLE:
            for type_ in CHANNEL.translate(record).types:
                event = CHANNEL.event(record, EventRef(record.key, type_, "ctc_1", "cnv_1"), raw=False)
                found.append((record, event))
    return found


def assert_valid(record: LogRecord, event: CrmEvent) -> None:
    """Check that an event is of the catalogue, survives the wire, and is whole where it has few words."""
    model = EVENT_TYPES[event.type]
    document = json.loads(body_of(event))
    assert model.model_validate_json(json.dumps(document["data"])) == event.data
    assert document.get("time") == document["data"]["occurred_at"]
    message = {**document["data"].get("message", {}), **document["data"].get("edit", {}).get("message", {})}
    if event.type == "unknown" or message.get("kind") == "unsupported" or "raw" in document["data"]:
        assert document["data"]["raw"] == json.loads(record.body)


@given(st.sampled_from(sorted(KINDS)), json_objects, st.none() | json_values)
def test_any_update_becomes_a_valid_event(kind: str, update: Json, beside: Any) -> None:
    """Whatever a message, a status, a call or a contact holds, its event is one of the catalogue."""
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
    wamids = [
        data["message"]["wamid"] for _, event in found if "message" in (data := event.data.model_dump())
    ]
    wamid = message.get("id")
    if isinstance(wamid, bool) or not isinstance(wamid, str | int):
        wamid = ""
    assert wamids in ([str(wamid)], [])
    assert wamids or {event.type for _, event in found} == {"unknown"}


def replaced(node: Any, path: tuple[str | int, ...], odd: Any) -> Any:
    """Return JSON with something else at a path."""
    if not path:
        return odd
    if isinstance(node, dict):
        return {**node, path[0]: replaced(node[path[0]], path[1:], odd)}
    return [replaced(one, path[1:], odd) if at == path[0] else one for at, one in enumerate(node)]


def paths_in(node: Any, path: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Return every path in JSON."""
    inner = node.items() if isinstance(node, dict) else enumerate(node) if isinstance(node, list) else ()
    return [path, *(deeper for at, one in inner for deeper in paths_in(one, (*path, at)))]


REAL = [json.loads(sample.body()) for sample in (*SAMPLES.values(), *KINDS_OF_MESSAGE.values())]


@settings(max_examples=400)
@given(st.data())
def test_real_updates_with_other_things_in_them_become_valid_events(data: st.DataObject) -> None:
    """Whatever stands where something is documented, in one place or two, there are valid events of it."""
    document = data.draw(st.sampled_from(REAL))
    for _ in range(data.draw(st.integers(1, 2))):
        path = data.draw(st.sampled_from(paths_in(document)))
        document = replaced(document, path, data.draw(json_values | st.sampled_from(NESTED)))
    for record, event in translated(json.dumps(document).encode()):
        assert_valid(record, event)


@given(st.data(), st.sampled_from(NESTED) | st.text(st.characters(exclude_categories=["Cs"])))
def test_a_form_with_any_answers(data: st.DataObject, answers: str) -> None:
    """Answers that are no JSON object, or none that could go into a body, go out as text."""
    sent = data.draw(st.sampled_from((answers, json.dumps({"a": answers}))))
    document = replaced(json.loads(KINDS_OF_MESSAGE["form"].body()), RESPONSE, sent)
    for record, event in translated(json.dumps(document).encode()):
        assert_valid(record, event)
        form = event.data.model_dump()["message"]["form"]
        assert (form["answers"] is None) == (form["text"] == sent or not sent)
