"""Who was answered in time: each conversation of a rollout is looked at once, from when it was let in."""

from dataclasses import replace

import pytest

from appcare.application.rollout.watch_answer import AnswerPorts, WatchAnswer
from appcare.domain.conversation import Conversation, after_closing, after_inbound, after_outbound
from appcare.domain.delivery import Postponed
from appcare.domain.errors import UndigestibleError
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey, LogRecord
from appcare.domain.outgoing import LATER
from appcare.domain.rollout.answer_watch import ANSWER_WATCH, watch_lane
from appcare.domain.rollout.plan import Plan
from appcare.domain.rollout.signals import Answers
from appcare.memory.event_log import Change
from appcare.memory.rollout_signals import MemorySignals
from tests.unit.rollout.gated_world import NUMBER, RolloutWorld, plan_of

ANNA, BERT = "31600000001", "31600000002"
MINUTE = 60_000
HOUR = 60 * MINUTE


class StampedWorld(RolloutWorld):
    """A world whose stream says when a record came, as DynamoDB's does."""

    def _on_change(self, change: Change) -> None:
        record = replace(change.record, arrived_at=self.clock.now())
        super()._on_change(replace(change, record=record))


class Watched:
    """The shipped router with a rollout, and the shipped look; a lane is what waits until its moment."""

    def __init__(self, plan: Plan | None = None) -> None:
        """Nobody has written yet."""
        self.world = StampedWorld(plan or plan_of({"share": 100.0}))
        self.signals = MemorySignals()
        ports = AnswerPorts(
            contacts=self.world.contacts,
            conversations=self.world.conversations,
            rollouts=self.world.rollouts,
            signals=self.signals,
            clock=self.world.clock,
        )
        self.watch = WatchAnswer(ports, lambda _: NUMBER)
        self._lanes: dict[EventRef, int] = {}

    def writes(self, customer: str) -> Conversation:
        """Let a customer write now."""
        self.world.arrive(customer)
        self.settle()
        return self.world.conversation(customer)

    def changes(self, after: Conversation) -> None:
        """Let something else happen to a conversation."""
        conversations = self.world.conversations
        pair = (after.contact_id, after.number_id)
        assert conversations.write(after, conversations.conversations[pair])

    def settle(self) -> None:
        """Route everything, and look at what is due."""
        self.world.settle()
        for message in self.world.queues.waiting(LATER):
            if isinstance(message.content, EventRef) and message.content.type == ANSWER_WATCH:
                self._lanes.setdefault(message.content, 0)
        now = self.world.clock.now()
        for ref in [ref for ref, due_at in self._lanes.items() if due_at <= now]:
            result = self.watch.look(ref, self.world.log.records[ref.key])
            self._lanes[ref] = result.until if isinstance(result, Postponed) else 10**15

    def minutes(self, count: int) -> None:
        """Let minutes pass."""
        for _ in range(count):
            self.world.minute()
            self.settle()

    def counted(self) -> Answers:
        """Return what was counted so far."""
        return self.signals.answers(NUMBER, 0, self.world.clock.now())


def test_nobody_answers() -> None:
    """After the time that the step allows, and not before, it is overdue, once."""
    watched = Watched()
    watched.writes(ANNA)
    watched.minutes(58)
    assert watched.counted() == Answers(0, 0)
    watched.minutes(4)
    assert watched.counted() == Answers(1, 1)
    watched.minutes(90)
    assert watched.counted() == Answers(1, 1)


@pytest.mark.parametrize("deal", [after_outbound, after_closing])
def test_somebody_answers(deal: object) -> None:
    """An answer, or closing it, within the time is in time; what is written after is not asked for."""
    watched = Watched()
    conversation = watched.writes(ANNA)
    watched.minutes(5)
    dealt = deal(conversation, watched.world.clock.now())  # type: ignore[operator]  # either of two functions
    watched.changes(after_inbound(dealt, watched.world.clock.now() + 1))
    watched.minutes(60)
    assert watched.counted() == Answers(1, 0)


def test_the_time_is_the_step_s() -> None:
    """Each step says how long a customer may wait."""
    watched = Watched(plan_of({"share": 100.0, "health": {"answer_minutes": 10}}))
    watched.writes(ANNA)
    watched.minutes(12)
    assert watched.counted() == Answers(1, 1)


def test_who_waits_counts_from_the_admission() -> None:
    """The waiting room is no agent's fault; the clock of the answer begins when they are let in."""
    watched = Watched(plan_of({"share": 100.0, "pace": {"per_hour": 1, "longest_wait_hours": 20.0}}))
    watched.writes(ANNA)
    watched.writes(BERT)
    watched.minutes(65)
    assert not watched.world.conversation(BERT).gate
    assert watched.counted() == Answers(1, 1)
    watched.minutes(50)
    assert watched.counted() == Answers(1, 1)
    watched.minutes(20)
    assert watched.counted() == Answers(2, 2)


def test_who_is_diverted_does_not_count() -> None:
    """Nobody is to answer them."""
    watched = Watched(plan_of({"share": 0.0}))
    watched.writes(ANNA)
    watched.minutes(70)
    assert watched.counted() == Answers(0, 0)


def test_a_number_that_is_not_opened_step_by_step() -> None:
    """It has no health to look after."""
    watched = Watched(Plan())
    watched.writes(ANNA)
    watched.minutes(70)
    assert watched.counted() == Answers(0, 0)


def test_a_conversation_that_is_over() -> None:
    """Nothing can be told of it any more: another one has its place."""
    watched = Watched()
    conversation = watched.writes(ANNA)
    watched.changes(replace(conversation, id="cnv_other"))
    watched.minutes(70)
    assert watched.counted() == Answers(0, 0)


@pytest.mark.parametrize(
    ("kind", "lane"),
    [("message", watch_lane("ctc_1", 5)), ("conversation.opened", "ctc_1"), ("conversation.opened", "-x")],
)
def test_what_leads_to_no_answer(kind: str, lane: str) -> None:
    """Another record, or a lane without its moment, is a fault of ours and is told as one."""
    body = b'{"number_id": "7", "conversation_id": "cnv_1", "contact_id": "ctc_1"}'
    record = LogRecord(LogKey("wa#7#316", "5#x"), kind, body)
    with pytest.raises(UndigestibleError):
        Watched().watch.look(EventRef(record.key, ANSWER_WATCH, lane), record)
