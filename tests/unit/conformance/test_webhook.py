"""The adapter `webhook` keeps the contract, at an endpoint that drops what it has seen."""

import base64
import json
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Any

import pytest

from appcare.application.adapter_ports import CrmAdapter, RawRequest
from appcare.config.settings import Destination
from appcare.crm.conformance import Bench, SeenMessage
from appcare.crm.conformance.suite import AdapterConformance
from appcare.crm.conformance.worker import KitFiles
from appcare.crm.http import Answer, NoAnswer, Request
from appcare.crm.setup import AdapterSetup, DestinationSecrets
from appcare.crm.webhook.adapter import WebhookAdapter
from appcare.domain.events import ContactRef
from tests.unit.crm.callback_samples import document, signed

STANZA = Destination(name="inbox", adapter="webhook", url="https://crm.example.com/")
SECRET = "whsec_" + base64.b64encode(b"s" * 32).decode()


class Endpoint:
    """Takes events and knows their ids."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.events: dict[str, Any] = {}

    def send(self, request: Request) -> Answer | NoAnswer:
        """Take an event, once."""
        self.events.setdefault(request.headers["webhook-id"], json.loads(request.body))
        return Answer(200, None, b"")


class WebhookBench(Bench):
    """`WebhookAdapter` at that endpoint."""

    def __init__(self) -> None:
        """Start with nothing."""
        self.endpoint = Endpoint()
        self._ids = count()

    def setup(self) -> AdapterSetup:
        """Return what the adapter is made from."""
        secrets = DestinationSecrets(signing=(SECRET,))
        return AdapterSetup(destination=STANZA, secrets=lambda: secrets, http=self.endpoint, files=KitFiles())

    def adapter(self, setup: AdapterSetup) -> CrmAdapter:
        """Return the adapter."""
        return WebhookAdapter(setup)

    def messages(self, contact: ContactRef) -> Sequence[SeenMessage]:
        """Return all texts of what was told of a customer."""
        return [
            SeenMessage(id_, "", "\n".join(_texts(told["data"])))
            for id_, told in self.endpoint.events.items()
            if told["subject"] == contact.id
        ]

    def reply(self, conversation: str, text: str, at: int) -> RawRequest:
        """Have an agent answer who was heard last; this CRM has no conversations of its own."""
        assert conversation == ""
        data = [told["data"] for told in self.endpoint.events.values()][-1]
        content = document(
            id=f"n-{next(self._ids)}",
            contact_id=data["contact"]["id"],
            conversation_id=data["conversation"]["id"],
            text=text,
        )
        return signed(content, SECRET, at=at // 1000)

    def own_writing(self, conversation: str, text: str, at: int) -> None:
        """Tell nothing: the adapter writes nothing that this CRM would tell of."""
        del conversation, text, at


def _texts(node: Any) -> Iterator[str]:
    if isinstance(node, str):
        yield node
    for inner in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        yield from _texts(inner)


class TestWebhook(AdapterConformance):
    """Every check of the kit."""

    @pytest.fixture
    def bench(self) -> Bench:
        """Return a new endpoint for each check."""
        return WebhookBench()
