"""Puts the router together, once for each process, at the first event."""

import os
from functools import cache

from appcare.application.learn import Learner
from appcare.application.route_event import MEDIA_QUEUE, EventRouter, RouterPorts
from appcare.application.subscription import Subscription
from appcare.application.wake_senders import WakeSenders
from appcare.aws.bodies import S3Bodies
from appcare.aws.clients import client
from appcare.aws.event_log import DynamoEventLog
from appcare.aws.queues import SqsDeliveryQueues, SqsParkedRecords
from appcare.aws.state.contacts import DynamoContacts
from appcare.aws.state.conversations import DynamoConversations
from appcare.aws.state.lanes import DynamoLanes
from appcare.aws.state.learners import learners
from appcare.aws.state.progresses import DynamoProgresses
from appcare.config.environment import RouterEnvironment
from appcare.domain.outgoing import LATER
from appcare.rollout_concerns import scopes_of
from appcare.rollout_routing import Around, rollout_routing
from appcare.system_clock import SystemClock
from functions.channels import channels
from functions.settings import settings
from functions.telemetry import telemetry


@cache
def environment() -> RouterEnvironment:
    """Return what this function is told."""
    return RouterEnvironment.from_environment(os.environ)


@cache
def event_log() -> DynamoEventLog:
    """Return the log."""
    bodies = S3Bodies(client("s3"), environment().bodies_bucket)
    return DynamoEventLog(client("dynamodb"), environment().event_log_table, bodies)


@cache
def parked() -> SqsParkedRecords:
    """Return where records go that cannot be digested."""
    return SqsParkedRecords(client("sqs"), environment().parked_queue)


def _learners() -> tuple[Learner, ...]:
    return learners(
        client("dynamodb"),
        environment().state_table,
        channels(),
        account_with=settings().account_with,
        number_with=settings().number_with,
        scopes=scopes_of(settings()),
    )


def _wakers() -> tuple[Learner, ...]:
    """Return what wakes a customer's next message, where messages wait for one another at all."""
    if not settings().whatsapp.wait_for_delivered:
        return ()
    lanes = DynamoLanes(client("dynamodb"), environment().state_table)
    queues = SqsDeliveryQueues(client("sqs"), environment().destination_queues)
    names = settings().number_name
    return (WakeSenders(lanes=lanes, queues=queues, clock=SystemClock(), number_name=names),)


@cache
def router() -> EventRouter:
    """Return the router."""
    told = environment()
    queues = SqsDeliveryQueues(client("sqs"), told.destination_queues)
    around = Around(log=event_log(), queues=queues, clock=SystemClock(), telemetry=telemetry())
    ports = RouterPorts(
        log=event_log(),
        contacts=DynamoContacts(client("dynamodb"), told.state_table),
        conversations=DynamoConversations(client("dynamodb"), told.state_table),
        progresses=DynamoProgresses(client("dynamodb"), told.state_table),
        queues=queues,
        parked=parked(),
        clock=SystemClock(),
        telemetry=telemetry(),
        learners=(*_learners(), *_wakers()),
        rollout=rollout_routing(client("dynamodb"), told.state_table, around, settings()),
    )
    return EventRouter(
        ports=ports,
        channels=channels(),
        subscriptions=[
            Subscription(to.name, to.types, to.numbers, to.topics) for to in settings().destinations
        ],
        silence_hours=settings().conversations.silence_hours,
        own_queues=(MEDIA_QUEUE, *settings().senders(), LATER),
        number_name=settings().number_name,
    )
