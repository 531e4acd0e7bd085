"""One fixture for each port, parametrised over the places that implement it.

`memory` is what simulations run on, `moto` imitates DynamoDB in this process, `ministack` is the
emulator that the local stack runs on. Every test gets tables, queues and a bucket of its own.
"""

import itertools
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from mypy_boto3_dynamodb import DynamoDBClient

from appcare.application.adapter_ports import LinkStore
from appcare.application.consent_ports import Consents
from appcare.application.delivery_ports import DestinationStates, FailedDeliveries, Lanes, Throttle
from appcare.application.number_rate import NumberLimits
from appcare.application.portfolio import PortfolioLimit
from appcare.application.ports import Contacts, Conversations, EventLog, Progresses
from appcare.application.price_ports import Prices
from appcare.application.reply_ports import Receipts
from appcare.application.rollout.ports import Rollouts
from appcare.application.rollout.room_ports import WaitingRoom
from appcare.application.rollout.signal_ports import Signals
from appcare.application.rollout.tally_ports import Tallies
from appcare.application.send_ports import SendStates
from appcare.application.template_ports import Templates
from appcare.aws.state.consents import DynamoConsents
from appcare.aws.state.contacts import DynamoContacts
from appcare.aws.state.conversations import DynamoConversations
from appcare.aws.state.destination_states import DynamoDestinationStates
from appcare.aws.state.failed_deliveries import DynamoFailedDeliveries
from appcare.aws.state.lanes import DynamoLanes
from appcare.aws.state.links import DynamoLinks
from appcare.aws.state.number_limits import DynamoNumberLimits
from appcare.aws.state.portfolio import DynamoPortfolioLimit
from appcare.aws.state.prices import DynamoPrices
from appcare.aws.state.progresses import DynamoProgresses
from appcare.aws.state.receipts import DynamoReceipts
from appcare.aws.state.rollout_signals import DynamoSignals
from appcare.aws.state.rollouts import DynamoRollouts
from appcare.aws.state.send_states import DynamoSendStates
from appcare.aws.state.tallies import DynamoTallies
from appcare.aws.state.templates import DynamoTemplates
from appcare.aws.state.throttle import DynamoThrottle
from appcare.aws.state.waiting_room import DynamoWaitingRoom
from appcare.memory.consents import MemoryConsents
from appcare.memory.contacts import MemoryContacts
from appcare.memory.lanes import MemoryLanes
from appcare.memory.links import MemoryLinkStore
from appcare.memory.number_limits import MemoryNumberLimits
from appcare.memory.portfolio import MemoryPortfolioLimit
from appcare.memory.prices import MemoryPrices
from appcare.memory.receipts import MemoryReceipts
from appcare.memory.rollout_signals import MemorySignals
from appcare.memory.rollouts import MemoryRollouts
from appcare.memory.sending import MemorySendStates
from appcare.memory.state import (
    MemoryConversations,
    MemoryDestinationStates,
    MemoryFailedDeliveries,
    MemoryProgresses,
    MemoryThrottle,
)
from appcare.memory.tallies import MemoryTallies
from appcare.memory.templates import MemoryTemplates
from appcare.memory.waiting_room import MemoryWaitingRoom
from tests.contracts.implementations.imitations import Aws, ministack, moto
from tests.contracts.implementations.logs import LogWithHistory, LogWithScan, LogWithStream
from tests.contracts.implementations.pairs import (
    MESSAGES_DAYS,
    ContactsWithBook,
    ListedDeliveries,
    StoreWithSecret,
)
from tests.contracts.implementations.plans import PlansWithClock
from tests.contracts.implementations.queues import (
    DelayedWithConsumer,
    LettersWithQueue,
    ParkedWithReader,
    QueuesWithConsumer,
)
from tests.contracts.implementations.storage import state_table

State = tuple[DynamoDBClient, str] | None
"""A client and a State table; None stands for memory."""


# Where a contract is held.


