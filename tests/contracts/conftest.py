"""One fixture for each port, parametrised over the places that implement it.

`memory` is what simulations run on, `moto` imitates DynamoDB in this process, `ministack` is the
emulator that the local stack runs on. Every test gets tables, queues and a bucket of its own.
"""

import fcntl
import itertools
import socket
import time
import urllib.error
import urllib.request
import uuid
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any

import boto3
import pytest
from botocore.config import Config
from moto import mock_aws
from mypy_boto3_dynamodb import DynamoDBClient
from mypy_boto3_s3 import S3Client
from mypy_boto3_secretsmanager import SecretsManagerClient
from mypy_boto3_sqs import SQSClient

from appcare.application.adapter_ports import LinkStore
from appcare.application.delivery_list import DeliveryList
from appcare.application.delivery_ports import (
    DelayedWakeUps,
    DeliveryQueues,
    DestinationStates,
    FailedDeliveries,
    Lanes,
    Outgoing,
    Throttle,
    WakeUp,
)
from appcare.application.history_ports import ContactBook, History
from appcare.application.operator_ports import DeadLetters, LogScan, SecretStore
from appcare.application.ports import Contacts, Conversations, EventLog, ParkedRecords, Progresses
from appcare.application.reply_ports import Receipts
from appcare.aws.bodies import S3Bodies
from appcare.aws.dead_letters import SqsDeadLetters
from appcare.aws.event_log import DynamoEventLog
from appcare.aws.history import DynamoHistory
from appcare.aws.log_scan import DynamoLogScan
from appcare.aws.messages import decode, decode_delayed, decode_parked
from appcare.aws.queues import SqsDelayedWakeUps, SqsDeliveryQueues, SqsParkedRecords
from appcare.aws.secret_store import SecretsManagerStore
from appcare.aws.state.contact_book import DynamoContactBook
from appcare.aws.state.contacts import DynamoContacts
from appcare.aws.state.conversations import DynamoConversations
from appcare.aws.state.delivery_list import DynamoDeliveryList
from appcare.aws.state.destination_states import DynamoDestinationStates
from appcare.aws.state.failed_deliveries import DynamoFailedDeliveries
from appcare.aws.state.lanes import DynamoLanes
from appcare.aws.state.links import DynamoLinks
from appcare.aws.state.progresses import DynamoProgresses
from appcare.aws.state.receipts import DynamoReceipts
from appcare.aws.state.throttle import DynamoThrottle
from appcare.domain.lanes import EventRef
from appcare.domain.log import LogKey
from appcare.memory.clock import MovedClock
from appcare.memory.contacts import MemoryContacts
from appcare.memory.delivery_list import MemoryDeliveryList
from appcare.memory.event_log import MemoryEventLog
from appcare.memory.history import MemoryContactBook, MemoryHistory
from appcare.memory.lanes import MemoryLanes
from appcare.memory.links import MemoryLinkStore
from appcare.memory.operator import MemoryDeadLetters, MemoryLogScan, MemorySecretStore
from appcare.memory.queues import MemoryDelayedWakeUps, MemoryDeliveryQueues, MemoryParkedRecords
from appcare.memory.receipts import MemoryReceipts
from appcare.memory.state import (
    MemoryConversations,
    MemoryDestinationStates,
    MemoryFailedDeliveries,
    MemoryProgresses,
    MemoryThrottle,
)
from playground.environment import ACCESS_KEY
from playground.ministack import install, start_ministack
from playground.places import LOCAL_ADDRESS, REGION, REPOSITORY, Places
from playground.processes import stop

READY_WITHIN_S = 30
DESTINATIONS = ("crm", "desk")
KEY_SCHEMA: Any = [
    {"AttributeName": "pk", "KeyType": "HASH"},
    {"AttributeName": "sk", "KeyType": "RANGE"},
]
DUE_SCHEMA: Any = [
    {"AttributeName": "due_shard", "KeyType": "HASH"},
    {"AttributeName": "due_at", "KeyType": "RANGE"},
]
FAILED_SCHEMA: Any = [
    {"AttributeName": "failed_shard", "KeyType": "HASH"},
    {"AttributeName": "failed_order", "KeyType": "RANGE"},
]
RETENTION_DAYS = 365
IN_REGION: Any = {"LocationConstraint": REGION}
SIGNING = Config(signature_version="s3v4")
"""As `signing_client`: links of another version are refused."""

