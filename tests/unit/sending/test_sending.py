"""An agent's answer goes out once, in order, and the CRM hears what became of it."""

from collections.abc import Callable

import pytest

from appcare.application.wait_turn import WaitTurn
from appcare.domain.delivery import Refusal, Rejected, RetryLater, Scope
from appcare.domain.destination import DestinationStatus
from appcare.domain.events.agents import AttachedFile, Reply
from appcare.domain.events.failures import Failure, FailureClass
from appcare.domain.outgoing import Final, Unclear
from appcare.domain.send_state import SETTLING_MS, SendState
from appcare.memory.state import MemoryProgresses
from tests.unit.sending.meta_double import Answer, Taken
from tests.unit.sending.world import SUPPORT, SendingWorld

ANNA = "31600000001"
BOB = "31600000002"


def text(said: str = "hello") -> Reply:
    """Return an answer."""
    return Reply(id="-", destination="desk", agent="7", text=said)


@pytest.fixture
def world() -> SendingWorld:
    """Both customers have written."""
    world = SendingWorld()
    world.write(ANNA)
    world.write(BOB)
    world.settle()
    return world


def once(answer: Answer) -> Callable[[str, int], Answer | None]:
    """Return what answers so for the first call, and then as Meta would."""
    waiting = [answer]
    return lambda _our_id, _now: waiting.pop() if waiting else None


def test_an_answer_goes_out_once_and_answers_the_customer(world: SendingWorld) -> None:
    """One call, under our id, to the number the customer wrote from; nobody waits for a reply any more."""
    our_id = world.answer(ANNA, text())
    world.settle()
    assert [(one.our_id, one.to) for one in world.meta.taken] == [(our_id, ANNA)]
    (contact,) = {lane for lane in world.conversations.conversations if lane[0]} - {
        pair for pair, one in world.conversations.conversations.items() if one.awaiting_reply_since
    }
    assert world.conversations.conversations[contact].awaiting_reply_since is None
    assert not world.waiting()


def test_text_and_files_go_out_in_their_order(world: SendingWorld) -> None:
    """Each is a message of its own, one call after another."""
    files = tuple(AttachedFile(url=f"https://crm.example.com/{name}") for name in "ab")
    first = world.answer(ANNA, Reply(id="-", destination="desk", text="see", files=files))
    world.settle()
    assert world.meta.taken[0].our_id == first
    assert len(world.meta.taken) == 3


def test_what_is_final_is_tried_once_and_told(world: SendingWorld) -> None:
    """The CRM reads why and what to do; the next message of the customer goes out."""
    failure = Failure(reason=FailureClass.UNREACHABLE, advice="Ask for another number.", code=131026)
    world.meta.answers = once(Final(failure))
    our_id = world.answer(ANNA, text())
    behind = world.answer(ANNA, text("again"))
    world.settle(5)
    assert [one for _, one in world.meta.called] == [our_id, behind]
    assert world.told_of(our_id) == ["message.failed"]
    (event,) = [one for one in world.told() if one.type == "message.failed"]
    assert event.data.model_dump()["status"]["failure"]["code"] == 131026
    assert not world.waiting()


def test_a_momentary_refusal_is_tried_again_before_what_follows(world: SendingWorld) -> None:
    """A definite refusal is no second send: the same message goes first, later ones wait."""
    world.meta.answers = once(RetryLater("Graph error 131016"))
    first, second = world.answer(ANNA, text("1")), world.answer(ANNA, text("2"))
    world.settle(5)
    assert [one for _, one in world.meta.called] == [first, first, second]


def test_an_answer_that_got_lost_is_settled_by_its_status(world: SendingWorld) -> None:
    """Meta took it and the answer was lost: one message at the customer, and its status is told."""
    world.meta.loses_answer = lambda _our_id: True
    our_id = world.answer(ANNA, text())
    world.settle()
    world.status(world.meta.taken[0], "sent")
    world.settle(30)
    assert [one for _, one in world.meta.called] == [our_id]
    assert world.told_of(our_id) == ["message.sent"]
    assert not world.waiting()


