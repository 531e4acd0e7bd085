"""The shipped classes over memory ports, with everything that can go wrong at hand.

One world is one deployment: updates arrive in the log, its stream is routed, the destination's queue
is worked on, the clock ticks, time passes. Whoever drives it chooses what happens next.
"""

from collections import deque
from collections.abc import Callable
from dataclasses import replace
from random import Random
from typing import Protocol

from appcare.application.delivery_ports import Outgoing, WakeUp
from appcare.application.lane_run import Incoming
from appcare.application.ports import Clock
from appcare.application.record_updates import record_updates
from appcare.application.wake_lane import wake_lane
from appcare.domain.destination import DestinationState, DestinationStatus
from appcare.domain.errors import StorageError
from appcare.domain.lanes import EventRef, LaneId
from appcare.domain.log import LogRecord
from appcare.memory.clock import MovedClock
from appcare.memory.contacts import MemoryContacts
from appcare.memory.event_log import Change, MemoryEventLog
from appcare.memory.lanes import MemoryLanes
from appcare.memory.links import MemoryLinkStore
from appcare.memory.queues import MemoryDelayedWakeUps, MemoryDeliveryQueues, MemoryParkedRecords, Message
from appcare.memory.state import (
    MemoryConversations,
    MemoryDestinationStates,
    MemoryFailedDeliveries,
    MemoryProgresses,
)
from appcare.memory.telemetry import MemoryTelemetry
from appcare.whatsapp.split import split
from tests.unit.model.arrivals import Arrivals
from tests.unit.model.crm_double import CrmDouble, Mood
from tests.unit.model.interruptions import Crash, Interruptions
from tests.unit.model.shipped import build_clock, build_engine, build_router
from tests.unit.model.watched_ports import CountingThrottle

CRM = "crm"
START = 1_795_000_000_000
TIMEOUT_S = 120
RATE = 50.0
FAR = 10**15
"""Later than everything, in milliseconds."""


class Time(Clock, Protocol):
    """A clock that can be moved on from outside."""

    def advance(self, milliseconds: float) -> None:
        """Let this much pass."""
        ...