STREAM: Any = {"StreamEnabled": True, "StreamViewType": "NEW_IMAGE"}


@dataclass(frozen=True, slots=True)
class Aws:
    """Clients of one imitation of AWS."""

    dynamodb: DynamoDBClient
    streams: Any
    s3: S3Client
    secrets: SecretsManagerClient
    sqs: SQSClient


@pytest.fixture(scope="session")
def ministack_clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """Start the emulator on a free port, end it by its pid."""
    with socket.socket() as free:
        free.bind((LOCAL_ADDRESS, 0))
        port = free.getsockname()[1]
    places = Places(tmp_path_factory.mktemp("ministack"), port)
    lock = REPOSITORY / ".cache" / "ministack.lock"
    lock.parent.mkdir(exist_ok=True)
    with lock.open("w") as installing:
        fcntl.flock(installing, fcntl.LOCK_EX)
        python = install(places)
    started = start_ministack(python, places)
    try:
        _wait_until_ready(places.aws_endpoint_url)
        yield _clients(places.aws_endpoint_url)
    finally:
        stop(started)


@pytest.fixture
def moto_clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    """Imitate AWS inside this process."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with mock_aws():
        yield _clients(None)


@pytest.fixture(params=["memory", "moto", "ministack"])
def state(request: pytest.FixtureRequest) -> tuple[DynamoDBClient, str] | None:
    """Return a client and a fresh State table; None stands for memory."""
    if request.param == "memory":
        return None
    aws: Aws = request.getfixturevalue(f"{request.param}_clients")
    table = _fresh("state")
    aws.dynamodb.create_table(
        TableName=table,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=KEY_SCHEMA,
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
            {"AttributeName": "due_shard", "AttributeType": "S"},
            {"AttributeName": "due_at", "AttributeType": "N"},
            {"AttributeName": "failed_shard", "AttributeType": "S"},
            {"AttributeName": "failed_order", "AttributeType": "S"},
        ],
        GlobalSecondaryIndexes=[
            {
                "IndexName": "due",
                "KeySchema": DUE_SCHEMA,
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            },
            {
                "IndexName": "failed",
                "KeySchema": FAILED_SCHEMA,
                "Projection": {"ProjectionType": "KEYS_ONLY"},
            },
        ],
    )
    return aws.dynamodb, table


@pytest.fixture(params=["memory", "ministack"])
def pipeline(request: pytest.FixtureRequest) -> Aws | None:
    """Return the clients of an imitation that has streams and FIFO queues; None: memory."""
    if request.param == "memory":
        return None
    aws: Aws = request.getfixturevalue("ministack_clients")
    return aws


@pytest.fixture(params=["moto", "ministack"])
def aws(request: pytest.FixtureRequest) -> Aws:
    """Return clients, for what has no port but is on AWS."""
    clients: Aws = request.getfixturevalue(f"{request.param}_clients")
    return clients


@pytest.fixture
def at_once(request: pytest.FixtureRequest) -> Iterator[ThreadPoolExecutor]:
    """Give threads; not on moto, whose calls are not isolated from each other."""
    if request.node.callspec.params.get("state") == "moto":
        pytest.skip("moto checks and writes without a lock: threads disturb one another")
    with ThreadPoolExecutor(12) as threads:
        yield threads


@pytest.fixture
def contacts(state: tuple[DynamoDBClient, str] | None) -> Contacts:
    """Nobody is known."""
    return DynamoContacts(*state) if state else MemoryContacts()


@dataclass(frozen=True, slots=True)
class ContactsWithBook:
    """Contacts, and the book that they are looked up in."""

    contacts: Contacts
    book: ContactBook


@pytest.fixture
def contacts_with_book(state: tuple[DynamoDBClient, str] | None) -> ContactsWithBook:
    """Nobody is known."""
    if state:
        return ContactsWithBook(
            DynamoContacts(*state, now=lambda: 1_800_000_000_000), DynamoContactBook(*state)
        )
    memory = MemoryContacts()
    return ContactsWithBook(memory, MemoryContactBook(memory))


@pytest.fixture
def conversations(state: tuple[DynamoDBClient, str] | None) -> Conversations:
    """There is no conversation."""
    return DynamoConversations(*state) if state else MemoryConversations()


@pytest.fixture
def progresses(state: tuple[DynamoDBClient, str] | None) -> Progresses:
    """No message of ours is known."""
    return DynamoProgresses(*state) if state else MemoryProgresses()


@pytest.fixture
def links(state: tuple[DynamoDBClient, str] | None) -> LinkStore:
    """Nothing is linked."""
    return DynamoLinks(*state, messages_days=365) if state else MemoryLinkStore()


@pytest.fixture
def receipts(state: tuple[DynamoDBClient, str] | None) -> Receipts:
    """No answer came in."""
    return DynamoReceipts(*state, messages_days=365) if state else MemoryReceipts()


@pytest.fixture
def lanes(state: tuple[DynamoDBClient, str] | None) -> Lanes:
    """No lane waits."""
    return DynamoLanes(*state) if state else MemoryLanes()


@pytest.fixture
def destination_states(state: tuple[DynamoDBClient, str] | None) -> DestinationStates:
    """No destination was ever closed; each look at the clock finds it a millisecond later."""
    now = itertools.count(1).__next__
    return DynamoDestinationStates(*state, now) if state else MemoryDestinationStates(now)


@pytest.fixture
def throttle(state: tuple[DynamoDBClient, str] | None) -> Throttle:
    """No slot is taken."""
    return DynamoThrottle(*state) if state else MemoryThrottle()


@pytest.fixture
def failed_deliveries(state: tuple[DynamoDBClient, str] | None) -> FailedDeliveries:
    """Nothing failed yet."""
    return DynamoFailedDeliveries(*state, RETENTION_DAYS) if state else MemoryFailedDeliveries()


@dataclass(frozen=True, slots=True)
class ListedDeliveries:
    """Failed deliveries, and the list of them."""

    failed: FailedDeliveries
    list: DeliveryList


@pytest.fixture
def listed(state: tuple[DynamoDBClient, str] | None) -> ListedDeliveries:
    """Nothing failed yet."""
    if state:
        return ListedDeliveries(DynamoFailedDeliveries(*state, RETENTION_DAYS), DynamoDeliveryList(*state))
    memory = MemoryFailedDeliveries()
    return ListedDeliveries(memory, MemoryDeliveryList(memory))


@dataclass(frozen=True, slots=True)
class LogWithStream:
    """An event log, and what its stream said: kind and key of each change, in order."""

    log: EventLog
    changes: Callable[[], list[tuple[str, LogKey]]]


@pytest.fixture
def log_with_stream(pipeline: Aws | None) -> LogWithStream:
    """An empty log."""
    if pipeline is None:
        memory = MemoryEventLog()
        return LogWithStream(memory, lambda: [(one.kind, one.record.key) for one in memory.stream])
    name = _fresh("log")
    created = pipeline.dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=KEY_SCHEMA,
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
        StreamSpecification=STREAM,
    )
    pipeline.s3.create_bucket(Bucket=name, CreateBucketConfiguration=IN_REGION)
    log = DynamoEventLog(pipeline.dynamodb, name, S3Bodies(pipeline.s3, name))
    stream = created["TableDescription"]["LatestStreamArn"]
    return LogWithStream(log, lambda: _changes(pipeline.streams, stream, log))


@pytest.fixture
def event_log(log_with_stream: LogWithStream) -> EventLog:
    """An empty log."""
    return log_with_stream.log


@dataclass(frozen=True, slots=True)
class LogWithHistory:
    """An event log, and how it is read by time."""

    log: EventLog
    history: History


@pytest.fixture(params=["memory", "moto", "ministack"])
def log_with_history(request: pytest.FixtureRequest) -> LogWithHistory:
    """An empty log."""
    if request.param == "memory":
        memory = MemoryEventLog()
        return LogWithHistory(memory, MemoryHistory(memory))
    aws: Aws = request.getfixturevalue(f"{request.param}_clients")
    name = _fresh("history")
    aws.dynamodb.create_table(
        TableName=name,
        BillingMode="PAY_PER_REQUEST",
        KeySchema=KEY_SCHEMA,
        AttributeDefinitions=[
            {"AttributeName": "pk", "AttributeType": "S"},
            {"AttributeName": "sk", "AttributeType": "S"},
        ],
    )
    aws.s3.create_bucket(Bucket=name, CreateBucketConfiguration=IN_REGION)
    log = DynamoEventLog(aws.dynamodb, name, S3Bodies(aws.s3, name))
    return LogWithHistory(log, DynamoHistory(aws.dynamodb, name, log))


@dataclass(frozen=True, slots=True)
class QueuesWithConsumer:
    """The destinations' queues, and what a consumer of one gets, in order, each acknowledged."""

    queues: DeliveryQueues
    consume: Callable[[str], list[EventRef | WakeUp]]


