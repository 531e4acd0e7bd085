"""Puts a delivery engine together for each number, and one for what is looked at again, when it is needed."""

import os
from functools import cache

from appcare.application.deliver import DeliveryEngine, DeliveryPorts
from appcare.application.delivery_ports import Courier, Patience
from appcare.application.find_contact import FindContact
from appcare.application.find_recipient import FindRecipient
from appcare.application.look_again import LookAgain, LookPatience, SettleUnclear
from appcare.application.number_rate import NumberRate
from appcare.application.portfolio import WithinPortfolio
from appcare.application.rollout.remembered import RememberedRollouts
from appcare.application.rollout.watch_answer import AnswerPorts, WatchAnswer
from appcare.application.send_by_kind import SendByKind
from appcare.application.send_mark import SendMark
from appcare.application.send_message import SenderPorts, SendMessage
from appcare.application.send_patience import SendPatience
from appcare.application.take_slots import Pace
from appcare.application.upload_files import UploadFiles
from appcare.application.wait_turn import WaitTurn
from appcare.application.watch_window import WatchPorts, WatchWindow
from appcare.aws.bodies import S3Bodies
from appcare.aws.clients import client
from appcare.aws.event_log import DynamoEventLog
from appcare.aws.queues import SqsDelayedWakeUps, SqsDeliveryQueues
from appcare.aws.redelivery import SqsRedelivery
from appcare.aws.secrets import SecretsManagerSecrets
from appcare.aws.state.contact_book import DynamoContactBook
from appcare.aws.state.contacts import DynamoContacts
from appcare.aws.state.conversations import DynamoConversations
from appcare.aws.state.destination_states import DynamoDestinationStates
from appcare.aws.state.failed_deliveries import DynamoFailedDeliveries
from appcare.aws.state.lanes import DynamoLanes
from appcare.aws.state.number_limits import DynamoNumberLimits
from appcare.aws.state.portfolio import DynamoPortfolioLimit
from appcare.aws.state.progresses import DynamoProgresses
from appcare.aws.state.rollout_signals import DynamoSignals
from appcare.aws.state.rollouts import DynamoRollouts
from appcare.aws.state.send_states import DynamoSendStates
from appcare.aws.state.throttle import DynamoThrottle
from appcare.aws.uploads import S3Uploads
from appcare.config.environment import SenderEnvironment
from appcare.config.settings import LATER, LOOKS_PER_SECOND, SENDER
from appcare.domain.marks import AGENT_READ, AGENT_TYPING
from appcare.domain.outgoing import LOOK_AGAIN
from appcare.domain.replies import AGENT_REPLIED
from appcare.domain.rollout.answer_watch import ANSWER_WATCH
from appcare.domain.rollout.gate_facts import TELLING
from appcare.domain.window_watch import WATCH
from appcare.system_clock import SystemClock
from appcare.whatsapp.cloud_messages import CloudMessages
from appcare.whatsapp.graph import GraphPlace
from functions.access_tokens import AccessTokens
from functions.send_rules import send_rules
from functions.settings import settings
from functions.telemetry import telemetry


@cache
def environment() -> SenderEnvironment:
    """Return what this function is told."""
    return SenderEnvironment.from_environment(os.environ)


@cache
def lane_of(queue_arn: str) -> str:
    """Return the number's lane whose queue this is.

    Raises:
        KeyError: it is nobody's.
    """
    queue = queue_arn.rpartition(":")[2]
    names = {url.rpartition("/")[2]: name for name, url in environment().sender_queues.items()}
    return names[queue]


@cache
def redelivery() -> SqsRedelivery:
    """Return what brings failed messages back soon."""
    return SqsRedelivery(client("sqs"), environment().sender_queues)


def engine(lane: str) -> DeliveryEngine:
    """Return a lane's engine, at the rate that Meta takes today.

    Raises:
        StorageError: that cannot be looked up now.
    """
    return _later() if lane == LATER else _number(lane, _rate(lane))


def _rate(lane: str) -> float:
    name = lane.removeprefix(f"{SENDER}.")
    for number in settings().numbers:
        if number.name == name:
            told = number.phone_number_id, number.rate_per_second
            return _rates().of(*told, coexistence=number.coexistence)
    return settings().senders()[lane]


@cache
def _rates() -> NumberRate:
    return NumberRate(DynamoNumberLimits(client("dynamodb"), environment().state_table), SystemClock())


