"""The clock's duty towards lanes: whatever is due is woken, and nothing is forgotten."""

import math
from collections.abc import Mapping

from appcare.application.delivery_ports import DeliveryQueues, DestinationStates, Lanes, WakeUp
from appcare.application.ports import Clock, Telemetry
from appcare.domain.errors import StorageError
from appcare.domain.lanes import Lane

EVERY_S = 60
"""How often the clock runs."""

HOUR_MS = 3_600_000
"""How often a closed destination's lanes look whether what they hold is worth a call still."""

PROBES = 10
"""Among so many lanes, those due the longest, the probes of a closed destination take turns: a lane whose
worker died is blocked for minutes, and must not keep the destination closed for as long."""


class WakeDue:
    """Wakes due lanes, the longest due first, no more than the destination can take until the next run."""

    def __init__(
        self,
        *,
        lanes: Lanes,
        states: DestinationStates,
        queues: DeliveryQueues,
        clock: Clock,
        telemetry: Telemetry,
        lives_ms: Mapping[str, int] | None = None,
    ) -> None:
        """Put it together.

        Args:
            lanes: what waits.
            states: which destinations take calls.
            queues: where wake-ups go.
            clock: the time.
            telemetry: what is counted.
            lives_ms: destination -> how long after it happened an event of it is worth a call; a lane
                that has been due for longer is woken even while the destination is closed, to give up.
        """
        self._lanes = lanes
        self._states = states
        self._queues = queues
        self._clock = clock
        self._telemetry = telemetry
        self._lives_ms = lives_ms or {}

    def run(self, rates: Mapping[str, float]) -> int:
        """Wake due lanes of each destination; return how many.

        Args:
            rates: destination name -> calls a second.

        Raises:
            StorageError: one destination's were not all woken; the others' were.
        """
        woken, failures = 0, list[StorageError]()
        for name, rate in rates.items():
            try:
                woken += self._destination(name, rate)
            except StorageError as failure:
                failures.append(failure)
        self._telemetry.line("lanes woken", lanes=woken)
        if failures:
            raise failures[0]
        return woken

    def _destination(self, destination: str, rate: float) -> int:
        now = self._clock.now()
        state = self._states.read(destination)
        takes_calls = state.takes_calls(now)
        due: list[Lane] = []
        if takes_calls:
            due += self._lanes.due(destination, now, math.ceil(EVERY_S * rate))
        elif state.may_probe(now):
            due += self._probe(destination, now)
        if not takes_calls and destination in self._lives_ms:
            before = now - min(self._lives_ms[destination], HOUR_MS)
            overdue = self._lanes.due(destination, before, math.ceil(EVERY_S * rate))
            due += [lane for lane in overdue if lane.id not in {one.id for one in due}]
        self._queues.wake([WakeUp(lane.id, lane.due_at) for lane in due])
        if due:
            self._telemetry.count("lane.woken", len(due), destination=destination)
        return len(due)

    def _probe(self, destination: str, now: int) -> list[Lane]:
        """Return one lane, another one each minute; none where none waits."""
        waiting = self._lanes.due(destination, now, PROBES)
        return [waiting[now // (EVERY_S * 1000) % len(waiting)]] if waiting else []