@pytest.fixture
def queues_with_consumer(pipeline: Aws | None) -> QueuesWithConsumer:
    """Empty queues for the destinations `crm` and `desk`."""
    if pipeline is None:
        memory = MemoryDeliveryQueues(MovedClock())
        return QueuesWithConsumer(memory, lambda destination: _consume_memory(memory, destination))
    urls = {
        destination: pipeline.sqs.create_queue(
            QueueName=f"{_fresh(destination)}.fifo", Attributes={"FifoQueue": "true"}
        )["QueueUrl"]
        for destination in DESTINATIONS
    }
    sqs = pipeline.sqs
    return QueuesWithConsumer(
        SqsDeliveryQueues(sqs, urls),
        lambda destination: [decode(body, destination) for body in _bodies(sqs, urls[destination])],
    )


@dataclass(frozen=True, slots=True)
class DelayedWithConsumer:
    """Delayed wake-ups, letting time pass, and what has come by then."""

    delayed: DelayedWakeUps
    after: Callable[[float], list[WakeUp]]


@pytest.fixture
def delayed_with_consumer(pipeline: Aws | None) -> DelayedWithConsumer:
    """No wake-up is on its way."""
    if pipeline is None:
        clock = MovedClock()
        memory = MemoryDelayedWakeUps(clock)

        def ready_after(seconds: float) -> list[WakeUp]:
            clock.sleep(seconds)
            return memory.ready()

        return DelayedWithConsumer(memory, ready_after)
    sqs, url = pipeline.sqs, pipeline.sqs.create_queue(QueueName=_fresh("later"))["QueueUrl"]

    def received_after(seconds: float) -> list[WakeUp]:
        time.sleep(seconds)
        return [decode_delayed(body) for body in _bodies(sqs, url)]

    return DelayedWithConsumer(SqsDelayedWakeUps(sqs, url), received_after)


