"""Range replays over a world in memory."""

from dataclasses import replace

from appcare.application.delivery_ports import DeliveryQueues
from appcare.application.find_replayable import ReplayQuery
from appcare.application.replay_range import RangePorts, ReplayRange
from appcare.memory.operator import MemoryLogScan
from tests.unit.deliveries.world import START_S, World


def ranges(world: World, queues: DeliveryQueues | None = None) -> ReplayRange:
    """Return what replays a time."""
    ports = RangePorts(
        scan=MemoryLogScan(world.log),
        contacts=world.book,
        replayable=world.replayable,
        queues=queues or world.queues,
        clock=world.clock,
    )
    return ReplayRange(ports)


def everything(world: World, **parts: object) -> ReplayQuery:
    """Return the query for all that happened so far."""
    everything = ReplayQuery(to=world.to, since=START_S * 1000, until=world.clock.now() + 1)
    return replace(everything, **parts)  # type: ignore[arg-type]  # the query's own members
