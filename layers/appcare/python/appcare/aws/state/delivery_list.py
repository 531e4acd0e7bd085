"""The list of failed deliveries: newest first, from the index `failed`."""

from __future__ import annotations

import heapq
from itertools import islice
from typing import TYPE_CHECKING

from appcare.application.delivery_list import DeliveryPage, ListPlace
from appcare.aws.dynamo import Item, key_of, read_text, text
from appcare.aws.state.failed_deliveries import SHARDS, delivery_key, delivery_of, list_order, list_shard
from appcare.aws.state.table import FAILED_INDEX, StateTable

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping

    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.application.delivery_list import DeliveryQuery
    from appcare.application.delivery_ports import FailedDelivery

END_OF_TIME = 10**15 - 1
"""Milliseconds; the most that fifteen digits hold."""


class DynamoDeliveryList:
    """`DeliveryList` over the items that `DynamoFailedDeliveries` writes.

    The index says where deliveries stand in the list, the items themselves what has become of them.
    """

    def __init__(self, client: DynamoDBClient, table: str) -> None:
        """Read the State table `table` through `client`."""
        self._table = StateTable(client, table)

    def page(self, query: DeliveryQuery) -> DeliveryPage:
        """Return one page."""
        places = list(islice(self._places(query), query.limit + 1))
        shown = places[: query.limit]
        found = self._records(shown)
        return DeliveryPage(
            [
                found[place]
                for place in shown
                # The index may be behind by a moment.
                if place in found and found[place].status in query.states
            ],
            shown[-1] if len(places) > query.limit else None,
        )

    def find(self, destination: str, event_ids: Iterable[str]) -> Mapping[str, FailedDelivery]:
        """Return the deliveries of these events that have a record, strongly consistent."""
        items = self._table.read(delivery_key(destination, event_id) for event_id in event_ids)
        deliveries = map(delivery_of, items.values())
        return {delivery.ref.event_id: delivery for delivery in deliveries}

    def _records(self, places: Iterable[ListPlace]) -> Mapping[ListPlace, FailedDelivery]:
        items = self._table.read(delivery_key(place.destination, place.event_id) for place in places)
        deliveries = map(delivery_of, items.values())
        return {ListPlace.of(delivery): delivery for delivery in deliveries}

    def _places(self, query: DeliveryQuery) -> Iterator[ListPlace]:
        """Yield the places beyond the page before, each once, though it may be moving between states."""
        page = max(1, min(query.limit + 1, 2 * query.limit // SHARDS))
        streams = [
            self._of_shard(list_shard(destination, state, shard), query, page)
            for destination in query.destinations
            for state in query.states
            for shard in range(SHARDS)
        ]
        before = query.after
        for place in heapq.merge(*streams, reverse=True):
            if before is None or place < before:
                yield place
                before = place

    def _of_shard(self, shard: str, query: DeliveryQuery, page: int) -> Iterator[ListPlace]:
        first = list_order(query.since)
        last = list_order(END_OF_TIME if query.until is None else query.until)
        if query.after:
            last = min(last, list_order(query.after.at, query.after.event_id))
        if first > last:
            return iter(())
        items = self._table.query(
            "#failed_shard = :shard AND #failed_order BETWEEN :first AND :last",
            {"shard": text(shard), "first": text(first), "last": text(last)},
            page=page,
            index=FAILED_INDEX,
            backwards=True,
        )
        return map(_place, items)


def _place(item: Item) -> ListPlace:
    _, destination, _ = key_of(item)[0].split("#", 2)
    at, _, event_id = read_text(item, "failed_order").partition("#")
    return ListPlace(int(at), event_id, destination)
