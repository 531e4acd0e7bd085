"""Writes one line for each event: to see what a CRM would get, before there is one."""

import logging
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
from appcare.crm.setup import AdapterSetup
from appcare.domain.delivery import Delivered, DeliveryResult
from appcare.domain.events import CrmEvent
from appcare.domain.links import Links

LOGGER = logging.getLogger("appcare.crm.log")


class LogAdapter:
    """The adapter `log`: ids and types only, never what a customer wrote."""

    name: ClassVar[str] = "log"
    capabilities: ClassVar[Capabilities] = Capabilities(
        message_status=MessageStatus.NATIVE, idempotency=Idempotency.ID
    )

    def __init__(self, setup: AdapterSetup) -> None:
        """It needs nothing of its stanza."""
        del setup

    def deliver(self, event: CrmEvent, links: Links, attempt: Attempt) -> DeliveryResult:
        """Log one event."""
        del links
        LOGGER.info("%s %s attempt %d", event.type, event.id, attempt.number)
        return Delivered()

    def parse_callback(self, request: RawRequest) -> Sequence[AgentAction]:
        """Refuse: a log answers nobody."""
        del request
        raise CallbackRefusedError(CallbackRefusal.UNSUPPORTED, "This destination takes no callbacks.")
