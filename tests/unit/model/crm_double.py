"""A CRM for the model: moods decide its answers, and it remembers what it accepted."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from enum import Enum
from random import Random
from typing import ClassVar

from appcare.application.adapter_ports import (
    AgentAction,
    Attempt,
    Capabilities,
    Idempotency,
    MessageStatus,
    RawRequest,
)
from appcare.application.ports import Clock
from appcare.domain.delivery import (
    Delivered,
    DeliveryResult,
    Refusal,
    Rejected,
    RetryLater,
    Said,
    Scope,
)
from appcare.domain.events import CrmEvent
from appcare.domain.links import Links
from tests.unit.model.arrivals import name_of


class Mood(Enum):
    """How the CRM answers."""

    GOOD = "good"
    SHAKY = "shaky"
    DOWN = "down"
    OVERLOADED = "overloaded"
    LOCKED = "locked"
    GONE = "gone"


@dataclass
class CrmDouble:
    """`CrmAdapter`: accepts by mood; an event in `refused` is refused for good.

    Attributes:
        answers: says what becomes of an event; where it says nothing, the mood does.
    """

    name: ClassVar[str] = "double"
    capabilities: ClassVar[Capabilities] = Capabilities(
        message_status=MessageStatus.NATIVE, idempotency=Idempotency.ID
    )

    random: Random
    mood: Mood = Mood.GOOD
    refused: set[str] = field(default_factory=set)
    accepted: list[CrmEvent] = field(default_factory=list)
    calls: int = 0
    clock: Clock | None = None
    takes_s: float = 0.0
    called_at: list[int] = field(default_factory=list)
    answers: Callable[[CrmEvent], DeliveryResult | None] = lambda _: None

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Answer as `answers` says, else as the mood is."""
        del links, attempt
        self.calls += 1
        answer = self.answers(event)
        if self.clock:
            self.called_at.append(self.clock.now())
            if self.takes_s:
                self.clock.sleep(self.takes_s)
        return answer or self._by_mood(event)

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Nobody answers here."""
        del request
        return []

    def _by_mood(self, event: CrmEvent) -> DeliveryResult:
        if self.mood is not Mood.GOOD and (self.mood is not Mood.SHAKY or self.random.random() < 0.5):
            return self._trouble()
        if name_of(event) in self.refused:
            return Rejected(Refusal.INVALID, "HTTP 400")
        self.accepted.append(event)
        return Delivered()

    def _trouble(self) -> DeliveryResult:
        if self.mood is Mood.LOCKED:
            return Rejected(Refusal.AUTH, "HTTP 401")
        if self.mood is Mood.GONE:
            return Rejected(Refusal.GONE, "HTTP 410")
        if self.mood is Mood.OVERLOADED:
            return RetryLater("HTTP 429", after=7, scope=Scope.DESTINATION)
        return RetryLater("HTTP 503", said=Said(503, "busy"))
