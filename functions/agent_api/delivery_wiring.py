"""Puts together what the API needs for deliveries and destinations, at the first such request."""

import secrets
from functools import cache

from appcare.application.delivery_list import DeliveryList
from appcare.application.find_replayable import FindReplayable
from appcare.application.request_replay import ReplayPorts, RequestReplay
from appcare.application.subscription import Subscription
from appcare.application.switch_destinations import SwitchDestinations
from appcare.aws.clients import client
from appcare.aws.state.delivery_list import DynamoDeliveryList
from appcare.aws.state.destination_states import DynamoDestinationStates
from appcare.aws.state.lanes import DynamoLanes
from appcare.aws.state.progresses import DynamoProgresses
from appcare.system_clock import SystemClock
from functions.agent_api.wiring import contacts, environment, event_log, histories
from functions.settings import settings
from functions.telemetry import telemetry


@cache
def delivery_list() -> DeliveryList:
    """Return the list of failed deliveries."""
    return DynamoDeliveryList(client("dynamodb"), environment().state_table)


@cache
def switches() -> SwitchDestinations:
    """Return what shows and switches destinations."""
    table = environment().state_table
    return SwitchDestinations(
        settings().lanes(),
        states=DynamoDestinationStates(client("dynamodb"), table),
        lanes=DynamoLanes(client("dynamodb"), table),
        clock=SystemClock(),
        telemetry=telemetry(),
    )


@cache
def replays() -> RequestReplay:
    """Return what asks for replays."""
    ports = ReplayPorts(
        log=event_log(),
        deliveries=delivery_list(),
        contacts=contacts(),
        clock=SystemClock(),
        telemetry=telemetry(),
        new_id=lambda: f"rpl_{secrets.token_hex(13)}",
    )
    replayable = FindReplayable(
        histories=histories(),
        progresses=DynamoProgresses(client("dynamodb"), environment().state_table),
        deliveries=delivery_list(),
        log=event_log(),
        number_name=settings().number_name,
    )
    return RequestReplay(ports, replayable, settings().retention.messages_days)


def subscription(destination: str) -> Subscription | None:
    """Return what a CRM's destination hears of; None: there is no such destination."""
    found = (to for to in settings().destinations if to.name == destination)
    return next((Subscription(to.name, to.types, to.numbers, to.topics) for to in found), None)
