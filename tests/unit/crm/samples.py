"""Events, an HTTP client and setups for the tests of adapters."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from appcare.config.settings import Destination
from appcare.crm.http import Answer, HttpClient, NoAnswer, Request
from appcare.crm.setup import AdapterSetup, DestinationSecrets
from appcare.domain.events import ContactRef, ConversationRef, CrmEvent, Message, MessageReceived, NumberRef

WHEN = datetime(2026, 11, 22, 12, 30, 1, tzinfo=UTC)


def event(occurred_at: datetime | None = WHEN, raw: Any = None) -> CrmEvent:
    """Return a message in our words."""
    return CrmEvent(
        id="evt_abcdefghijklmnopqrstuvwxyz",
        type="message.received",
        source="/whatsapp/106540352242922",
        subject="ctc_1",
        data=MessageReceived(
            order="1799999000000#wamid.1#message",
            occurred_at=occurred_at,
            number=NumberRef(id="106540352242922", name="support"),
            contact=ContactRef(id="ctc_1", phone="31612345678", name="Kees"),
            conversation=ConversationRef(id="cnv_1"),
            raw=raw,
            message=Message(wamid="wamid.1", kind="text", text="héllo 😀 <&>\u2028"),
        ),
    )


@dataclass
class MemoryHttp:
    """`HttpClient` that keeps what is sent and answers as told."""

    answer: Answer | NoAnswer = field(default_factory=lambda: Answer(200, None, b""))
    calls: list[Request] = field(default_factory=list)

    def send(self, request: Request) -> Answer | NoAnswer:
        """Keep one call."""
        self.calls.append(request)
        return self.answer


class NoFiles:
    """`Files` without any file."""

    def read(self, url: str, most_bytes: int) -> bytes | None:
        """Find nothing."""
        del url, most_bytes
        return None


def setup(
    destination: Destination,
    http: HttpClient | None = None,
    secrets: Callable[[], DestinationSecrets] = DestinationSecrets,
) -> AdapterSetup:
    """Return what an adapter for `destination` is made from."""
    return AdapterSetup(destination=destination, secrets=secrets, http=http or MemoryHttp(), files=NoFiles())
