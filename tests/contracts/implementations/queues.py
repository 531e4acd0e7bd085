"""Queues, each with what a consumer of it gets."""

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from mypy_boto3_sqs import SQSClient

from appcare.application.delivery_ports import DelayedWakeUps, DeliveryQueues, Outgoing, WakeUp
from appcare.application.operator_ports import DeadLetters
from appcare.application.ports import ParkedRecords
from appcare.aws.dead_letters import SqsDeadLetters
from appcare.aws.messages import decode, decode_delayed, decode_parked
from appcare.aws.queues import SqsDelayedWakeUps, SqsDeliveryQueues, SqsParkedRecords
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey
from appcare.memory.clock import MovedClock
from appcare.memory.operator import MemoryDeadLetters
from appcare.memory.queues import MemoryDelayedWakeUps, MemoryDeliveryQueues, MemoryParkedRecords
from tests.contracts.implementations.imitations import fresh

DESTINATIONS = ("crm", "desk")


@dataclass(frozen=True, slots=True)
class QueuesWithConsumer:
    """The destinations' queues, and what a consumer of one gets, in order, each acknowledged."""

    queues: DeliveryQueues
    consume: Callable[[str], list[EventRef | WakeUp]]

    @classmethod
    def in_memory(cls) -> "QueuesWithConsumer":
        """Empty queues."""
        queues = MemoryDeliveryQueues(MovedClock())
        return cls(queues, lambda destination: _consume_memory(queues, destination))

    @classmethod
    def on_sqs(cls, sqs: SQSClient) -> "QueuesWithConsumer":
        """Empty queues for the destinations `crm` and `desk`."""
        urls = {destination: _fifo(sqs, destination) for destination in DESTINATIONS}
        return cls(
            SqsDeliveryQueues(sqs, urls),
            lambda destination: [decode(body, destination) for body in _bodies(sqs, urls[destination])],
        )


@dataclass(frozen=True, slots=True)
class DelayedWithConsumer:
    """Delayed wake-ups, letting time pass, and what has come by then."""

    delayed: DelayedWakeUps
    after: Callable[[float], list[WakeUp]]

    @classmethod
    def in_memory(cls) -> "DelayedWithConsumer":
        """No wake-up is on its way; time is virtual."""
        clock = MovedClock()
        delayed = MemoryDelayedWakeUps(clock)

        def ready_after(seconds: float) -> list[WakeUp]:
            clock.sleep(seconds)
            return delayed.ready()

        return cls(delayed, ready_after)

    @classmethod
    def on_sqs(cls, sqs: SQSClient) -> "DelayedWithConsumer":
        """No wake-up is on its way; time really passes."""
        url = _standard(sqs, "later")

        def received_after(seconds: float) -> list[WakeUp]:
            time.sleep(seconds)
            return [decode_delayed(body) for body in _bodies(sqs, url)]

        return cls(SqsDelayedWakeUps(sqs, url), received_after)


@dataclass(frozen=True, slots=True)
class ParkedWithReader:
    """Parked records, and what lies there."""

    records: ParkedRecords
    parked: Callable[[], list[tuple[LogKey, str]]]

    @classmethod
    def in_memory(cls) -> "ParkedWithReader":
        """Nothing is parked."""
        records = MemoryParkedRecords()
        return cls(records, lambda: records.parked)

    @classmethod
    def on_sqs(cls, sqs: SQSClient) -> "ParkedWithReader":
        """Nothing is parked."""
        url = _standard(sqs, "parked")
        return cls(SqsParkedRecords(sqs, url), lambda: [decode_parked(body) for body in _bodies(sqs, url)])


@dataclass(frozen=True, slots=True)
class LettersWithQueue:
    """Dead letters of the destination `crm`, how things die, and what a consumer of its queue gets."""

    letters: DeadLetters
    die: Callable[[Sequence[EventRef | WakeUp]], None]
    consume: Callable[[], list[EventRef | WakeUp]]

    @classmethod
    def in_memory(cls) -> "LettersWithQueue":
        """Nothing died yet."""
        queues = MemoryDeliveryQueues(MovedClock())
        return cls(
            MemoryDeadLetters(queues, "crm"),
            lambda contents: _die_in_memory(queues, contents),
            lambda: _consume_memory(queues, "crm"),
        )

    @classmethod
    def on_sqs(cls, sqs: SQSClient) -> "LettersWithQueue":
        """Nothing died yet."""
        dead, source = _fifo(sqs, "dead"), _fifo(sqs, "crm")
        # The dead letters' queue is filled as SQS would: body, group and order stay as they were.
        filling = SqsDeliveryQueues(sqs, {"crm": dead})
        return cls(
            SqsDeadLetters(sqs, destination="crm", url=dead, source_url=source),
            lambda contents: _send_each(filling, contents),
            lambda: [decode(body, "crm") for body in _bodies(sqs, source)],
        )


def _fifo(sqs: SQSClient, name: str) -> str:
    return sqs.create_queue(QueueName=f"{fresh(name)}.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]


def _standard(sqs: SQSClient, name: str) -> str:
    return sqs.create_queue(QueueName=fresh(name))["QueueUrl"]


def _send_each(queues: DeliveryQueues, contents: Sequence[EventRef | WakeUp]) -> None:
    for content in contents:
        if isinstance(content, WakeUp):
            queues.wake([content])
        else:
            queues.send([Outgoing("crm", content)])


def _die_in_memory(queues: MemoryDeliveryQueues, contents: Sequence[EventRef | WakeUp]) -> None:
    _send_each(queues, contents)
    while queues.waiting("crm"):
        queues.release([one.id for one in queues.receive("crm")])


def _consume_memory(queues: MemoryDeliveryQueues, destination: str) -> list[EventRef | WakeUp]:
    contents: list[EventRef | WakeUp] = []
    while batch := queues.receive(destination):
        contents += [message.content for message in batch]
        queues.delete([message.id for message in batch])
    return contents


def _bodies(sqs: SQSClient, url: str) -> list[str]:
    bodies: list[str] = []
    while messages := sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", []):
        for message in messages:
            bodies.append(message["Body"])
            sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return bodies
