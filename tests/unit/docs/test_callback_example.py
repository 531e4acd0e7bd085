"""The callback that docs/api.md shows is one that is taken."""

import base64
import json
import re
import time
from io import BytesIO
from typing import Any
from urllib import request

import pytest

from appcare.application.adapter_ports import AgentReply, RawRequest
from appcare.config.settings import Destination
from appcare.crm.setup import DestinationSecrets
from appcare.crm.webhook.adapter import WebhookAdapter
from appcare.crm.webhook.callback import read_callback
from docs.events import CONTACT_ID
from docs.generate import FOLDER
from tests.unit.crm.samples import setup

DESK = Destination(name="desk", adapter="webhook", url="https://desk.example.com/")
SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()
SECTION = (FOLDER / "api.md").read_text(encoding="utf-8").partition("## What your agents answer")[2]


def example(language: str) -> str:
    """Return the section's first example in a language."""
    found = re.search(rf"```{language}\n(.*?)```", SECTION, re.DOTALL)
    assert found
    return found[1]


def test_the_document() -> None:
    """The JSON is read as an answer with everything in it."""
    reply = read_callback(example("json").encode())
    assert (reply.id, reply.contact_id, len(reply.files)) == ("note-4711", CONTACT_ID, 1)


def test_the_program(monkeypatch: pytest.MonkeyPatch) -> None:
    """What the Python program posts is proven and read; it prints what it is answered."""
    posted: list[request.Request] = []

    def answer(asked: request.Request) -> BytesIO:
        posted.append(asked)
        return BytesIO(b'{"taken": 1, "repeated": 0, "unknown": []}')

    monkeypatch.setattr(request, "urlopen", answer)
    for name, value in {
        "SECRET": SECRET,
        "CONTACT_ID": CONTACT_ID,
        "API_URL": "https://api.example.com/v1",
    }.items():
        monkeypatch.setenv(name, value)
    exec(compile(example("python"), "api.md", "exec"), {})  # noqa: S102 - a program of our own page

    (asked,) = posted
    assert asked.full_url == "https://api.example.com/hooks/desk"
    body: Any = asked.data
    came = RawRequest(
        headers={name.lower(): value for name, value in asked.header_items()},
        query={},
        body=body,
        at=int(time.time() * 1000),
    )
    adapter = WebhookAdapter(setup(DESK, secrets=lambda: DestinationSecrets((SECRET,))))
    (reply,) = adapter.parse_callback(came)
    assert isinstance(reply, AgentReply)
    assert (reply.contact_id, reply.text) == (CONTACT_ID, json.loads(body)["data"]["text"])
