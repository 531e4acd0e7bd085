"""Webhooks that nobody here wrote, from public projects' tests and documents."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from playground.places import REPOSITORY
from playground.whatsapp_phone import text, webhook_of
from tests.e2e.world import World, empty

CORPUS = REPOSITORY.parent / "shared" / "corpus" / "whatsapp_cloud"
DRAINED_S = 60.0


def ids_of(payload: Any) -> Iterator[str]:
    """Yield Meta's id of each message and status in a payload."""
    for entry in payload.get("entry") or ():
        for change in entry.get("changes") or ():
            value = change.get("value") or {}
            for update in (*(value.get("messages") or ()), *(value.get("statuses") or ())):
                if update.get("id"):
                    yield update["id"]


@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"the collection of payloads is not at {CORPUS}")
def test_every_payload_is_taken_stored_and_digested(world: World) -> None:
    """Each is answered 200, each of its updates is in the log, and no function broke over one."""
    files: list[Path] = sorted(CORPUS.rglob("*.json"))
    bodies = [file.read_bytes() for file in files]

    statuses = {
        file.name: world.phone.post(body).status_code for file, body in zip(files, bodies, strict=True)
    }
    assert statuses == dict.fromkeys(statuses, 200)

    last = text("31660000001", "after them all")
    world.phone.post(webhook_of(last))
    assert world.await_accepted([last["id"]], DRAINED_S)

    stored = {sk.split("#")[1] for _, sk in world.log_keys() if "#" in sk}
    wanted = {found for body in bodies for found in ids_of(json.loads(body)) if "#" not in found}
    assert wanted - stored == set()
    dead_letters = world.dead_letters()
    assert dead_letters == empty(dead_letters)
