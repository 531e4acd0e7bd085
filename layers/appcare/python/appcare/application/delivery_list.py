"""What looking at failed deliveries needs from outside: a list, newest first, page by page, never by a scan.

As in `ports.py`, a method raises `StorageError` when the outside fails.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol

from appcare.application.delivery_ports import FailedDelivery
from appcare.domain.failed_delivery import FailedState


@dataclass(frozen=True, slots=True, order=True)
class ListPlace:
    """Where a delivery stands in the list, which never changes: the order is total.

    Attributes:
        at: when it failed first, Unix milliseconds.
    """

    at: int
    event_id: str
    destination: str

    @classmethod
    def of(cls, delivery: FailedDelivery) -> "ListPlace":
        """Return a delivery's place."""
        return cls(delivery.failed_at, delivery.ref.event_id, delivery.destination)


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryQuery:
    """One page of the list.

    Attributes:
        destinations: whose deliveries; none: nobody's.
        states: which of them.
        since: only what failed first at this moment or later, Unix milliseconds.
        until: only what failed first before this moment; None: up to now.
        after: the last place of the page before; None: the first page.
        limit: most deliveries in the page, 1 or more.
    """

    destinations: Sequence[str]
    states: Sequence[FailedState] = tuple(FailedState)
    since: int = 0
    until: int | None = None
    after: ListPlace | None = None
    limit: int = 50


@dataclass(frozen=True, slots=True)
class DeliveryPage:
    """What one page holds.

    Attributes:
        deliveries: newest first, as they stand now; fewer than the limit, even none, may come
            before the end where some changed their state a moment ago.
        after: what the next page starts beyond; None: this is the last one.
    """

    deliveries: Sequence[FailedDelivery]
    after: ListPlace | None


class DeliveryList(Protocol):
    """The deliveries that failed at least once.

    What was listed before the first page was read and keeps its state comes exactly once, whatever
    is added or changes meanwhile. The newest may be missing for a second or two.
    """

    def page(self, query: DeliveryQuery) -> DeliveryPage:
        """Return one page."""
        ...

    def find(self, destination: str, event_ids: Iterable[str]) -> Mapping[str, FailedDelivery]:
        """Return the deliveries of these events that have a record, strongly consistent."""
        ...
