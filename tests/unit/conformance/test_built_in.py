"""The adapters that come along keep the contract as well; what a receiver of events cannot do is skipped."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

import pytest

from appcare.application.adapter_ports import CrmAdapter, RawRequest
from appcare.config.settings import Destination
from appcare.crm.conformance import Bench, SeenMessage, Verdict, report
from appcare.crm.conformance.suite import AdapterConformance
from appcare.crm.conformance.worker import KitFiles
from appcare.crm.http import Answer, Request
from appcare.crm.registry import adapter_for
from appcare.crm.setup import AdapterSetup, DestinationSecrets
from appcare.domain.events import ContactRef
from appcare.memory.event_bus import MemoryEventBus
from tests.unit.crm.callback_samples import document, signed

SECRETS = DestinationSecrets(signing=("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",))


@dataclass
class Receiver:
    """`HttpClient` that keeps events as receivers are told to: each id once."""

    events: dict[str, dict[str, Any]] = field(default_factory=dict)

    def send(self, request: Request) -> Answer:
        """Take a webhook."""
        event = json.loads(request.body)
        assert event["id"] == request.headers["webhook-id"]
        self.events.setdefault(event["id"], event)
        return Answer(204, None, b"")


class ReceiverBench(Bench):
    """Shows what a receiver was told, as if it were a CRM."""

    stanza = Destination(name="crm", adapter="webhook", url="https://crm.example.com/")

    def __init__(self) -> None:
        """Start with a receiver that knows nothing."""
        self.receiver = Receiver()
        self.bus = MemoryEventBus()
        self._ids = count()

    def setup(self) -> AdapterSetup:
        """Return what the adapter is made from."""
        return AdapterSetup(
            destination=self.stanza,
            secrets=lambda: SECRETS,
            http=self.receiver,
            files=KitFiles(),
            event_bus=self.bus,
        )

    def adapter(self, setup: AdapterSetup) -> CrmAdapter:
        """Return the adapter."""
        return adapter_for(setup, installed=())

    def events(self) -> list[dict[str, Any]]:
        """Return the events, each id once, in order of arrival."""
        return list(self.receiver.events.values())

    def messages(self, contact: ContactRef) -> Sequence[SeenMessage]:
        """Return the texts in a customer's events."""
        return [
            SeenMessage(event["id"], "", event["data"]["message"].get("text", ""))
            for event in self.events()
            if event["subject"] == contact.id and "message" in event["data"]
        ]

    def statuses(self, contact: ContactRef) -> Mapping[str, str]:
        """Return the latest status of each message."""
        return {
            event["data"]["message"]["wamid"]: event["data"]["status"]["status"]
            for event in self.events()
            if event["subject"] == contact.id and "status" in event["data"]
        }

    def reply(self, conversation: str, text: str, at: int) -> RawRequest:
        """Have an agent answer who was heard last; a receiver has no conversations of its own."""
        assert conversation == ""
        data = self.events()[-1]["data"]
        content = document(
            id=f"n-{next(self._ids)}",
            contact_id=data["contact"]["id"],
            conversation_id=data["conversation"]["id"],
            text=text,
        )
        return signed(content, *SECRETS.signing, at=at // 1000)

    def own_writing(self, conversation: str, text: str, at: int) -> None:
        """Tell nothing: the adapter writes nothing that a receiver would tell of."""
        del conversation, text, at


class BusBench(ReceiverBench):
    """The same behind an event bus."""

    stanza = Destination(name="crm", adapter="eventbridge", options={"bus": "care"})

    def events(self) -> list[dict[str, Any]]:
        """Return the events, each id once, in order of arrival."""
        found: dict[str, dict[str, Any]] = {}
        for entry in self.bus.entries:
            event = json.loads(entry.detail)
            found.setdefault(event["id"], event)
        return list(found.values())


class TestWebhook(AdapterConformance):
    """Every check of the kit, at a receiver."""

    @pytest.fixture
    def bench(self) -> Bench:
        """Return a new receiver."""
        return ReceiverBench()


class TestEventBridge(AdapterConformance):
    """Every check of the kit, at a bus."""

    @pytest.fixture
    def bench(self) -> Bench:
        """Return a new bus."""
        return BusBench()


def test_trouble_without_http_is_skipped_not_passed() -> None:
    """Where calls do not go over HTTP nothing is pretended: each such check says so."""
    skipped = {one.check: one.why for one in report(BusBench) if one.verdict is Verdict.SKIPPED}
    for name in ("throttling_makes_everybody_wait", "a_lost_answer_makes_nothing_twice"):
        assert "does not call through setup.http" in skipped[name]
