"""Adapters that read callbacks wrongly, and one that rightly takes none."""

import json
import secrets
from collections.abc import Sequence
from dataclasses import replace
from typing import ClassVar

from appcare_desk.adapter import DeskAdapter

from appcare.application.adapter_ports import (
    AgentAction,
    AgentReply,
    CallbackRefusal,
    CallbackRefusedError,
    Capabilities,
    RawRequest,
    Replies,
)
from appcare.domain.links import LinkKey

Found = dict[LinkKey, str]


class BelievesAnybody(DeskAdapter):
    """Asks for no signature."""

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read it."""
        return self.read(json.loads(request.body))

    def read(self, entry: dict[str, str]) -> list[AgentReply]:
        """Return the answer in an entry."""
        if entry.get("author") == "appcare":
            return []
        return [AgentReply(id=entry["id"], conversation=entry["ticket"], text=entry["text"])]


class ReadsFirst(BelievesAnybody):
    """Looks at the body before the signature, and says what it thinks of it."""

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read it."""
        try:
            json.loads(request.body)
        except ValueError as error:
            raise CallbackRefusedError(CallbackRefusal.UNREADABLE, "No JSON.") from error
        return super(BelievesAnybody, self).parse_callback(request)


class ChecksHeaderOnly(BelievesAnybody):
    """Is content with any signature."""

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read it."""
        if "webhook-signature" not in request.headers:
            raise CallbackRefusedError(CallbackRefusal.UNSIGNED, "Sign it.")
        return super().parse_callback(request)


class KnowsNoTime(DeskAdapter):
    """Takes a callback however old."""

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read it as if it had just been signed."""
        signed_at = request.headers.get("webhook-timestamp", "0")
        return super().parse_callback(replace(request, at=int(signed_at) * 1000))


class HearsItself(BelievesAnybody):
    """Sends customers what it wrote itself."""

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read it."""
        return super(BelievesAnybody, self).parse_callback(request) or self.read(
            {**json.loads(request.body), "author": "agent"}
        )


class Answers(DeskAdapter):
    """Reads answers, but changes them."""

    changes: ClassVar[dict[str, str]] = {"text": "…"}

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read it."""
        return [replace(one, **self.changes) for one in super().parse_callback(request)]  # type: ignore[arg-type]  # texts all


class AnswersElsewhere(Answers):
    """Leads to another conversation."""

    changes: ClassVar[dict[str, str]] = {"conversation": "T0"}


class AnswersNameless(Answers):
    """Gives every answer the same id."""

    changes: ClassVar[dict[str, str]] = {"id": "reply"}


class AnswersTwice(DeskAdapter):
    """Gives an answer another id each time."""

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Read it."""
        return [replace(one, id=secrets.token_hex(4)) for one in super().parse_callback(request)]


class Deaf(DeskAdapter):
    """Right: takes no callbacks, and says so."""

    capabilities: ClassVar[Capabilities] = replace(DeskAdapter.capabilities, replies=Replies.NONE)

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Refuse."""
        del request
        raise CallbackRefusedError(CallbackRefusal.UNSUPPORTED, "Desk does not call.")


class SilentlyDeaf(Deaf):
    """Takes callbacks and throws them away."""

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Ignore it."""
        del request
        return []
