"""Puts the clock together, once for each process, at the first event."""

import os
from collections.abc import Callable, Mapping
from functools import cache

from appcare.application.delivery_ports import DeliveryQueues
from appcare.application.rollout.note_alarm import NoteAlarm
from appcare.application.rollout.take_plan import TakePlan
from appcare.application.send_patience import SENT_FOR_MS
from appcare.application.wake_due import WakeDue
from appcare.aws.clients import client, hurried_client
from appcare.aws.plan_source import AppConfigPlanSource
from appcare.aws.queues import SqsDeliveryQueues
from appcare.aws.state.destination_states import DynamoDestinationStates
from appcare.aws.state.lanes import DynamoLanes
from appcare.aws.state.rollout_signals import DynamoSignals
from appcare.aws.state.rollouts import DynamoRollouts
from appcare.config.alarm_kinds import alarm_prefix
from appcare.config.environment import ClockEnvironment
from appcare.config.settings import LATER, LOOKS_PER_SECOND
from appcare.domain.media import DESTINATION as MEDIA
from appcare.domain.media import FETCHED_FOR_MS
from appcare.rollout_surroundings import surroundings_of
from appcare.system_clock import SystemClock
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


def duties() -> Mapping[str, Callable[[], object]]:
    """Return what is done each minute, in this order: name for the log -> duty."""
    return {
        "wake what is due": lambda: wake_due().run(rates()),
        "take the plan over": lambda: take_plan().run(),
    }


def rates() -> dict[str, float]:
    """Return each destination's calls a second."""
    crms = {to.name: to.rate_per_second for to in settings().destinations}
    own = {MEDIA: settings().media.rate_per_second, LATER: LOOKS_PER_SECOND}
    return {**crms, **own, **settings().senders()}
