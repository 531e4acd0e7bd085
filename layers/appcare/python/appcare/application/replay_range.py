"""Sends everybody's events of a time again: an operator's work, straight into the destination's queue."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial

from appcare.application.delivery_ports import DeliveryQueues, Outgoing
from appcare.application.find_contact import FindContact
from appcare.application.find_replayable import FindReplayable, ReplayQuery
from appcare.application.history_ports import KnownContact
from appcare.application.operator_ports import LogScan, Told
from appcare.application.ports import Clock
from appcare.domain.errors import AppCareError
from appcare.domain.identity import Alias, AliasKind
from appcare.domain.lanes import EventRef
from appcare.domain.log import number_of
from appcare.domain.waves import chunks

SEGMENTS = 8
"""Shares of the log that are read side by side."""

LATEST = 9_999_999_999_999
"""The last moment in milliseconds that has as many digits as today; sort keys are compared as text."""

CUSTOMERS_AT_ONCE = 50
"""Customers whose events are sent together: a queue takes ten messages a call, one of each customer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RangePlan:
    """What would be sent.

    Attributes:
        lanes: each customer's events in order.
        strangers: partitions of the log whose customer nobody knows: they were never routed.
    """

    destination: str
    lanes: Sequence[Sequence[EventRef]]
    strangers: int

    @property
    def events(self) -> int:
        """How many events it would send."""
        return sum(map(len, self.lanes))


@dataclass(frozen=True, slots=True, kw_only=True)
class RangePorts:
    """What a range replay needs from outside."""

    scan: LogScan
    contacts: FindContact
    replayable: FindReplayable
    queues: DeliveryQueues
    clock: Clock


class ReplayRange:
    """Plans, then sends; what was planned can be sent again under the same replay id within 5 minutes."""

    def __init__(self, ports: RangePorts) -> None:
        self._ports = ports

    def plan(self, query: ReplayQuery, told: Told = lambda _: None) -> RangePlan:
        """Find out what to send; `told` learns of how many customers.

        Raises:
            StorageError: the log or State cannot be read now.
        """
        partitions = self._partitions(query)
        contacts: dict[str, KnownContact] = {}
        strangers = 0
        for partition in sorted(partitions):
            contact = self._ports.contacts.by_name(Alias(AliasKind.PARTITION, partition))
            if contact is None:
                strangers += 1
            else:
                contacts[contact.id] = contact
        lanes: dict[str, Sequence[EventRef]] = {}

        def read(contact: KnownContact) -> None:
            lanes[contact.id] = list(self._ports.replayable.of(contact, query))
            told(len(lanes))

        self._side_by_side(read, list(contacts.values()))
        ordered = [lanes[id_] for id_ in sorted(lanes) if lanes[id_]]
        return RangePlan(destination=query.to.destination, lanes=ordered, strangers=strangers)

    def send(self, plan: RangePlan, replay_id: str, told: Told = lambda _: None) -> int:
        """Queue it all, each customer's events in order; return how many. `told` learns of each step.

        Raises:
            StorageError: part of it was sent; the plan sent again, or planned anew, does no harm.
        """
        sent = 0
        for lanes in chunks(plan.lanes, CUSTOMERS_AT_ONCE):
            outgoing = list(_outgoing(plan.destination, lanes, replay_id))
            self._ports.queues.send(outgoing)
            sent += len(outgoing)
            told(sent)
        return sent

    def _partitions(self, query: ReplayQuery) -> set[str]:
        found: set[str] = set()
        until = LATEST if query.until is None else min(query.until, LATEST)

        def read(segment: int) -> None:
            for key in self._ports.scan.keys(query.since, until, segment, SEGMENTS):
                if not query.number_id or number_of(key.pk) == query.number_id:
                    found.add(key.pk)

        self._side_by_side(read, range(SEGMENTS))
        return found

    def _side_by_side(self, work: Callable[..., None], items: Iterable[object]) -> None:
        """Do it for every item, several at a time; the first failure counts when all have ended."""
        everything, failures = list(items), list[AppCareError]()

        def share(mine: Sequence[object]) -> None:
            try:
                for item in mine:
                    work(item)
            except AppCareError as error:
                failures.append(error)

        shares = [everything[start::SEGMENTS] for start in range(min(SEGMENTS, len(everything)))]
        self._ports.clock.side_by_side([partial(share, mine) for mine in shares])
        if failures:
            raise failures[0]


def _outgoing(destination: str, lanes: Iterable[Sequence[EventRef]], replay_id: str) -> Iterator[Outgoing]:
    for lane in lanes:
        yield from (Outgoing(destination, replace(ref, replay=replay_id)) for ref in lane)
