"""Carries events to a CRM: the engine's courier for `crm_publisher`."""

from dataclasses import replace

from appcare.application.adapter_ports import Attempt, CrmAdapter, LinkStore
from appcare.application.channels import Channels
from appcare.application.name_links import links_of
from appcare.application.redact import redacted
from appcare.domain.delivery import Delivered, DeliveryResult
from appcare.domain.events import CrmEvent
from appcare.domain.lanes import EventRef
from appcare.domain.links import Links
from appcare.domain.log import LogRecord


class PublishEvent:
    """Translates the record and hands the event to the destination's adapter, with what is linked."""

    def __init__(
        self, channels: Channels, adapter: CrmAdapter, *, destination: str, links: LinkStore, raw: bool
    ) -> None:
        """Args: raw: whether `data.raw` carries the channel's own update."""
        self._channels = channels
        self._adapter = adapter
        self._destination = destination
        self._links = links
        self._raw = raw

    def calls_for(self, ref: EventRef) -> bool:
        """Whether the CRM has a place for such an event: for a status not every one has."""
        return self._adapter.capabilities.message_status.has_place_for(ref.type)

    def carry(self, ref: EventRef, record: LogRecord, attempt: Attempt) -> DeliveryResult:
        """Make one call; see `Courier`. A status that the CRM has no place for is delivered without one.

        Raises:
            StorageError: links cannot be read or kept now; delivering again does no harm.
        """
        if not self.calls_for(ref):
            return Delivered(called=False)
        able = self._adapter.capabilities
        event = self._channels.of(record).event(record, ref, raw=self._raw)
        keys = links_of(event.data, able.links)
        known = self._links.read(self._destination, ref.contact_id, keys) if keys else {}
        result = self._adapter.deliver(event, known, attempt)
        self._keep(ref.contact_id, known, result.links)
        return _without_the_customer(result, event)

    def _keep(self, contact_id: str, known: Links, found: Links) -> None:
        """Store what is new, also after a failure: what was made in the CRM stays made."""
        kinds = self._adapter.capabilities.links
        new = {key: id_ for key, id_ in found.items() if key.kind in kinds and known.get(key) != id_}
        if new:
            self._links.keep(self._destination, contact_id, new)


def _without_the_customer(result: DeliveryResult, event: CrmEvent) -> DeliveryResult:
    """Return a result whose answer may be stored. Done here, so that no adapter can forget it."""
    if isinstance(result, Delivered) or result.said is None:
        return result
    return replace(result, said=replace(result.said, start=redacted(result.said.start, event)))
