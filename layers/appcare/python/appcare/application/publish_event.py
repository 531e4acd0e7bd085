"""Carries events to a CRM: the engine's courier for `crm_publisher`."""

from collections.abc import Mapping

from appcare.application.delivery_ports import Attempt, CrmAdapter
from appcare.application.ports import Channel
from appcare.domain.delivery import DeliveryResult
from appcare.domain.errors import UndigestibleError
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord


class PublishEvent:
    """Translates the record and hands the event to the destination's adapter."""

    def __init__(self, channels: Mapping[str, Channel], adapter: CrmAdapter, *, raw: bool) -> None:
        """Args: raw: whether `data.raw` carries the channel's own update."""
        self._channels = channels
        self._adapter = adapter
        self._raw = raw

    def carry(self, ref: EventRef, record: LogRecord, attempt: Attempt) -> DeliveryResult:
        """Make one call; see `Courier`."""
        channel = self._channels.get(record.key.pk.partition("#")[0])
        if channel is None:
            message = "no channel wrote this record"
            raise UndigestibleError(message)
        event = channel.event(record, ref, raw=self._raw)
        return self._adapter.deliver(event, {}, attempt)