@pytest.fixture(scope="session")
def ministack_clients(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Aws]:
    """One emulator serves all tests."""
    with ministack(tmp_path_factory.mktemp("ministack")) as clients:
        yield clients


@pytest.fixture
def moto_clients(monkeypatch: pytest.MonkeyPatch) -> Iterator[Aws]:
    """Whatever the local stack left in the environment does not lead elsewhere."""
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    with moto() as clients:
        yield clients


@pytest.fixture(params=["memory", "moto", "ministack"])
def anywhere(request: pytest.FixtureRequest) -> Aws | None:
    """Return the clients of either imitation; None: memory."""
    return None if request.param == "memory" else _clients(request)


@pytest.fixture(params=["memory", "ministack"])
def pipeline(request: pytest.FixtureRequest) -> Aws | None:
    """Return the clients of an imitation that has streams and FIFO queues; None: memory."""
    return None if request.param == "memory" else _clients(request)


@pytest.fixture(params=["moto", "ministack"])
def aws(request: pytest.FixtureRequest) -> Aws:
    """Return clients, for what has no port but is on AWS."""
    return _clients(request)


def _clients(request: pytest.FixtureRequest) -> Aws:
    clients: Aws = request.getfixturevalue(f"{request.param}_clients")
    return clients


@pytest.fixture
def state(anywhere: Aws | None) -> State:
    """Return a fresh State table."""
    return (anywhere.dynamodb, state_table(anywhere.dynamodb)) if anywhere else None


@pytest.fixture
def at_once(request: pytest.FixtureRequest) -> Iterator[ThreadPoolExecutor]:
    """Give threads; not on moto, whose calls are not isolated from each other."""
    if request.node.callspec.params.get("anywhere") == "moto":
        pytest.skip("moto checks and writes without a lock: threads disturb one another")
    with ThreadPoolExecutor(12) as threads:
        yield threads


# What is in the State table.


@pytest.fixture
def contacts(state: State) -> Contacts:
    """Nobody is known."""
    return DynamoContacts(*state) if state else MemoryContacts()


@pytest.fixture
def contacts_with_book(state: State) -> ContactsWithBook:
    """Nobody is known."""
    return ContactsWithBook.on_dynamo(*state) if state else ContactsWithBook.in_memory()


@pytest.fixture
def conversations(state: State) -> Conversations:
    """There is no conversation."""
    return DynamoConversations(*state) if state else MemoryConversations()


@pytest.fixture
def progresses(state: State) -> Progresses:
    """No message of ours is known."""
    return DynamoProgresses(*state) if state else MemoryProgresses()


@pytest.fixture
def prices(state: State) -> Prices:
    """Nothing was counted."""
    return DynamoPrices(*state) if state else MemoryPrices()


@pytest.fixture
def links(state: State) -> LinkStore:
    """Nothing is linked."""
    return DynamoLinks(*state, messages_days=MESSAGES_DAYS) if state else MemoryLinkStore()


@pytest.fixture
def receipts(state: State) -> Receipts:
    """No answer came in."""
    return DynamoReceipts(*state, messages_days=MESSAGES_DAYS) if state else MemoryReceipts()


@pytest.fixture
def consents(state: State) -> Consents:
    """Nobody said anything."""
    return DynamoConsents(*state) if state else MemoryConsents()


@pytest.fixture
def portfolio(state: State) -> PortfolioLimit:
    """Nobody was written to."""
    return DynamoPortfolioLimit(*state) if state else MemoryPortfolioLimit()


@pytest.fixture
def number_limits(state: State) -> NumberLimits:
    """Nothing was told."""
    return DynamoNumberLimits(*state) if state else MemoryNumberLimits()


@pytest.fixture
def signals(state: State) -> Signals:
    """Nobody said anything."""
    return DynamoSignals(*state) if state else MemorySignals()


@pytest.fixture
def send_states(state: State) -> SendStates:
    """Nothing was sent."""
    return DynamoSendStates(*state) if state else MemorySendStates()


@pytest.fixture
def rollouts(state: State) -> Rollouts:
    """No plan was ever taken over."""
    return DynamoRollouts(*state) if state else MemoryRollouts()


