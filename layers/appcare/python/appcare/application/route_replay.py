"""Routes replays that were asked for: the router's part in sending events again."""

from collections.abc import Collection, Iterable, Iterator

from appcare.application.delivery_ports import Outgoing
from appcare.application.ports import ParkedRecords, Telemetry
from appcare.domain.decisions import REPLAY_REQUESTED
from appcare.domain.errors import UndigestibleError
from appcare.domain.log import LogRecord
from appcare.domain.replay import replay_of


def replayed(
    records: Iterable[LogRecord],
    destinations: Collection[str],
    *,
    parked: ParkedRecords,
    telemetry: Telemetry,
) -> Iterator[Outgoing]:
    """Yield what the batch's replays send again, in order.

    A replay for a destination that exists no more sends nothing; one that cannot be read is parked.
    """
    for record in records:
        if record.kind != REPLAY_REQUESTED:
            continue
        try:
            replay = replay_of(record)
        except UndigestibleError as error:
            parked.park(record.key, error.code)
            telemetry.count("record.parked")
            telemetry.line("record parked", record=record.id, code=error.code)
            continue
        known = replay.destination in destinations
        telemetry.line(
            "replay routed" if known else "replay without destination",
            replay_id=replay.id,
            destination=replay.destination,
            events=len(replay.refs),
        )
        if known:
            yield from (Outgoing(replay.destination, ref) for ref in replay.refs)
