"""Webhooks that nobody here wrote, where the collection lies beside the repository."""

import json
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from appcare.crm.webhook.mapping import body_of
from appcare.domain.events import EVENT_TYPES
from appcare.domain.lanes import EventRef
from appcare.domain.log import UNREADABLE
from appcare.whatsapp.split import KINDS, split
from appcare.whatsapp.translate import WhatsApp
from tests.unit.whatsapp.samples import NOW_S, YEAR_S

CORPUS = Path(__file__).parents[3].parent / "shared" / "corpus" / "whatsapp_cloud"
FILES = sorted(CORPUS.rglob("*.json"))

CHANNEL = WhatsApp(lambda _: "unlisted")


UNDOCUMENTED = frozenset(
    {
        ("odd", "field.unknown_field_xyz"),  # a made-up field
        ("odd", "message"),  # {}
        ("odd", "status"),  # a made-up word
        ("field_smb_message_echoes", "field.smb_message_echoes"),  # no echoes in it
    }
)
"""Folder and kind of the records that have no event of ours, each with the reason."""


def updates_in(document: Any) -> Iterator[Any]:
    """Yield each message, status, echo, call, preference and group of a webhook."""
    for entry in document.get("entry", ()):
        for change in entry.get("changes", ()):
            found = change.get("value") or {}
            for name in KINDS:
                yield from found.get(name) or ()


def events_in(file: Path) -> Iterator[tuple[str, str]]:
    """Yield each record's kind with the type of its event; the event is built and made a body."""
    for record in split(file.read_bytes(), retention_s=YEAR_S, now_s=NOW_S).records:
        if record.kind == UNREADABLE:
            yield record.kind, "-"
            continue
        types = CHANNEL.translate(record).types
        if not types:
            yield record.kind, "nothing happened"
            continue
        (type_,) = types
        event = CHANNEL.event(record, EventRef(record.key, type_, "ctc_1"), raw=True)
        data = json.dumps(json.loads(body_of(event))["data"])
        assert EVENT_TYPES[type_].model_validate_json(data) == event.data, file.name
        yield record.kind, type_


@pytest.mark.skipif(not FILES, reason=f"the collection of payloads is not at {CORPUS}")
def test_every_update_is_in_a_record() -> None:
    """Each update of each payload is in one record, or the payload is kept whole."""
    for file in FILES:
        found = split(file.read_bytes(), retention_s=YEAR_S, now_s=NOW_S)
        stored = [json.loads(record.body) for record in found.records if record.kind != UNREADABLE]
        kept = [one[kind] for one in stored for kind in KINDS.values() if kind in one]
        document = json.loads(file.read_bytes())
        assert all(update in kept for update in updates_in(document)) or found.unreadable, file.name


@pytest.mark.skipif(not FILES, reason=f"the collection of payloads is not at {CORPUS}")
def test_what_becomes_of_each_kind() -> None:
    """Every payload becomes events of the catalogue, `unknown` only where nobody documents it."""
    table = Counter((file.parent.name, *found) for file in FILES for found in events_in(file))
    for (folder, kind, type_), count in sorted(table.items()):
        sys.stdout.write(f"{folder:45} {kind:45} {type_:32} {count:4}\n")
    unknown = {(folder, kind) for folder, kind, type_ in table if type_ == "unknown"}
    assert unknown <= UNDOCUMENTED
    assert not any(folder != "odd" for folder, kind, _ in table if kind == UNREADABLE)
