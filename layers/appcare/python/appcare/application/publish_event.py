"""Carries events to a CRM: the engine's courier for `crm_publisher`."""

from appcare.application.adapter_ports import Attempt, CrmAdapter
from appcare.application.channels import Channels
from appcare.domain.delivery import DeliveryResult
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord


class PublishEvent:
    """Translates the record and hands the event to the destination's adapter."""

    def __init__(self, channels: Channels, adapter: CrmAdapter, *, raw: bool) -> None:
        """Args: raw: whether `data.raw` carries the channel's own update."""
        self._channels = channels
        self._adapter = adapter
        self._raw = raw

    def carry(self, ref: EventRef, record: LogRecord, attempt: Attempt) -> DeliveryResult:
        """Make one call; see `Courier`."""
        event = self._channels.of(record).event(record, ref, raw=self._raw)
        return self._adapter.deliver(event, {}, attempt)
