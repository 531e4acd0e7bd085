"""Messages whose timestamp is missing or still to come, on their way into a conversation."""

from dataclasses import replace

import pytest

from appcare.domain.decisions import CONVERSATION_OPENED
from appcare.domain.log import LogRecord
from tests.unit.application.telling_channel import Routing, update

HOUR_MS = 3_600_000
ARRIVED = 1_799_999_000_000


def wrote(name: str, at: int, arrived_at: int) -> LogRecord:
    """Return a customer's message as the stream brings it."""
    return replace(update(name, at, inbound=True), arrived_at=arrived_at)


def openings(routing: Routing) -> list[LogRecord]:
    """Return the decisions that a conversation was opened."""
    return [one for one in routing.log.records.values() if one.kind == CONVERSATION_OPENED]


@pytest.mark.parametrize("at", [0, ARRIVED + 24 * 365 * HOUR_MS])
def test_such_a_message_is_of_its_arrival(at: int) -> None:
    """It opens a conversation that is neither silent at once nor for ever open."""
    routing = Routing()
    routing.route(wrote("first", at, ARRIVED))
    assert routing.conversation().opened_at == ARRIVED
    routing.route(wrote("second", ARRIVED + HOUR_MS, ARRIVED + HOUR_MS))
    assert len(openings(routing)) == 1
    later = ARRIVED + 100 * HOUR_MS
    routing.route(wrote("third", later, later))
    assert len(openings(routing)) == 2


@pytest.mark.parametrize("at", [0, ARRIVED + 24 * 365 * HOUR_MS])
@pytest.mark.parametrize("before", ["conversations.write", "queues.send"])
def test_a_second_try_decides_the_same(at: int, before: str) -> None:
    """The stream says the same arrival again, so after a crash the same conversation is put."""
    calm, shaken = Routing(), Routing()
    shaken.crash_once_before(before)
    for routing in (calm, shaken):
        routing.route(wrote("first", at, ARRIVED))
    assert shaken.conversation() == calm.conversation()
    assert openings(shaken) == openings(calm)
