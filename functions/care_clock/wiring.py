"""Puts the clock together, once for each process, at the first event."""

import os
from collections.abc import Callable, Mapping
from functools import cache

from appcare.application.delivery_ports import DeliveryQueues
from appcare.application.rollout.admit_waiting import AdmitPorts, AdmitWaiting
from appcare.application.rollout.advance import AdvanceRollouts
from appcare.application.rollout.note_alarm import NoteAlarm
from appcare.application.rollout.settle import SettleStandings
from appcare.application.rollout.take_plan import TakePlan
from appcare.application.send_patience import SENT_FOR_MS
from appcare.application.wake_due import WakeDue
from appcare.aws.bodies import S3Bodies
from appcare.aws.clients import client, hurried_client
from appcare.aws.event_log import DynamoEventLog
from appcare.aws.plan_source import AppConfigPlanSource
from appcare.aws.queues import SqsDeliveryQueues
from appcare.aws.state.contacts import DynamoContacts
from appcare.aws.state.conversations import DynamoConversations
from appcare.aws.state.destination_states import DynamoDestinationStates
from appcare.aws.state.lanes import DynamoLanes
from appcare.aws.state.rollout_signals import DynamoSignals
from appcare.aws.state.rollouts import DynamoRollouts
from appcare.aws.state.tallies import DynamoTallies
from appcare.aws.state.waiting_room import DynamoWaitingRoom
from appcare.config.alarm_kinds import alarm_prefix
from appcare.config.environment import ClockEnvironment
from appcare.config.settings import LATER, LOOKS_PER_SECOND, UNLISTED
from appcare.domain.identity import Customer
from appcare.domain.media import DESTINATION as MEDIA
from appcare.domain.media import FETCHED_FOR_MS
from appcare.rollout_concerns import concerns_of, places_of
from appcare.rollout_surroundings import surroundings_of
from appcare.rollout_words import words_of
from appcare.system_clock import SystemClock
from appcare.whatsapp.country import country_of
from appcare.whatsapp.keys import CHANNEL
from functions.settings import settings
from functions.telemetry import telemetry

PLAN_SECONDS = 5.0
"""How long AppConfig may take to answer: the other duties wait for it."""


@cache
def environment() -> ClockEnvironment:
    """Return what this function is told."""
    return ClockEnvironment.from_environment(os.environ)


@cache
def queues() -> DeliveryQueues:
    """Return the destinations' queues."""
    return SqsDeliveryQueues(client("sqs"), environment().destination_queues)


@cache
def wake_due() -> WakeDue:
    """Return the clock's duty towards lanes."""
    table = environment().state_table
    return WakeDue(
        lanes=DynamoLanes(client("dynamodb"), table),
        states=DynamoDestinationStates(client("dynamodb"), table),
        queues=queues(),
        clock=SystemClock(),
        telemetry=telemetry(),
        lives_ms={MEDIA: FETCHED_FOR_MS, **dict.fromkeys(settings().senders(), SENT_FOR_MS)},
    )


@cache
def note_alarm() -> NoteAlarm:
    """Return what keeps the alarms that count for rollouts."""
    return NoteAlarm(
        DynamoSignals(client("dynamodb"), environment().state_table),
        telemetry(),
        prefix=alarm_prefix(settings().service.stage),
        others=settings().rollout.alarms,
    )


@cache
def take_plan() -> TakePlan:
    """Return the clock's duty towards a new plan."""
    told, clock = environment(), SystemClock()
    source = AppConfigPlanSource(
        hurried_client("appconfigdata", PLAN_SECONDS),
        application=told.plan_application,
        environment=told.plan_environment,
        profile=told.plan_profile,
        clock=clock,
    )
    rollouts = DynamoRollouts(client("dynamodb"), told.state_table)
    return TakePlan(source, rollouts, surroundings_of(settings()), clock, telemetry())


@cache
def event_log() -> DynamoEventLog:
    """Return the log."""
    bodies = S3Bodies(client("s3"), environment().bodies_bucket)
    return DynamoEventLog(client("dynamodb"), environment().event_log_table, bodies)


@cache
def admit_waiting() -> AdmitWaiting:
    """Return the clock's duty towards waiting rooms."""
    database, table = client("dynamodb"), environment().state_table
    ports = AdmitPorts(
        log=event_log(),
        rollouts=DynamoRollouts(database, table),
        room=DynamoWaitingRoom(database, table),
        contacts=DynamoContacts(database, table),
        conversations=DynamoConversations(database, table),
        tallies=DynamoTallies(database, table),
        clock=SystemClock(),
        telemetry=telemetry(),
    )
    return AdmitWaiting(
        ports,
        numbers=(UNLISTED, *(number.name for number in settings().numbers)),
        country_in=lambda partition: country_of(Customer(partition)),
        wording=words_of(settings()),
    )


@cache
def advance_rollouts() -> AdvanceRollouts:
    """Return the clock's duty towards rollouts."""
    database, table, clock = client("dynamodb"), environment().state_table, SystemClock()
    rollouts = DynamoRollouts(database, table)
    settle = SettleStandings(
        rollouts=rollouts,
        log=event_log(),
        clock=clock,
        telemetry=telemetry(),
        places=places_of(settings(), CHANNEL),
    )
    return AdvanceRollouts(
        rollouts=rollouts,
        signals=DynamoSignals(database, table),
        states=DynamoDestinationStates(database, table),
        settle=settle,
        concerns=concerns_of(settings()),
    )


def duties() -> Mapping[str, Callable[[], object]]:
    """Return what is done each minute, in this order: name for the log -> duty."""
    return {
        "wake what is due": lambda: wake_due().run(rates()),
        "take the plan over": lambda: take_plan().run(),
        "move rollouts": lambda: advance_rollouts().run(),
        "let in who waits": lambda: admit_waiting().run(),
    }


def rates() -> dict[str, float]:
    """Return each destination's calls a second."""
    crms = {to.name: to.rate_per_second for to in settings().destinations}
    own = {MEDIA: settings().media.rate_per_second, LATER: LOOKS_PER_SECOND}
    return {**crms, **own, **settings().senders()}
