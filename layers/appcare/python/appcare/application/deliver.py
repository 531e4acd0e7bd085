"""The delivery engine: one batch of a destination's FIFO queue.

Groups run side by side, each in order. A healthy event costs no write; whatever has to wait becomes
a lane in State, never time spent in a queue. `docs/adr/0003-lanes.md` tells why.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from random import Random

from appcare.application.call_destination import CallPorts, DestinationCalls
from appcare.application.delivery_ports import (
    Courier,
    DelayedWakeUps,
    DeliveryQueues,
    DestinationStates,
    FailedDeliveries,
    Lanes,
    Patience,
    Throttle,
)
from appcare.application.destination_watch import DestinationWatch
from appcare.application.lane_run import Incoming, LanePorts, LaneRun
from appcare.application.ports import Clock, EventLog, Telemetry
from appcare.application.take_slots import Pace, SlotTaker
from appcare.domain.lanes import LaneId
from appcare.domain.log import LogKey, LogRecord


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveryPorts:
    """Everything the engine needs from outside."""

    log: EventLog
    lanes: Lanes
    states: DestinationStates
    throttle: Throttle
    queues: DeliveryQueues
    delayed: DelayedWakeUps
    failed: FailedDeliveries
    courier: Courier
    patience: Patience
    clock: Clock
    telemetry: Telemetry


class DeliveryEngine:
    """Delivers to one destination."""

    def __init__(
        self, destination: str, pace: Pace, ports: DeliveryPorts, random: Random | None = None
    ) -> None:
        self._destination = destination
        self._pace = pace
        self._ports = ports
        self._random = random or Random()  # noqa: S311 - jitter, not secrecy

    def deliver(self, messages: Sequence[Incoming], deadline: int) -> Sequence[str]:
        """Work through a batch; return the ids of the messages that must come again, in order.

        Args:
            messages: in order of arrival.
            deadline: Unix milliseconds at which the function ends.

        Raises:
            StorageError: nothing was begun; the whole batch must come again.
        """
        watch = DestinationWatch(
            self._destination, self._ports.states, self._ports.clock, self._ports.telemetry
        )
        slots = SlotTaker(
            self._destination,
            throttle=self._ports.throttle,
            clock=self._ports.clock,
            pace=self._pace,
            deadline=deadline,
            random=self._random,
        )
        runs = self._runs(messages, self._calls(watch, slots), watch)
        heads = [run for run in runs if run.begins_with_call]
        for run, slot in zip(heads, slots.take(len(heads)) if heads else (), strict=False):
            run.slot = slot
        self._ports.clock.side_by_side([run.run for run in runs])
        done = {id_ for run in runs for id_ in run.acknowledged}
        return [message.id for message in messages if message.id not in done]

    def _calls(self, watch: DestinationWatch, slots: SlotTaker) -> DestinationCalls:
        ports = CallPorts(
            courier=self._ports.courier,
            patience=self._ports.patience,
            failed=self._ports.failed,
            clock=self._ports.clock,
            telemetry=self._ports.telemetry,
        )
        return DestinationCalls(ports=ports, watch=watch, slots=slots, random=self._random)

    def _runs(
        self, messages: Sequence[Incoming], calls: DestinationCalls, watch: DestinationWatch
    ) -> list[LaneRun]:
        groups: dict[LaneId, list[Incoming]] = {}
        for message in messages:
            groups.setdefault(message.lane, []).append(message)
        lanes = self._ports.lanes.read(groups)
        records = self._records(messages)
        ports = LanePorts(
            log=self._ports.log,
            lanes=self._ports.lanes,
            queues=self._ports.queues,
            delayed=self._ports.delayed,
            clock=self._ports.clock,
            telemetry=self._ports.telemetry,
        )
        return [
            LaneRun(
                ports=ports,
                calls=calls,
                watch=watch,
                messages=group,
                lane=lanes.get(lane),
                records=records,
            )
            for lane, group in groups.items()
        ]

    def _records(self, messages: Sequence[Incoming]) -> Mapping[LogKey, LogRecord]:
        keys = {message.ref.key for message in messages if message.ref is not None}
        return self._ports.log.read(keys) if keys else {}
