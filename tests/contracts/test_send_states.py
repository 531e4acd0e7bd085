"""What every store of the pace towards customers does."""

from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace

from appcare.application.ports import Progresses
from appcare.application.send_ports import MessageProgress, SendStates
from appcare.domain.lanes import LaneId
from appcare.domain.log import LogKey
from appcare.domain.progress import Progress, Stage
from appcare.domain.send_state import SendState

LANE = LaneId("whatsapp.support", "ctc_1")
STATE = SendState(
    latest="msg_1", latest_at=7, burst_at=5, burst=3, refusals=2, not_before=9, unclear_at=8, generation=0
)


def test_nothing_was_sent_at_first(send_states: SendStates) -> None:
    """What was never written is the default, and no call began."""
    assert send_states.read(LANE, "msg_1") == (SendState(), False)


def test_a_change_is_stored_with_the_next_generation(send_states: SendStates) -> None:
    """What is read afterwards is what was written, for this customer on this number alone."""
    assert send_states.change(LANE, SendState(), STATE)
    assert send_states.read(LANE, "msg_1")[0] == replace(STATE, generation=1)
    assert send_states.read(LaneId("whatsapp.sales", "ctc_1"), "msg_1")[0] == SendState()


def test_a_change_of_something_older_is_refused(send_states: SendStates) -> None:
    """Of two that read the same state one changes it."""
    assert send_states.change(LANE, SendState(), STATE)
    assert not send_states.change(LANE, SendState(), replace(STATE, burst=9))
    assert send_states.read(LANE, "msg_1")[0].burst == STATE.burst


def test_a_call_begins_once_until_it_is_taken_back(send_states: SendStates) -> None:
    """Whoever comes second hears so; after a refusal it may begin again."""
    assert send_states.begin("msg_1", 1_000)
    assert not send_states.begin("msg_1", 2_000)
    assert send_states.read(LANE, "msg_1")[1]
    assert not send_states.read(LANE, "msg_2")[1]
    send_states.take_back("msg_1")
    assert not send_states.read(LANE, "msg_1")[1]
    assert send_states.begin("msg_1", 3_000)


def test_of_many_at_once_one_begins(send_states: SendStates, at_once: ThreadPoolExecutor) -> None:
    """However many try, one call begins."""
    assert sum(at_once.map(lambda now: send_states.begin("msg_1", now), range(12))) == 1


def test_taking_back_what_never_began_is_fine(send_states: SendStates) -> None:
    """Twice is as good as once."""
    send_states.take_back("msg_1")
    assert send_states.begin("msg_1", 1_000)


def test_how_far_a_message_has_come(progresses: Progresses) -> None:
    """The furthest stage that a status told of, whatever came after it; nothing for one unheard of."""
    assert isinstance(progresses, MessageProgress)
    for turn, stage in enumerate((Stage.SENT, Stage.READ, Stage.DELIVERED)):
        progresses.advance(Progress("msg_1", stage), LogKey("wa#1#2", str(turn)))
    assert progresses.reached(["msg_1", "msg_2"]) == {"msg_1": Stage.READ}
