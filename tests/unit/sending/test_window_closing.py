"""Closing windows through the shipped router, engine and clock: told in time, around crashes, and no more."""

import pytest

from appcare.application.deliver import DeliveryEngine
from appcare.application.look_again import LookAgain, LookPatience
from appcare.application.watch_window import WatchPorts, WatchWindow
from appcare.domain.events.agents import Reply
from appcare.domain.events.conversations import ConversationWindowClosing
from appcare.domain.outgoing import LATER
from appcare.domain.window_watch import WATCH, WINDOW_CLOSING
from tests.unit.model.interruptions import Crash
from tests.unit.sending.world import SendingWorld

ANNA, BERT = "31600000001", "31600000002"
HOUR_MS = 3_600_000


class WatchingWorld(SendingWorld):
    """Conversations are watched as well; two hours are left when a window counts as closing."""

    def _later(self) -> DeliveryEngine:
        ports = WatchPorts(
            log=self._wrap(self.log, "log"),
            contacts=self._wrap(self.contacts, "contacts"),
            conversations=self._wrap(self.conversations, "conversations"),
            clock=self.clock,
            telemetry=self.telemetry,
        )
        watch = WatchWindow(ports, ahead_hours=2.0, silence_hours=72)
        return self._engine(LATER, LookAgain({WATCH: watch}), LookPatience(self.telemetry))

    def pass_hours(self, hours: int) -> None:
        """Let time pass; whoever has something to do works at every full hour."""
        for _ in range(hours):
            self.clock.sleep(3_540)
            self.tick()
            self.settle(1)

    def warned_of(self) -> list[int]:
        """Return the ends of the windows that the CRM hears of, in order."""
        return [
            round(event.data.window.ends_at.timestamp() * 1000)
            for event in self.told()
            if isinstance(event.data, ConversationWindowClosing)
        ]


def test_who_waits_is_told_of_and_who_was_answered_is_not() -> None:
    """The CRM hears once of the customer who waits, two hours ahead; the other one was answered."""
    world = WatchingWorld()
    began_at = world.clock.now()
    world.write(ANNA)
    world.write(BERT)
    world.settle()
    world.answer(BERT, Reply(id="", destination="desk", text="Tomorrow."))
    world.settle()
    world.pass_hours(20)
    assert world.warned_of() == []
    world.pass_hours(100)
    assert world.warned_of() == [began_at // 1000 * 1000 + 24 * HOUR_MS]
    assert world.waiting() == []
    assert WINDOW_CLOSING in {event.type for event in world.told()}


@pytest.mark.parametrize(
    "call", ["log.append", "log.read", "conversations.read", "lanes.write", "contacts.read"]
)
def test_a_crash_while_looking_tells_it_once(call: str) -> None:
    """Whatever the process died at, the next look finds what is there and tells what is not."""
    world = WatchingWorld()
    world.write(ANNA)
    world.settle()
    world.clock.sleep(22 * 3_600)

    def die(_number: int, name: str) -> None:
        if name == call:
            world.interruptions.before = lambda _number, _name: None
            raise Crash

    world.interruptions.before = die
    world.tick()
    world.settle(20)
    world.pass_hours(3)
    assert world.crashes == 1
    assert len(world.warned_of()) == 1