def test_an_answer_that_never_came_is_told_after_ten_minutes(world: SendingWorld) -> None:
    """Nobody sends it again; a person hears of it once; what follows waits for a minute at most."""
    world.meta.answers = once(Unclear("timeout"))
    our_id = world.answer(ANNA, text())
    world.settle(0)
    behind = world.answer(ANNA, text("behind"))
    asked_at = world.clock.now()
    world.settle(9)
    assert not world.told_of(our_id)
    assert [one for _, one in world.meta.called] == [our_id, behind]
    assert world.meta.called[1][0] - asked_at <= 60_000
    world.settle(4)
    assert world.told_of(our_id) == ["message.unclear"]
    world.settle(60)
    assert world.told_of(our_id) == ["message.unclear"]
    assert not world.waiting()


def test_a_status_may_come_before_the_answer(world: SendingWorld) -> None:
    """Meta tells while the call still runs: it is told of the right message, once each."""

    def tell(taken: Taken) -> None:
        world.status(taken, "sent")
        world.status(taken, "delivered")

    world.meta.on_accepted = tell
    our_id = world.answer(ANNA, text())
    world.settle(20)
    assert world.told_of(our_id) == ["message.sent", "message.delivered"]


def test_one_customers_pace_is_no_business_of_others(world: SendingWorld) -> None:
    """Sixty messages to one customer: 45, then the debt, then the rest; another's goes out at once."""
    first = [world.answer(ANNA, text(str(turn))) for turn in range(60)]
    world.route()
    other = world.answer(BOB, text())
    world.settle(8)
    at = {one.our_id: one.at for one in world.meta.taken}
    began = at[first[0]]
    assert [one.our_id for one in world.meta.taken if one.to == ANNA] == first
    assert all(at[one] - began < 6_000 for one in first[:45])
    assert all(270_000 <= at[one] - began < 340_000 for one in first[45:])
    assert at[other] - began < 6_000
    assert world.meta.pair_refusals == 0


def test_a_paused_number_keeps_everything(world: SendingWorld) -> None:
    """Meta stopped the account: nothing more is sent until a person says so, and then in order."""
    world.meta.answers = once(Rejected(Refusal.GONE, "Graph error 131031"))
    sent = [world.answer(ANNA, text(str(turn))) for turn in range(3)]
    world.settle(30)
    assert len(world.meta.called) == 1
    assert world.states.read(SUPPORT).status is DestinationStatus.DISABLED
    world.states.open(SUPPORT)
    world.settle(5)
    assert [one.our_id for one in world.meta.taken] == sent


def test_a_message_too_old_to_be_sent_is_told(world: SendingWorld) -> None:
    """A day behind a number that takes nothing: the agent hears that it was given up, and Meta nothing."""
    world.meta.answers = lambda _our_id, _now: RetryLater("Graph error 130429", 1, Scope.DESTINATION)
    our_id = world.answer(ANNA, text())
    world.settle(25 * 60)
    assert world.told_of(our_id) == ["message.failed"]
    assert not world.meta.taken


def test_waiting_for_delivered() -> None:
    """Where it is wished, the next message waits until the one before arrived, for a minute at most."""
    waiting = SendingWorld(waits_for_delivered=True)
    waiting.write(ANNA)
    waiting.settle()
    first, second, third = (waiting.answer(ANNA, text(str(turn))) for turn in range(3))
    waiting.settle(0)
    assert [one.our_id for one in waiting.meta.taken] == [first]
    waiting.clock.advance(5_000)
    waiting.status(waiting.meta.taken[0], "delivered")
    waiting.settle(5)
    assert [one.our_id for one in waiting.meta.taken] == [first, second, third]
    gaps = [b.at - a.at for a, b in zip(waiting.meta.taken, waiting.meta.taken[1:], strict=False)]
    assert 5_000 <= gaps[0] <= 8_000
    assert 50_000 <= gaps[1] <= 60_000


def test_no_message_waits_for_itself() -> None:
    """Its pace was stored, and then storage failed: nothing went out that could still arrive."""
    turns = WaitTurn(MemoryProgresses(), waits_for_delivered=True)
    state = SendState().begun("msg_a", 1_000)
    assert turns.next_at(state, "msg_a", 2_000) <= 2_000
    assert turns.next_at(state, "msg_b", 2_000) == 1_000 + SETTLING_MS