@pytest.fixture
def templates(state: State) -> Templates:
    """No template is known."""
    return DynamoTemplates(*state) if state else MemoryTemplates()


@pytest.fixture
def lanes(state: State) -> Lanes:
    """No lane waits."""
    return DynamoLanes(*state) if state else MemoryLanes()


@pytest.fixture
def destination_states(state: State) -> DestinationStates:
    """No destination was ever closed; each look at the clock finds it a millisecond later."""
    now = itertools.count(1).__next__
    return DynamoDestinationStates(*state, now) if state else MemoryDestinationStates(now)


@pytest.fixture
def throttle(state: State) -> Throttle:
    """No slot is taken."""
    return DynamoThrottle(*state) if state else MemoryThrottle()


@pytest.fixture
def failed_deliveries(state: State) -> FailedDeliveries:
    """Nothing failed yet."""
    return DynamoFailedDeliveries(*state, MESSAGES_DAYS) if state else MemoryFailedDeliveries()


@pytest.fixture
def listed(state: State) -> ListedDeliveries:
    """Nothing failed yet."""
    return ListedDeliveries.on_dynamo(*state) if state else ListedDeliveries.in_memory()


# Logs, queues and secrets.


@pytest.fixture
def log_with_stream(pipeline: Aws | None) -> LogWithStream:
    """An empty log."""
    return LogWithStream.on_aws(pipeline) if pipeline else LogWithStream.in_memory()


@pytest.fixture
def event_log(log_with_stream: LogWithStream) -> EventLog:
    """An empty log."""
    return log_with_stream.log


@pytest.fixture
def log_with_history(anywhere: Aws | None) -> LogWithHistory:
    """An empty log."""
    return LogWithHistory.on_aws(anywhere) if anywhere else LogWithHistory.in_memory()


@pytest.fixture
def log_with_scan(state: State) -> LogWithScan:
    """An empty log."""
    return LogWithScan.on_dynamo(*state) if state else LogWithScan.in_memory()


@pytest.fixture
def plans_with_clock(pipeline: Aws | None) -> PlansWithClock:
    """No plan was ever deployed."""
    return PlansWithClock.on_appconfig(pipeline) if pipeline else PlansWithClock.in_memory()


@pytest.fixture
def queues_with_consumer(pipeline: Aws | None) -> QueuesWithConsumer:
    """Empty queues for the destinations `crm` and `desk`."""
    return QueuesWithConsumer.on_sqs(pipeline.sqs) if pipeline else QueuesWithConsumer.in_memory()


@pytest.fixture
def delayed_with_consumer(pipeline: Aws | None) -> DelayedWithConsumer:
    """No wake-up is on its way."""
    return DelayedWithConsumer.on_sqs(pipeline.sqs) if pipeline else DelayedWithConsumer.in_memory()


@pytest.fixture
def parked_with_reader(pipeline: Aws | None) -> ParkedWithReader:
    """Nothing is parked."""
    return ParkedWithReader.on_sqs(pipeline.sqs) if pipeline else ParkedWithReader.in_memory()


@pytest.fixture
def letters_with_queue(pipeline: Aws | None) -> LettersWithQueue:
    """Nothing died yet."""
    return LettersWithQueue.on_sqs(pipeline.sqs) if pipeline else LettersWithQueue.in_memory()


@pytest.fixture
def store_with_secret(anywhere: Aws | None) -> StoreWithSecret:
    """A secret that nobody has put anything into."""
    if anywhere:
        return StoreWithSecret.on_secrets_manager(anywhere.secrets)
    return StoreWithSecret.in_memory()


@pytest.fixture
def waiting_room(state: State) -> WaitingRoom:
    """Return empty waiting rooms."""
    return DynamoWaitingRoom(*state) if state else MemoryWaitingRoom()


@pytest.fixture
def tallies(state: State) -> Tallies:
    """Return tallies of nothing yet."""
    return DynamoTallies(*state) if state else MemoryTallies()