@dataclass(frozen=True, slots=True)
class ParkedWithReader:
    """Parked records, and what lies there."""

    records: ParkedRecords
    parked: Callable[[], list[tuple[LogKey, str]]]


@pytest.fixture
def parked_with_reader(pipeline: Aws | None) -> ParkedWithReader:
    """Nothing is parked."""
    if pipeline is None:
        memory = MemoryParkedRecords()
        return ParkedWithReader(memory, lambda: memory.parked)
    sqs, url = pipeline.sqs, pipeline.sqs.create_queue(QueueName=_fresh("parked"))["QueueUrl"]
    return ParkedWithReader(
        SqsParkedRecords(sqs, url), lambda: [decode_parked(body) for body in _bodies(sqs, url)]
    )


@dataclass(frozen=True, slots=True)
class LettersWithQueue:
    """Dead letters of the destination `crm`, how things die, and what a consumer of its queue gets."""

    letters: DeadLetters
    die: Callable[[Sequence[EventRef | WakeUp]], None]
    consume: Callable[[], list[EventRef | WakeUp]]


@pytest.fixture
def letters_with_queue(pipeline: Aws | None) -> LettersWithQueue:
    """Nothing died yet."""
    if pipeline is None:
        memory = MemoryDeliveryQueues(MovedClock())
        return LettersWithQueue(
            MemoryDeadLetters(memory, "crm"),
            lambda contents: _die_in_memory(memory, contents),
            lambda: _consume_memory(memory, "crm"),
        )
    sqs = pipeline.sqs
    dead, source = (
        sqs.create_queue(QueueName=f"{_fresh(name)}.fifo", Attributes={"FifoQueue": "true"})["QueueUrl"]
        for name in ("dead", "crm")
    )
    # The dead letters' queue is filled as SQS would: body, group and order stay as they were.
    filling = SqsDeliveryQueues(sqs, {"crm": dead})
    return LettersWithQueue(
        SqsDeadLetters(sqs, destination="crm", url=dead, source_url=source),
        lambda contents: _send_each(filling, contents),
        lambda: [decode(body, "crm") for body in _bodies(sqs, source)],
    )


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


