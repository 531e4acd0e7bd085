"""Puts the rollout's part in routing together: the same for the router and for whoever routes again."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from appcare.application.rollout.gate import GatePorts, RolloutGate
from appcare.application.rollout.let_through import HoldPorts
from appcare.application.rollout.remembered import RememberedRollouts
from appcare.application.rollout.routing import RolloutRouting
from appcare.application.rollout.usher import Usher, UsherPorts
from appcare.aws.state.contacts import DynamoContacts
from appcare.aws.state.conversations import DynamoConversations
from appcare.aws.state.lanes import DynamoLanes
from appcare.aws.state.rollouts import DynamoRollouts
from appcare.aws.state.tallies import DynamoTallies
from appcare.aws.state.waiting_room import DynamoWaitingRoom
from appcare.rollout_words import words_of
from appcare.whatsapp.country import country_of

if TYPE_CHECKING:
    from mypy_boto3_dynamodb import DynamoDBClient

    from appcare.application.delivery_ports import DeliveryQueues
    from appcare.application.ports import Clock, EventLog, Telemetry
    from appcare.config.settings import Settings


@dataclass(frozen=True, slots=True, kw_only=True)
class Around:
    """What routing has anyway."""

    log: EventLog
    queues: DeliveryQueues
    clock: Clock
    telemetry: Telemetry


def rollout_routing(client: DynamoDBClient, table: str, around: Around, settings: Settings) -> RolloutRouting:
    """Return it.

    Args:
        client: for DynamoDB.
        table: the State table.
        around: what routing has anyway.
        settings: of the deployment.
    """
    rollouts = RememberedRollouts(DynamoRollouts(client, table), around.clock)
    room, conversations = DynamoWaitingRoom(client, table), DynamoConversations(client, table)
    gate = RolloutGate(
        GatePorts(
            rollouts=rollouts,
            room=room,
            contacts=DynamoContacts(client, table),
            conversations=conversations,
            clock=around.clock,
        ),
        number_name=settings.number_name,
        country_of=country_of,
        divert_again_hours=settings.rollout.divert_again_hours,
    )
    usher = Usher(
        UsherPorts(
            log=around.log,
            rollouts=rollouts,
            room=room,
            tallies=DynamoTallies(client, table),
            clock=around.clock,
            telemetry=around.telemetry,
        ),
        number_name=settings.number_name,
        country_of=country_of,
        wording=words_of(settings),
    )
    hold = HoldPorts(
        lanes=DynamoLanes(client, table),
        conversations=conversations,
        queues=around.queues,
        clock=around.clock,
        telemetry=around.telemetry,
    )
    return RolloutRouting(gate, usher, hold)
