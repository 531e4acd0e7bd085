"""Reading a list of templates: all of it or nothing, and again where that may help."""

from collections.abc import Sequence

import pytest

from appcare.application.read_templates import WAITS_S, ReadList, ReadTemplates
from appcare.domain.delivery import Refusal, Rejected, RetryLater
from appcare.domain.message_templates import Known, MessageTemplate
from appcare.memory.clock import MovedClock
from appcare.memory.telemetry import MemoryTelemetry
from appcare.memory.templates import MemoryTemplates

START = 1_000_000
SALE = MessageTemplate(waba_id="7", name="sale", language="nl", status=Known("approved", 500))
Answer = Sequence[MessageTemplate] | RetryLater | Rejected
LATER, NEVER = RetryLater("busy"), Rejected(Refusal.AUTH, "no token")


class World:
    """A source that answers as told, and what is known: one template."""

    def __init__(self, *answers: Answer) -> None:
        self.answers = list(answers)
        self.asked: list[tuple[str, str, int]] = []
        self.clock = MovedClock(START)
        self.telemetry = MemoryTelemetry()
        self.known = MemoryTemplates()
        self.known.learn(SALE)

    def templates(self, account: str, waba_id: str, at: int) -> Answer:
        """Answer; see `TemplateSource`."""
        self.asked.append((account, waba_id, at))
        return self.answers.pop(0)

    def read(self) -> ReadList:
        """Read the account's list."""
        return ReadTemplates(self, self.known, self.clock, self.telemetry).read("main", "7")

    def status(self) -> str:
        """Return what is known of the template."""
        return self.known.read("7", "sale")[0].status.value


def test_a_list_replaces_what_was_known() -> None:
    """What is not in the list is deleted from the moment on at which it was asked for."""
    world = World([])
    assert world.read() == ReadList("main", 0)
    assert world.asked == [("main", "7", START)]
    assert (world.status(), world.known.read_at("7")) == ("deleted", START)
    assert not world.telemetry.counts.get("templates.read_failed")


def test_trouble_that_passes_is_no_failure() -> None:
    """The list is asked for again within a minute, and counts from when it was answered."""
    world = World(LATER, LATER, [SALE])
    assert world.read() == ReadList("main", 1)
    assert world.known.read_at("7") == START + 1_000 * sum(WAITS_S)
    assert not world.telemetry.counts.get("templates.read_failed")


@pytest.mark.parametrize(("answers", "reason"), [((LATER,) * 3, "busy"), ((NEVER,), "no token")])
def test_a_list_that_cannot_be_had_changes_nothing(answers: tuple[Answer, ...], reason: str) -> None:
    """What was known stays, people are told, and what no waiting heals is not tried again."""
    world = World(*answers)
    assert world.read() == ReadList("main", reason=reason)
    assert (world.status(), world.known.read_at("7")) == ("approved", 0)
    assert len(world.asked) == len(answers)
    assert world.telemetry.counts["templates.read_failed"] == 1
