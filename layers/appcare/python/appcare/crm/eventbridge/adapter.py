"""Puts events on an Amazon EventBridge bus."""

from collections.abc import Sequence
from typing import ClassVar

from appcare.application.adapter_ports import (
    AgentAction,
    Attempt,
    CallbackRefusal,
    CallbackRefusedError,
    Capabilities,
    Idempotency,
    MessageStatus,
    RawRequest,
)
from appcare.crm.eventbridge.mapping import entry_of, result_of
from appcare.crm.options import OptionError, Options
from appcare.crm.setup import AdapterSetup
from appcare.domain.delivery import DeliveryResult, Refusal, Rejected
from appcare.domain.events import CrmEvent
from appcare.domain.links import Links


class EventBridgeAdapter:
    """The adapter `eventbridge`."""

    name: ClassVar[str] = "eventbridge"
    capabilities: ClassVar[Capabilities] = Capabilities(
        message_status=MessageStatus.NATIVE, idempotency=Idempotency.ID
    )

    def __init__(self, setup: AdapterSetup) -> None:
        """Read the options.

        Raises:
            OptionError: one is missing or wrong.
        """
        options = Options(setup.destination)
        self._bus = options.text("bus", "the name or ARN of the event bus")
        self._source = options.text("source", "the `source` of its events", "appcare")
        options.no_others()
        if self._source.startswith("aws."):
            message = f"destinations.{setup.destination.name}.options.source: AWS keeps aws. for itself."
            raise OptionError(message)
        self._events = setup.event_bus

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Put one event on the bus; its id stays the same on every attempt."""
        del links, attempt
        entry = entry_of(event, self._bus, self._source)
        if entry is None:
            return Rejected(Refusal.UNSUPPORTED, "larger than an event bus takes")
        return result_of(self._events.put(entry))

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Refuse: whoever reads from a bus answers through the API."""
        del request
        raise CallbackRefusedError(CallbackRefusal.UNSUPPORTED, "This destination takes no callbacks.")
