"""A customer, the company, and the watch over their conversations, in virtual time."""

from appcare.application.adapter_ports import Attempt
from appcare.application.look_again import LookAgain
from appcare.application.watch_window import WatchPorts, WatchWindow
from appcare.domain.conversation import Conversation
from appcare.domain.delivery import Postponed
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogRecord
from appcare.domain.outgoing import LATER
from appcare.domain.window_watch import WATCH, WINDOW_CLOSING, closing_of
from appcare.memory.clock import MovedClock
from tests.unit.application.telling_channel import Routing, update

START = 1_799_999_000_000
HOUR = 3_600_000


class Watched:
    """The shipped router and the shipped watch; a lane is what waits until its moment."""

    def __init__(self, ahead_hours: float = 2.0, silence_hours: int = 72) -> None:
        """Nobody has written yet."""
        self.clock = MovedClock(START)
        self.routing = Routing(own_queues=(LATER,), silence_hours=silence_hours)
        ports = WatchPorts(
            log=self.routing.log,
            contacts=self.routing.contacts,
            conversations=self.routing.conversations,
            clock=self.clock,
            telemetry=self.routing.telemetry,
        )
        watch = WatchWindow(ports, ahead_hours=ahead_hours, silence_hours=silence_hours)
        self.courier = LookAgain({WATCH: watch})
        self.looks = 0
        self._lanes: dict[EventRef, int] = {}
        self._named = 0

    def says(self, *, inbound: bool, late_ms: int = 0, partition: str = "tell#7#316") -> None:
        """Let one of both say something now, and have it come `late_ms` after it was said."""
        self._named += 1
        at = self.clock.now() - late_ms
        self.route(update(f"m{self._named}", at, partition=partition, inbound=inbound, outbound=not inbound))

    def route(self, *records: LogRecord) -> None:
        """Route records, then the decisions that they led to, as the stream brings them."""
        before = set(self.routing.log.records)
        self.routing.route(*records)
        self.routing.route(
            *(self.routing.log.records[key] for key in self.routing.log.records if key not in before)
        )
        for message in self.routing.queued(LATER):
            assert isinstance(message.content, EventRef)
            self._lanes.setdefault(message.content, self.clock.now())

    def look(self) -> None:
        """Look at whatever is due."""
        now = self.clock.now()
        for ref in [ref for ref, due_at in self._lanes.items() if due_at <= now]:
            self.looks += 1
            result = self.courier.carry(ref, self.routing.log.records[ref.key], Attempt(1, now))
            self._lanes[ref] = result.until if isinstance(result, Postponed) else 10**15

    def pass_time(self, hours: float, step_ms: int = HOUR // 4) -> None:
        """Let time pass, the clock coming by in steps."""
        until = self.clock.now() + round(hours * HOUR)
        while self.clock.now() < until:
            self.look()
            self.clock.advance(min(step_ms, until - self.clock.now()))
        self.look()

    @property
    def told(self) -> list[tuple[str, int]]:
        """The windows that were told of: conversation and end, in order."""
        facts = [one for one in self.routing.log.records.values() if one.kind == WINDOW_CLOSING]
        return sorted((closing_of(one).conversation_id, closing_of(one).ends_at) for one in facts)

    @property
    def latest(self) -> Conversation | None:
        """The latest conversation; None: nobody wrote yet."""
        return next(iter(self.routing.conversations.conversations.values()), None)
