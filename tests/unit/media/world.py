"""The shipped fetcher over memory ports and a moved clock, asking a Cloud API double over HTTP."""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from threading import Thread
from typing import Any

import httpx

from appcare.application.channels import Channels
from appcare.application.deliver import DeliveryEngine, DeliveryPorts
from appcare.application.delivery_ports import Outgoing, WakeUp
from appcare.application.fetch_media import FetchMedia, MediaPatience
from appcare.application.lane_run import Incoming
from appcare.application.take_slots import Pace
from appcare.application.wake_due import WakeDue
from appcare.content_types import type_of
from appcare.domain.errors import SecretMissingError
from appcare.domain.lanes import EventRef, LaneId
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.media import DESTINATION, FETCHED_FOR_MS, WANTED, lane_of
from appcare.memory.clock import MovedClock
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.lanes import MemoryLanes
from appcare.memory.media import MemoryMediaStore
from appcare.memory.queues import MemoryDelayedWakeUps, MemoryDeliveryQueues
from appcare.memory.state import MemoryDestinationStates, MemoryFailedDeliveries, MemoryThrottle
from appcare.memory.telemetry import MemoryTelemetry
from appcare.whatsapp.cloud_api import CloudApi
from appcare.whatsapp.graph import GraphPlace
from appcare.whatsapp.translate import WhatsApp
from playground.double_server import DoubleServer
from playground.graph import Graph

START = 1_795_000_000_000
HOUR, DAY = 3_600_000, 86_400_000
RATE = 50.0


class World:
    """One deployment's fetcher."""

    def __init__(self, graph_url: str, *, seconds: float = 20.0) -> None:
        self.graph = httpx.Client(base_url=graph_url, trust_env=False, timeout=5)
        self.token: str | None = "token"
        self.clock = MovedClock(START)
        self.log = MemoryEventLog()
        self.lanes = MemoryLanes()
        self.states = MemoryDestinationStates()
        self.queues = MemoryDeliveryQueues(self.clock, visibility_s=360)
        self.delayed = MemoryDelayedWakeUps(self.clock)
        self.failed = MemoryFailedDeliveries()
        self.store = MemoryMediaStore()
        self.telemetry = MemoryTelemetry()
        place = GraphPlace(base_url=graph_url, version="v26.0", private_hosts=("127.0.0.1",))
        self.source = CloudApi(place, self._token_of, seconds=seconds)
        self.channels = Channels({"wa": WhatsApp(lambda _number: "support")})
        self.courier = FetchMedia(
            log=self.log, channels=self.channels, source=self.source, store=self.store, sniff=type_of
        )
        self._engine = DeliveryEngine(DESTINATION, Pace(RATE, seconds), self._ports())
        self._wake_due = WakeDue(
            lanes=self.lanes,
            states=self.states,
            queues=self.queues,
            clock=self.clock,
            telemetry=self.telemetry,
            lives_ms={DESTINATION: FETCHED_FOR_MS},
        )

    def arrive(self, media_id: str, *, at: int | None = None, **claims: Any) -> EventRef:
        """A message with a file was routed: its reference is in the queue."""
        moment = START if at is None else at
        image = {"id": media_id, "mime_type": "image/jpeg", **claims}
        message = {"id": f"wamid.{media_id}", "type": "image", "timestamp": "1", "image": image}
        key = LogKey("wa#7#31600000001", f"{moment:013d}#wamid.{media_id}#message")
        body = json.dumps({"metadata": {"phone_number_id": "7"}, "message": message}).encode()
        self.log.append([LogRecord(key, "message", body)])
        ref = EventRef(key, WANTED, lane_of(media_id))
        self.queues.send([Outgoing(DESTINATION, ref)])
        return ref

    def tell(self, media_id: str, **told: Any) -> dict[str, Any]:
        """Tell the double of a file; return what it has."""
        answer: dict[str, Any] = self.graph.post("/media", json={"id": media_id, **told}).json()
        return answer

    def behave(self, **told: Any) -> None:
        """Have the double misbehave."""
        self.graph.post("/behaviour", json=told).raise_for_status()

    def recover(self) -> None:
        """Have the double behave again."""
        self.graph.delete("/sent")

    def work(self) -> None:
        """The fetcher takes what is in the queue."""
        while messages := self.queues.receive(DESTINATION, 1):
            deadline = self.clock.now() + 600_000
            failed = self._engine.deliver([_incoming(message) for message in messages], deadline)
            self.queues.delete({message.id for message in messages} - set(failed))
            if failed:
                return

    def go_on(self, milliseconds: int, step: int = 60_000) -> None:
        """Let time pass: the clock ticks every `step`, delayed wake-ups are passed on, work is done."""
        ends = self.clock.now() + milliseconds
        while self.clock.now() < ends:
            self.clock.advance(step)
            self.queues.wake(self.delayed.ready())
            self._wake_due.run({DESTINATION: RATE})
            self.work()

    def facts(self, kind: str) -> list[Mapping[str, Any]]:
        """Return what was appended of a kind."""
        return [json.loads(record.body) for record in self.log.records.values() if record.kind == kind]

    def waiting(self) -> int:
        """Return how many lanes wait."""
        return len(self.lanes.due(DESTINATION, 10**15, 1000))

    def _token_of(self, _number_id: str) -> str:
        if self.token is None:
            message = "none"
            raise SecretMissingError(message)
        return self.token

    def _ports(self) -> DeliveryPorts:
        return DeliveryPorts(
            log=self.log,
            lanes=self.lanes,
            states=self.states,
            throttle=MemoryThrottle(),
            queues=self.queues,
            delayed=self.delayed,
            failed=self.failed,
            courier=self.courier,
            patience=MediaPatience(
                log=self.log, channels=self.channels, source=self.source, telemetry=self.telemetry
            ),
            clock=self.clock,
            telemetry=self.telemetry,
        )


@contextmanager
def a_world(*, seconds: float = 20.0) -> Iterator[World]:
    """A fetcher and its double, served in this process."""
    server = DoubleServer(Graph(), 0)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    world = World(server.url, seconds=seconds)
    try:
        yield world
    finally:
        world.graph.close()
        server.shutdown()
        thread.join()
        server.server_close()


def _incoming(message: Any) -> Incoming:
    ref = None if isinstance(message.content, WakeUp) else message.content
    return Incoming(message.id, message.sequence, LaneId(DESTINATION, message.group), ref)
