"""Writes one line for each event: to see what a CRM would get, before there is one."""

import logging
from collections.abc import Mapping

from appcare.application.delivery_ports import Attempt
from appcare.domain.delivery import Delivered, DeliveryResult
from appcare.domain.events import CrmEvent

LOGGER = logging.getLogger("appcare.crm.log")


class LogAdapter:
    """The adapter `log`: ids and types only, never what a customer wrote."""

    def deliver(self, event: CrmEvent, links: Mapping[str, str], attempt: Attempt) -> DeliveryResult:
        """Log one event."""
        del links
        LOGGER.info("%s %s attempt %d", event.type, event.id, attempt.number)
        return Delivered()