class World:
    """A deployment in memory; `judgement` says what must hold in the end."""

    def __init__(self, seed: int = 0, rate: float = RATE, clock: Time | None = None) -> None:
        self.random = Random(seed)
        self.rate = rate
        self.clock = clock or MovedClock(START, self.random)
        self.interruptions = Interruptions()
        self.log = MemoryEventLog()
        self.lanes = MemoryLanes()
        self.states = MemoryDestinationStates(self.clock.now)
        self.queues = MemoryDeliveryQueues(self.clock, visibility_s=360, max_receive_count=1000)
        self.delayed = MemoryDelayedWakeUps(self.clock)
        self.failed = MemoryFailedDeliveries()
        self.links = MemoryLinkStore()
        self.crm = CrmDouble(self.random, clock=self.clock)
        self.stream: deque[LogRecord] = deque()
        self.log.subscribers.append(self._on_change)
        self.arrivals = Arrivals()
        self.seen: list[EventRef] = []
        self.crashes = self.outages = 0
        self.timeout_s = TIMEOUT_S
        self.replays = self.disabled = 0
        self._second = START // 1000
        self.telemetry = MemoryTelemetry()
        self.contacts = MemoryContacts()
        self.conversations = MemoryConversations()
        self.progresses = MemoryProgresses()
        self.throttle = CountingThrottle()
        self.parked_records = MemoryParkedRecords()
        self.router = build_router(self, CRM)
        self._engine = build_engine(self, CRM)
        self._wake_due = build_clock(self)

    # What can happen.

    def arrive(self, customer: str, *, refused: bool = False) -> None:
        """A customer writes; with `refused` the CRM will never take this message."""
        name, body = self.arrivals.message(customer, self._now_s())
        if refused:
            self.crm.refused.add(name)
        self._record(body)

    def progress(self, customer: str) -> None:
        """Meta tells what became of a message to a customer."""
        _, body = self.arrivals.status(customer, self._now_s())
        self._record(body)

    def route(self, most: int = 100) -> None:
        """The stream hands a batch to the router, the same again after a crash."""
        batch = [self.stream[place] for place in range(min(most, len(self.stream)))]
        if batch and self._survives(lambda: self.router.route(batch)):
            for _ in batch:
                self.stream.popleft()

    def work(self, most: int = 10) -> bool:
        """A worker takes a batch of the destination's queue; False: there was none."""
        messages = self.queues.receive(CRM, most)
        if not messages:
            return False
        failed: list[str] = []
        deadline = self.clock.now() + self.timeout_s * 1000

        def deliver() -> None:
            failed.extend(self._engine.deliver([_incoming(message) for message in messages], deadline))

        if self._survives(deliver):
            self.queues.release(failed)
            self.queues.delete({message.id for message in messages} - set(failed))
        return True

    def tick(self) -> None:
        """The clock runs."""
        self._survives(lambda: self._wake_due.run({CRM: self.rate}))

    def pass_wake_ups_on(self) -> None:
        """Delayed wake-ups that have come go into their lanes' groups; a crash brings them again."""
        ready = self.delayed.ready()
        queues = self.interruptions.wrap(self.queues, "queues")
        if ready and not self._survives(lambda: queues.wake(ready)):
            for wake_up in ready:
                self.delayed.wake_later(wake_up, 1)

    def hasten(self) -> None:
        """Somebody wants one of the waiting lanes earlier."""
        due = self.lanes.due(CRM, self.clock.now() + 10**9, 100)
        if due:
            lane = self.random.choice(list(due)).id
            self._survives(lambda: wake_lane(lane, lanes=self.lanes, queues=self.queues, clock=self.clock))

    def replay(self) -> None:
        """An operator has a customer's old events sent again, in order."""
        if self.seen:
            contact = self.random.choice(self.seen).contact_id
            self.replays += 1
            again = dict.fromkeys(ref for ref in self.seen if ref.contact_id == contact)
            replay = f"rpl_{self.replays}"
            self.queues.send([Outgoing(CRM, replace(ref, replay=replay)) for ref in list(again)[-5:]])

    def enable(self) -> None:
        """A person enables the destination."""
        self.states.open(CRM)

    def disable(self) -> None:
        """A person disables the destination, for whatever reason."""
        self.disabled += 1
        disabled = DestinationState(DestinationStatus.DISABLED, reason="by hand")
        self.states.change(CRM, self.states.read(CRM), disabled)

    # How it ends.

    def heal(self) -> None:
        """Everything works again; go on until nothing waits anywhere."""
        self.interruptions.before = self.interruptions.after = lambda _call, _name: None
        self.crm.mood = Mood.GOOD
        self.enable()
        for turn in range(1, 1000):
            self.route()
            self.work()
            self.pass_wake_ups_on()
            self.tick()
            if not self.waiting():
                return
            self.clock.advance(6 * 3_600_000 if turn % 20 == 0 else 61_000)
        message = f"still waiting after a long time: {self.waiting()}"
        raise AssertionError(message)

    @property
    def duplicates(self) -> int:
        """How many deliveries were second ones."""
        return len(self.crm.accepted) - len({event.id for event in self.crm.accepted})

    def waiting(self) -> list[object]:
        """Return whatever is not finished anywhere."""
        return [*self.lanes.due(CRM, FAR, 100), *self.queues.waiting(CRM), *self.stream]

    def _now_s(self) -> int:
        self._second = max(self._second, self.clock.now() // 1000)
        return self._second

    def _record(self, body: bytes) -> None:
        found = split(body, retention_s=365 * 86400, now_s=self._second)
        record_updates(self.log, found.records)

    def _on_change(self, change: Change) -> None:
        if change.kind == "INSERT":
            self.stream.append(change.record)

    def _survives(self, action: Callable[[], object]) -> bool:
        try:
            action()
        except Crash:
            self.crashes += 1
            return False
        except StorageError:
            self.outages += 1
            return False
        return True


def _incoming(message: Message) -> Incoming:
    lane = LaneId(CRM, message.group)
    ref = None if isinstance(message.content, WakeUp) else message.content
    again = message.receive_count > 1 or bool(ref and ref.replay)
    return Incoming(message.id, message.sequence, lane, ref, again)
