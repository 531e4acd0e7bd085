"""Events and a poster for the tests of adapters."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from appcare.crm.http import Answer, NoAnswer
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
class Posted:
    """One call that was made."""

    url: str
    body: bytes
    headers: Mapping[str, str]


@dataclass
class MemoryPoster:
    """`HttpPoster` that keeps what is posted and answers as told."""

    answer: Answer | NoAnswer = field(default_factory=lambda: Answer(200, None, b""))
    calls: list[Posted] = field(default_factory=list)

    def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer | NoAnswer:
        """Keep one call."""
        self.calls.append(Posted(url, body, headers))
        return self.answer
