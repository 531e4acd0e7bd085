"""A crash, or storage that fails, around any port call: nothing is sent twice and nothing is forgotten."""

from collections.abc import Callable

import pytest

from appcare.domain.delivery import RetryLater
from appcare.domain.errors import StorageError
from appcare.domain.events.agents import Reply
from appcare.memory.sending import MemorySendStates
from tests.unit.model.interruptions import Crash
from tests.unit.sending.meta_double import Answer
from tests.unit.sending.world import SendingWorld

ANNA = "31600000001"
MESSAGES = 3


def story(interrupt: Callable[[SendingWorld], None]) -> tuple[SendingWorld, list[str]]:
    """Anna writes, an agent answers three times, Meta refuses the second once; then time passes."""
    world = SendingWorld()
    world.write(ANNA)
    world.settle()
    refused: list[str] = []

    def answers(our_id: str, _now: int) -> Answer | None:
        if our_id == sent[1] and not refused:
            refused.append(our_id)
            return RetryLater("Graph error 131016")
        return None

    world.meta.answers = answers
    sent = [world.answer(ANNA, Reply(id="-", destination="desk", text=str(turn))) for turn in range(MESSAGES)]
    world.interruptions.calls = 0
    interrupt(world)
    world.settle(30)
    return world, sent


def judge(world: SendingWorld, sent: list[str]) -> None:
    """Each message arrived once, in order, or somebody was told that nobody knows."""
    taken = [one.our_id for one in world.meta.taken]
    assert len(set(taken)) == len(taken)
    assert taken == [one for one in sent if one in taken]
    for one in sent:
        assert one in taken or world.told_of(one) == ["message.unclear"], (taken, world.told_of(one))
    assert not world.waiting()


def calls() -> int:
    """Return how many port calls the story has."""
    world, sent = story(lambda _world: None)
    judge(world, sent)
    assert [one.our_id for one in world.meta.taken] == sent
    return world.interruptions.calls


@pytest.mark.parametrize("trouble", [Crash, StorageError])
@pytest.mark.parametrize("when", ["before", "after"])
def test_around_every_port_call(trouble: type[BaseException], when: str) -> None:
    """Told once for each port call, with the trouble there; few of the messages stay unclear."""
    unclear = 0
    for turn in range(1, calls() + 1):

        def interrupt(world: SendingWorld, turn: int = turn) -> None:
            def strike(number: int, _name: str) -> None:
                if number == turn:
                    raise trouble("here")

            setattr(world.interruptions, when, strike)

        world, sent = story(interrupt)
        judge(world, sent)
        unclear += MESSAGES - len(world.meta.taken)
    assert unclear <= 2 * MESSAGES


def test_the_model_sees_a_second_send(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the mark that a call began, a crash behind it would send twice: the judgement says so."""
    monkeypatch.setattr(MemorySendStates, "begin", lambda *_: True)

    def forget(world: SendingWorld) -> None:

        def strike(_number: int, name: str) -> None:
            if name == "meta.send" and not world.crashes:
                raise Crash

        world.interruptions.after = strike

    world, sent = story(forget)
    with pytest.raises(AssertionError):
        judge(world, sent)
