"""Adapters that write what they were given twice, changed, out of order, or not at all."""

import html
import json
import secrets
from dataclasses import replace
from typing import Any, ClassVar

from appcare_desk.adapter import DeskAdapter, TroubleError

from appcare.application.adapter_ports import Attempt, Capabilities, MessageStatus
from appcare.domain.delivery import DeliveryResult, RetryLater
from appcare.domain.events import CrmEvent
from appcare.domain.links import LinkKey, Links

Found = dict[LinkKey, str]


class WritesAnew(DeskAdapter):
    """Gives whatever it adds another key each time."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        super()._add(event, found, kind, key + secrets.token_hex(4), content)


class WritesAnewWithoutLinks(DeskAdapter):
    """Believes that an event without links is new."""

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Deliver under a new key where nothing is linked."""
        self._suffix = "" if links else secrets.token_hex(4)
        return super().deliver(event, links, attempt)

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        super()._add(event, found, kind, key + self._suffix, content)


class Escapes(DeskAdapter):
    """Shows markup escaped."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        if kind == "entries":
            content = json.dumps({"text": html.escape(json.loads(content)["text"])}).encode()
        super()._add(event, found, kind, key, content)


class Reverses(DeskAdapter):
    """Writes the last message where the first one was."""

    texts: ClassVar[dict[str, list[tuple[str, bytes]]]] = {}

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        if b"of four" not in content:
            super()._add(event, found, kind, key, content)
            return
        waiting = self.texts.setdefault(event.subject, [])
        waiting.append((key, content))
        if len(waiting) > 3:
            for each, text in reversed(waiting):
                super()._add(event, found, kind, each, text)


class StumblesOverNews(DeskAdapter):
    """Knows messages only."""

    def _push(self, event: CrmEvent, found: Found) -> None:
        if event.type in ("unknown", "media.lost"):
            raise TroubleError(RetryLater("what is this?"))
        super()._push(event, found)


class ForgetsStatuses(DeskAdapter):
    """Shows the first status only."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        if kind != "statuses" or b"sent" in content:
            super()._add(event, found, kind, key, content)


class FailedOnly(DeskAdapter):
    """Right: tells failures by a note."""

    capabilities: ClassVar[Capabilities] = replace(
        DeskAdapter.capabilities, message_status=MessageStatus.FAILED_ONLY
    )

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        if kind == "statuses":
            kind, key, content = "entries", f"failed-{key}", json.dumps({"text": self._told(event)}).encode()
        super()._add(event, found, kind, key, content)

    def _told(self, event: CrmEvent) -> str:
        data: Any = event.data
        return f"did not arrive; {data.status.failure.advice if data.status.failure else 'nobody knows why'}"


class TellsFailuresAgain(FailedOnly):
    """Tells a failure as often as it hears of it."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        super()._add(event, found, kind, key + secrets.token_hex(2) if kind == "statuses" else key, content)


class KeepsAdvice(FailedOnly):
    """Tells a failure, and not what to do about it."""

    def _told(self, event: CrmEvent) -> str:
        del event
        return "did not arrive"


class HidesFailures(FailedOnly):
    """Tells no failure."""

    def _add(self, event: CrmEvent, found: Found, kind: str, key: str, content: bytes) -> None:
        if kind != "statuses":
            super()._add(event, found, kind, key, content)