@dataclass(frozen=True, slots=True)
class LogWithScan:
    """An event log, and how operators read all of it."""

    log: EventLog
    scan: LogScan


@pytest.fixture
def log_with_scan(state: tuple[DynamoDBClient, str] | None) -> LogWithScan:
    """An empty log; its bodies are small, so it needs no bucket."""
    if state is None:
        memory = MemoryEventLog()
        return LogWithScan(memory, MemoryLogScan(memory))
    client, table = state
    no_bucket: Any = None
    return LogWithScan(DynamoEventLog(client, table, no_bucket), DynamoLogScan(client, table))


@dataclass(frozen=True, slots=True)
class StoreWithSecret:
    """A store, and the id of an empty secret in it."""

    store: SecretStore
    id: str


@pytest.fixture(params=["memory", "moto", "ministack"])
def store_with_secret(request: pytest.FixtureRequest) -> StoreWithSecret:
    """A secret that nobody has put anything into."""
    if request.param == "memory":
        return StoreWithSecret(MemorySecretStore(), "secret")
    aws: Aws = request.getfixturevalue(f"{request.param}_clients")
    name = _fresh("secret")
    aws.secrets.create_secret(Name=name)
    return StoreWithSecret(SecretsManagerStore(aws.secrets), name)


def _clients(endpoint_url: str | None) -> Aws:
    session = boto3.Session(aws_access_key_id=ACCESS_KEY, aws_secret_access_key="local", region_name=REGION)
    return Aws(
        dynamodb=session.client("dynamodb", endpoint_url=endpoint_url),
        streams=session.client("dynamodbstreams", endpoint_url=endpoint_url),
        s3=session.client("s3", endpoint_url=endpoint_url, config=SIGNING),
        secrets=session.client("secretsmanager", endpoint_url=endpoint_url),
        sqs=session.client("sqs", endpoint_url=endpoint_url),
    )


def _fresh(name: str) -> str:
    return f"{name}-{uuid.uuid4().hex[:12]}"


def _wait_until_ready(url: str) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while True:
        try:
            urllib.request.urlopen(f"{url}/_ministack/health", timeout=5).close()  # noqa: S310 - our own loopback address
        except (urllib.error.URLError, OSError):
            if time.monotonic() > deadline:
                raise
            time.sleep(0.05)
        else:
            return


def _changes(streams: Any, arn: str, log: DynamoEventLog) -> list[tuple[str, LogKey]]:
    changes: list[tuple[str, LogKey]] = []
    for shard in streams.describe_stream(StreamArn=arn)["StreamDescription"]["Shards"]:
        iterator = streams.get_shard_iterator(
            StreamArn=arn, ShardId=shard["ShardId"], ShardIteratorType="TRIM_HORIZON"
        )["ShardIterator"]
        for record in streams.get_records(ShardIterator=iterator)["Records"]:
            image: dict[str, Any] = dict(record["dynamodb"]["NewImage"])
            changes.append((record["eventName"], log.record_from_image(image).key))
    return changes


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
