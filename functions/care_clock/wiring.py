"""Puts the clock together, once for each process, at the first event."""

import os
from functools import cache

from appcare.application.delivery_ports import DeliveryQueues
from appcare.application.rollout.note_alarm import NoteAlarm
from appcare.application.send_patience import SENT_FOR_MS
from appcare.application.wake_due import WakeDue
from appcare.aws.clients import client
from appcare.aws.queues import SqsDeliveryQueues
from appcare.aws.state.destination_states import DynamoDestinationStates
from appcare.aws.state.lanes import DynamoLanes
from appcare.aws.state.rollout_signals import DynamoSignals
from appcare.config.alarm_kinds import alarm_prefix
from appcare.config.environment import ClockEnvironment
from appcare.config.settings import LATER, LOOKS_PER_SECOND
from appcare.domain.media import DESTINATION as MEDIA
from appcare.domain.media import FETCHED_FOR_MS
from appcare.system_clock import SystemClock
from functions.settings import settings
from functions.telemetry import telemetry


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


def rates() -> dict[str, float]:
    """Return each destination's calls a second."""
    crms = {to.name: to.rate_per_second for to in settings().destinations}
    own = {MEDIA: settings().media.rate_per_second, LATER: LOOKS_PER_SECOND}
    return {**crms, **own, **settings().senders()}
