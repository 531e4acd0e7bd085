"""What every memory of messages' progress does."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from appcare.application.ports import Progresses
from appcare.aws.state.progresses import DynamoProgresses
from appcare.domain.log import LogKey
from appcare.domain.progress import Progress, Stage

PARTITION = "wa#106#US.1"


def step(stage: Stage, message_id: str = "wamid.1") -> Progress:
    """Return a step of a message."""
    return Progress(message_id, stage)


def cause(name: str) -> LogKey:
    """Return the log key of a status."""
    return LogKey(PARTITION, f"1000#{name}#status")


def told(progresses: Progresses, *stages: Stage) -> list[Stage]:
    """Return which of these steps, each told by a record of its own, are further."""
    steps = enumerate(stages)
    return [stage for place, stage in steps if progresses.advance(step(stage), cause(str(place)))]


def test_each_step_forward_is_told(progresses: Progresses) -> None:
    """The usual way."""
    forward = [Stage.SENT, Stage.DELIVERED, Stage.READ, Stage.PLAYED]
    assert told(progresses, *forward) == forward


@pytest.mark.parametrize(
    ("stages", "expected"),
    [
        ((Stage.READ, Stage.DELIVERED), [Stage.READ]),
        ((Stage.READ, Stage.SENT, Stage.PLAYED), [Stage.READ, Stage.PLAYED]),
        ((Stage.DELIVERED, Stage.DELIVERED), [Stage.DELIVERED]),
        ((Stage.SENT, Stage.FAILED, Stage.SENT), [Stage.SENT, Stage.FAILED]),
        ((Stage.DELIVERED, Stage.FAILED), [Stage.DELIVERED]),
        ((Stage.FAILED, Stage.DELIVERED), [Stage.FAILED, Stage.DELIVERED]),
    ],
)
def test_no_step_backwards_is_told(
    progresses: Progresses, stages: tuple[Stage, ...], expected: list[Stage]
) -> None:
    """A step that is not further than the furthest is not told, nor is a second record of the same."""
    assert told(progresses, *stages) == expected


def test_the_same_batch_again_gets_the_same_answers(progresses: Progresses) -> None:
    """Though the message has gone further within it: the router's second try must not lose a step."""
    batch = [cause(name) for name in ("sent", "read", "delivered")]
    for _ in range(2):
        assert progresses.advance(step(Stage.SENT), cause("sent"), batch)
        assert progresses.advance(step(Stage.READ), cause("read"), batch)
        assert not progresses.advance(step(Stage.DELIVERED), cause("delivered"), batch)
    assert not progresses.advance(step(Stage.SENT), cause("another"), batch)


def test_what_somebody_else_has_told_more_of_is_not_told_again(progresses: Progresses) -> None:
    """A router that died before it sent finds, at its second try, that another one was further."""
    assert progresses.advance(step(Stage.DELIVERED), cause("delivered"), [cause("delivered")])
    assert progresses.advance(step(Stage.READ), cause("read"), [cause("read")])

    assert not progresses.advance(step(Stage.DELIVERED), cause("delivered"), [cause("delivered")])
    assert progresses.advance(step(Stage.READ), cause("read"), [cause("read")])


def test_messages_have_progress_of_their_own(progresses: Progresses) -> None:
    """One message's step says nothing of another's."""
    assert progresses.advance(step(Stage.READ, "wamid.1"), cause("1"))
    assert progresses.advance(step(Stage.SENT, "wamid.2"), cause("2"))


def test_of_many_at_once_each_stage_is_told_once(progresses: Progresses, at_once: ThreadPoolExecutor) -> None:
    """Whoever comes at the same time with the same step: one record tells it."""
    steps = [(Stage.DELIVERED, str(number)) for number in range(12)]

    answers = list(at_once.map(lambda one: progresses.advance(step(one[0]), cause(one[1])), steps))

    assert sum(answers) == 1


def test_it_is_forgotten_after_35_days(state: tuple[DynamoDBClient, str] | None) -> None:
    """Items carry the time from which the table may delete them, counted from the last step."""
    if state is None:
        pytest.skip("memory forgets nothing")
    client, table = state
    progresses = DynamoProgresses(client, table, now=lambda: 1_000_000)
    progresses.advance(step(Stage.SENT), cause("1"))

    (item,) = client.scan(TableName=table)["Items"]
    assert item["expires_at"] == {"N": str(1_000 + 35 * 86_400)}
    assert "wamid" not in str(item)
