"""Webhooks that nobody here wrote, where the collection lies beside the repository."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appcare.crm.webhook.mapping import body_of
from appcare.domain.events import EVENT_TYPES
from appcare.domain.lanes import EventRef
from appcare.domain.log import UNREADABLE
from appcare.whatsapp.split import split
from appcare.whatsapp.translate import WhatsApp
from tests.unit.whatsapp.samples import NOW_S, YEAR_S

CORPUS = Path(__file__).parents[3].parent / "shared" / "corpus" / "whatsapp_cloud"
FILES = sorted(CORPUS.rglob("*.json"))

CHANNEL = WhatsApp(lambda _: "unlisted")


def updates_in(document: Any) -> Iterator[Any]:
    """Yield each message and status of a webhook."""
    for entry in document.get("entry", ()):
        for change in entry.get("changes", ()):
            found = change.get("value") or {}
            yield from found.get("messages") or ()
            yield from found.get("statuses") or ()


@pytest.mark.skipif(not FILES, reason=f"the collection of payloads is not at {CORPUS}")
def test_every_payload_is_split_and_translated() -> None:
    """Each update of each payload is in one record, and each record becomes an event of the catalogue."""
    for file in FILES:
        document = json.loads(file.read_bytes())
        found = split(file.read_bytes(), retention_s=YEAR_S, now_s=NOW_S)
        stored = [json.loads(record.body) for record in found.records if record.kind != UNREADABLE]
        people = [one.get("message", one.get("status")) for one in stored]
        assert all(update in people for update in updates_in(document)) or found.unreadable, file.name
        for record in found.records:
            if record.kind != UNREADABLE:
                (type_,) = CHANNEL.translate(record).types
                event = CHANNEL.event(record, EventRef(record.key, type_, "ctc_1"), raw=True)
                data = json.dumps(json.loads(body_of(event))["data"])
                assert EVENT_TYPES[type_].model_validate_json(data) == event.data, file.name
