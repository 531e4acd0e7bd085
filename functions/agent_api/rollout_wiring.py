"""Puts together what the API needs for rollouts, at the first such request."""

from functools import cache

from appcare.application.rollout.order import OrderRollout
from appcare.application.rollout.settle import SettleStandings
from appcare.application.rollout.show import ShowRollouts
from appcare.application.rollout.show_waiting import ShowWaiting
from appcare.aws.clients import client
from appcare.aws.state.rollouts import DynamoRollouts
from appcare.aws.state.tallies import DynamoTallies
from appcare.aws.state.waiting_room import DynamoWaitingRoom
from appcare.rollout_concerns import places_of
from appcare.system_clock import SystemClock
from appcare.whatsapp.keys import CHANNEL
from functions.agent_api.wiring import environment, event_log
from functions.settings import settings
from functions.telemetry import telemetry


@cache
def rollouts() -> DynamoRollouts:
    """Return the plan in force, and where numbers stand."""
    return DynamoRollouts(client("dynamodb"), environment().state_table)


@cache
def showing() -> ShowRollouts:
    """Return what shows rollouts."""
    table = environment().state_table
    return ShowRollouts(
        rollouts(), DynamoWaitingRoom(client("dynamodb"), table), DynamoTallies(client("dynamodb"), table)
    )


@cache
def waiting_rooms() -> ShowWaiting:
    """Return what shows who waits."""
    room = DynamoWaitingRoom(client("dynamodb"), environment().state_table)
    return ShowWaiting(rollouts(), room, SystemClock())


@cache
def ordering() -> OrderRollout:
    """Return what takes orders about them."""
    settle = SettleStandings(
        rollouts=rollouts(),
        log=event_log(),
        clock=SystemClock(),
        telemetry=telemetry(),
        places=places_of(settings(), CHANNEL),
    )
    return OrderRollout(rollouts(), settle)
