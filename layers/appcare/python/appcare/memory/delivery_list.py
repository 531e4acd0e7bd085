"""The list of failed deliveries in memory."""

from collections.abc import Iterable, Mapping

from appcare.application.delivery_list import DeliveryPage, DeliveryQuery, ListPlace
from appcare.application.delivery_ports import FailedDelivery
from appcare.memory.state import MemoryFailedDeliveries


class MemoryDeliveryList:
    """`DeliveryList` over `MemoryFailedDeliveries`."""

    def __init__(self, failed: MemoryFailedDeliveries) -> None:
        """Args: failed: the records."""
        self._failed = failed

    def page(self, query: DeliveryQuery) -> DeliveryPage:
        """Return one page."""
        found = sorted(
            (one for one in self._failed.deliveries.values() if _is_wanted(one, query)),
            key=ListPlace.of,
            reverse=True,
        )
        shown = found[: query.limit]
        return DeliveryPage(shown, ListPlace.of(shown[-1]) if len(found) > query.limit else None)

    def find(self, destination: str, event_ids: Iterable[str]) -> Mapping[str, FailedDelivery]:
        """Return the deliveries of these events that have a record."""
        deliveries = self._failed.deliveries
        return {one: deliveries[destination, one] for one in event_ids if (destination, one) in deliveries}


def _is_wanted(delivery: FailedDelivery, query: DeliveryQuery) -> bool:
    if delivery.destination not in query.destinations or delivery.status not in query.states:
        return False
    if query.after and ListPlace.of(delivery) >= query.after:
        return False
    return query.since <= delivery.failed_at and (query.until is None or delivery.failed_at < query.until)