@cache
def _number(lane: str, rate: float) -> DeliveryEngine:
    sender = _sender(lane)
    # A message's file and its call may each take their longest.
    pace = Pace(rate, 2 * settings().whatsapp.timeout_seconds)
    return _engine(lane, sender, SendPatience(sender, telemetry()), pace)


@cache
def _later() -> DeliveryEngine:
    return _engine(LATER, _look_again(), LookPatience(telemetry()), Pace(LOOKS_PER_SECOND, 1))


def _engine(lane: str, courier: Courier, patience: Patience, pace: Pace) -> DeliveryEngine:
    database, table = client("dynamodb"), environment().state_table
    ports = DeliveryPorts(
        log=_log(),
        lanes=DynamoLanes(database, table),
        states=DynamoDestinationStates(database, table),
        throttle=DynamoThrottle(database, table),
        queues=SqsDeliveryQueues(client("sqs"), environment().sender_queues),
        delayed=SqsDelayedWakeUps(client("sqs"), environment().wakeups_queue),
        failed=DynamoFailedDeliveries(database, table, settings().retention.messages_days),
        courier=courier,
        patience=patience,
        clock=SystemClock(),
        telemetry=telemetry(),
    )
    return DeliveryEngine(lane, pace, ports)


def _sender(lane: str) -> SendByKind:
    database, table = client("dynamodb"), environment().state_table
    conversations = DynamoConversations(database, table)
    uploads = S3Uploads(client("s3"), environment().bodies_bucket, database, table)
    ports = SenderPorts(
        log=_log(),
        channel=_channel(),
        states=DynamoSendStates(database, table),
        recipients=FindRecipient(FindContact(DynamoContactBook(database, table))),
        rules=send_rules(conversations, uploads, table),
        turns=WaitTurn(
            DynamoProgresses(database, table), waits_for_delivered=settings().whatsapp.wait_for_delivered
        ),
        files=UploadFiles(uploads, _channel()),
        starts=WithinPortfolio(DynamoPortfolioLimit(database, table), conversations, _account_of),
        clock=SystemClock(),
        telemetry=telemetry(),
    )
    mark = SendMark(_channel(), SystemClock())
    messages = dict.fromkeys((AGENT_REPLIED, *TELLING), SendMessage(lane, ports))
    return SendByKind({**messages, AGENT_READ: mark, AGENT_TYPING: mark})


def _account_of(number_id: str) -> tuple[str, int]:
    account = settings().account_of(number_id)
    return account.name, account.daily_customers


def _look_again() -> LookAgain:
    progress = DynamoProgresses(client("dynamodb"), environment().state_table)
    settle = SettleUnclear(log=_log(), progress=progress, clock=SystemClock(), telemetry=telemetry())
    return LookAgain({LOOK_AGAIN: settle, WATCH: _watch(), ANSWER_WATCH: _watch_answer()})


def _watch() -> WatchWindow:
    database, table = client("dynamodb"), environment().state_table
    ports = WatchPorts(
        log=_log(),
        contacts=DynamoContacts(database, table),
        conversations=DynamoConversations(database, table),
        clock=SystemClock(),
        telemetry=telemetry(),
    )
    hours = settings().conversations
    return WatchWindow(ports, ahead_hours=hours.window_closing_hours, silence_hours=hours.silence_hours)


def _watch_answer() -> WatchAnswer:
    database, table = client("dynamodb"), environment().state_table
    ports = AnswerPorts(
        contacts=DynamoContacts(database, table),
        conversations=DynamoConversations(database, table),
        rollouts=RememberedRollouts(DynamoRollouts(database, table), SystemClock()),
        signals=DynamoSignals(database, table),
        clock=SystemClock(),
    )
    return WatchAnswer(ports, settings().number_name)


@cache
def _log() -> DynamoEventLog:
    bodies = S3Bodies(client("s3"), environment().bodies_bucket)
    return DynamoEventLog(client("dynamodb"), environment().event_log_table, bodies)


@cache
def _channel() -> CloudMessages:
    graph = settings().whatsapp
    place = GraphPlace(
        base_url=graph.graph_url, version=graph.graph_version, private_hosts=graph.private_hosts
    )
    tokens = AccessTokens(environment().account_secrets, _secrets, telemetry(), "sender.token_missing")
    return CloudMessages(
        place,
        lambda number_id: tokens.of(settings().account_of(number_id)),
        seconds=graph.timeout_seconds,
    )


@cache
def _secrets() -> SecretsManagerSecrets:
    return SecretsManagerSecrets(client("secretsmanager"), SystemClock().now)
