"""What every place does that operators' commands work on."""

import json
from itertools import chain

import pytest

from appcare.application.delivery_ports import WakeUp
from appcare.application.operator_ports import DeadLetter, ParkedLetter
from appcare.aws.dead_letters import SqsParkedLetters
from appcare.aws.messages import encode_parked
from appcare.domain.lanes import EventRef, LaneId
from appcare.domain.log import LogKey, LogRecord
from tests.contracts.implementations.imitations import Aws
from tests.contracts.implementations.logs import LogWithScan
from tests.contracts.implementations.pairs import StoreWithSecret
from tests.contracts.implementations.queues import LettersWithQueue

SEGMENTS = 3


def ref(number: int, contact: str = "ctc_1") -> EventRef:
    """Return one of many events."""
    return EventRef(LogKey("wa#1#2", str(number)), "message.received", contact, "cnv_1")


def everything(found: LettersWithQueue) -> list[DeadLetter]:
    """Take all letters, ten at a time, removing each."""
    taken: list[DeadLetter] = []
    while letters := found.letters.receive():
        for letter in letters:
            found.letters.delete(letter)
        taken += letters
    return taken


def test_no_letters(letters_with_queue: LettersWithQueue) -> None:
    """Where nothing died, nothing lies."""
    assert letters_with_queue.letters.receive() == []
    assert letters_with_queue.letters.count() == 0


def test_letters_come_in_order(letters_with_queue: LettersWithQueue) -> None:
    """Each group's in their order, with what they ask for."""
    letters_with_queue.die([ref(n, f"ctc_{n % 2}") for n in range(14)])
    found = everything(letters_with_queue)
    for contact in ("ctc_0", "ctc_1"):
        mine = [one for one in found if one.group == contact]
        assert [one.content for one in mine] == [
            ref(n, contact) for n in range(14) if f"ctc_{n % 2}" == contact
        ]


def test_a_letter_may_be_a_wake_up(letters_with_queue: LettersWithQueue) -> None:
    """A dead wake-up is told as one."""
    wake_up = WakeUp(LaneId("crm", "ctc_1"), 5)
    letters_with_queue.die([wake_up])
    assert [one.content for one in everything(letters_with_queue)] == [wake_up]


def test_hidden_until_released(letters_with_queue: LettersWithQueue) -> None:
    """What was received is not handed out again, nor is anything of its group, before it is released."""
    letters_with_queue.die([ref(n) for n in range(3)])
    first = letters_with_queue.letters.receive()
    assert first
    assert letters_with_queue.letters.receive() == []
    letters_with_queue.letters.release(first)
    again = letters_with_queue.letters.receive()
    assert [one.id for one in again] == [one.id for one in first]
    assert letters_with_queue.letters.count() == 3


def test_sent_back_once(letters_with_queue: LettersWithQueue) -> None:
    """A letter goes back as it was; sent back a second time before it was removed, it is there once."""
    letters_with_queue.die([ref(1)])
    (letter,) = letters_with_queue.letters.receive()
    letters_with_queue.letters.send_back(letter)
    letters_with_queue.letters.send_back(letter)
    letters_with_queue.letters.delete(letter)
    assert letters_with_queue.consume() == [ref(1)]
    assert letters_with_queue.letters.count() == 0


@pytest.mark.parametrize(
    ("since", "until", "expected"),
    [
        (0, 9_999_999_999_999, range(10)),
        (1_800_000_000_003, 1_800_000_000_006, range(3, 6)),
        (5, 6, range(0)),
    ],
)
def test_every_key_of_a_time(log_with_scan: LogWithScan, since: int, until: int, expected: range) -> None:
    """The shares together hold each key of the span once, the beginning included and the end not."""
    keys = [LogKey(f"wa#1#{n}", f"{1_800_000_000_000 + n}#wamid.{n}#message") for n in range(10)]
    log_with_scan.log.append([LogRecord(key, "message", b"{}") for key in keys])
    shares = [list(log_with_scan.scan.keys(since, until, one, SEGMENTS)) for one in range(SEGMENTS)]
    assert sorted(chain(*shares)) == [keys[n] for n in expected]


def test_a_secret_is_replaced(store_with_secret: StoreWithSecret) -> None:
    """An empty one reads as empty; what was written last is what is."""
    store, id_ = store_with_secret.store, store_with_secret.id
    assert store.read(id_) == {}
    store.write(id_, {"current": "a"})
    store.write(id_, {"current": "b", "previous": "a"})
    assert store.read(id_) == {"current": "b", "previous": "a"}
    assert store.read("another") == {}


def test_parked_letters_are_read(ministack_clients: Aws) -> None:
    """The router's own, what Lambda's mapping gave up on, and what nobody can read."""
    sqs = ministack_clients.sqs
    url = sqs.create_queue(QueueName="parked-letters")["QueueUrl"]
    batch = {
        "shardId": "shardId-1",
        "approximateArrivalOfFirstRecord": "2026-11-22T12:00:00Z",
        "approximateArrivalOfLastRecord": "2026-11-22T12:00:01.500Z",
    }
    bodies = (
        encode_parked(LogKey("wa#1#2", "3"), "undigestible"),
        json.dumps({"requestContext": {}, "DDBStreamBatchInfo": batch}),
        "gibberish",
    )
    for body in bodies:
        sqs.send_message(QueueUrl=url, MessageBody=body)
    letters = SqsParkedLetters(sqs, url)

    found: list[ParkedLetter] = []
    while some := letters.receive():
        found += some

    assert {(one.key, one.code, one.span) for one in found} == {
        (LogKey("wa#1#2", "3"), "undigestible", None),
        (None, "stream", (1_795_348_800_000, 1_795_348_801_500)),
        (None, "stream", None),
    }
    letters.release(found[:1])
    assert [one.code for one in letters.receive()] == [found[0].code]
    assert letters.count() == 3
