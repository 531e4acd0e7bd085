"""Reads from the log which conversations began in a time: an operator's work, as large as the log is."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial

from appcare.application.operator_ports import LogScan, Told
from appcare.application.ports import Clock, EventLog
from appcare.domain.decisions import CONVERSATION_OPENED, opening_of
from appcare.domain.errors import AppCareError
from appcare.domain.identity import Customer
from appcare.domain.log import LogKey
from appcare.domain.rollout.rehearsal import Arrival
from appcare.domain.waves import chunks

SEGMENTS = 8
"""Shares of the log that are read side by side."""

AT_ONCE = 100
"""Records read in one go."""

OFTEN = 1000
"""Keys after which it is told how far a share is."""


@dataclass(slots=True)
class _Share:
    """What one share of the log holds: the openings of the time, and each partition's first one ever."""

    keys: list[LogKey] = field(default_factory=list)
    first: dict[str, int] = field(default_factory=dict)
    arrivals: list[Arrival] = field(default_factory=list)
    seen: int = 0


class ReadOpenings:
    """Finds the facts that conversations were opened, and whose customers had had one before."""

    def __init__(
        self,
        *,
        scan: LogScan,
        log: EventLog,
        clock: Clock,
        customer_in: Callable[[str], Customer],
        country_of: Callable[[Customer], str],
    ) -> None:
        """Set up.

        Args:
            scan: the whole log.
            log: to read single records from.
            clock: what reads the shares side by side.
            customer_in: a log partition -> its customer, by the name that stands in it.
            country_of: where a customer is from, two letters; empty: not known.
        """
        self._scan = scan
        self._log = log
        self._clock = clock
        self._customer_in = customer_in
        self._country_of = country_of

    def between(self, since: int, until: int, told: Told = lambda _: None) -> list[Arrival]:
        """Return the conversations that began from `since` up to `until`, Unix milliseconds, by their time.

        `told` learns how many records of the log were looked at.

        Raises:
            StorageError: the log cannot be read now.
        """
        shares = [_Share() for _ in range(SEGMENTS)]
        failures: list[AppCareError] = []

        def read(segment: int) -> None:
            share = shares[segment]
            try:
                for key in self._scan.keys(0, until, segment, SEGMENTS):
                    _look_at(key, since, share)
                    if share.seen % OFTEN == 0:
                        told(sum(one.seen for one in shares))
                share.arrivals += self._arrivals(share)
            except AppCareError as error:
                failures.append(error)

        self._clock.side_by_side([partial(read, segment) for segment in range(SEGMENTS)])
        if failures:
            raise failures[0]
        return sorted((one for share in shares for one in share.arrivals), key=lambda one: one.at)

    def _arrivals(self, share: _Share) -> Iterator[Arrival]:
        for keys in chunks(share.keys, AT_ONCE):
            records = self._log.read(keys)
            for key in keys:
                opening = opening_of(records[key]) if key in records else None
                if opening is None:
                    continue
                customer = self._customer_in(key.pk)
                yield Arrival(
                    at=opening.at,
                    contact_id=opening.contact_id,
                    number_id=opening.number_id,
                    customer=customer,
                    country=self._country_of(customer),
                    topic=opening.topic,
                    is_known=share.first[key.pk] < opening.at,
                )


def _look_at(key: LogKey, since: int, share: _Share) -> None:
    share.seen += 1
    if not key.sk.endswith(f"#{CONVERSATION_OPENED}"):
        return
    at = int(key.sk.partition("#")[0])
    share.first[key.pk] = min(at, share.first.get(key.pk, at))
    if at >= since:
        share.keys.append(key)
