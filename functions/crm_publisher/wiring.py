"""Puts one delivery engine together for each destination, at its first event."""

import os
from functools import cache

from appcare.application.crm_patience import CrmPatience
from appcare.application.deliver import DeliveryEngine, DeliveryPorts
from appcare.application.delivery_ports import Courier
from appcare.application.publish_event import PublishEvent
from appcare.application.take_slots import Pace
from appcare.aws.bodies import S3Bodies
from appcare.aws.clients import client, hurried_client, signing_client
from appcare.aws.event_bus import EventBridgeBus
from appcare.aws.event_log import DynamoEventLog
from appcare.aws.files import S3Files
from appcare.aws.media_store import S3Links
from appcare.aws.queues import SqsDelayedWakeUps, SqsDeliveryQueues
from appcare.aws.redelivery import SqsRedelivery
from appcare.aws.secrets import SecretsManagerSecrets
from appcare.aws.state.destination_states import DynamoDestinationStates
from appcare.aws.state.failed_deliveries import DynamoFailedDeliveries
from appcare.aws.state.lanes import DynamoLanes
from appcare.aws.state.links import DynamoLinks
from appcare.aws.state.throttle import DynamoThrottle
from appcare.config.environment import PublisherEnvironment
from appcare.config.settings import Destination
from appcare.crm.http import OutboundClient
from appcare.crm.registry import adapter_for
from appcare.crm.setup import AdapterSetup, DestinationSecrets
from appcare.outbound.calls import OutboundCalls
from appcare.system_clock import SystemClock
from functions.channels import channels
from functions.destination_secrets import destination_secrets
from functions.settings import settings
from functions.telemetry import telemetry


@cache
def environment() -> PublisherEnvironment:
    """Return what this function is told."""
    return PublisherEnvironment.from_environment(os.environ)


@cache
def destination_of(queue_arn: str) -> str:
    """Return the destination whose queue this is.

    Raises:
        KeyError: it is nobody's.
    """
    queue = queue_arn.rpartition(":")[2]
    names = {url.rpartition("/")[2]: name for name, url in environment().destination_queues.items()}
    return names[queue]


@cache
def redelivery() -> SqsRedelivery:
    """Return what brings failed messages back soon."""
    return SqsRedelivery(client("sqs"), environment().destination_queues)


@cache
def engine(destination: str) -> DeliveryEngine:
    """Return the destination's engine."""
    told, table = client("dynamodb"), environment().state_table
    stanza = settings().destination(destination)
    bodies = S3Bodies(client("s3"), environment().bodies_bucket)
    log = DynamoEventLog(told, environment().event_log_table, bodies)
    ports = DeliveryPorts(
        log=log,
        lanes=DynamoLanes(told, table),
        states=DynamoDestinationStates(told, table),
        throttle=DynamoThrottle(told, table),
        queues=SqsDeliveryQueues(client("sqs"), environment().destination_queues),
        delayed=SqsDelayedWakeUps(client("sqs"), environment().wakeups_queue),
        failed=DynamoFailedDeliveries(told, table, settings().retention.messages_days),
        courier=_courier(stanza),
        patience=CrmPatience(log, telemetry()),
        clock=SystemClock(),
        telemetry=telemetry(),
    )
    return DeliveryEngine(destination, Pace(stanza.rate_per_second, stanza.timeout_seconds), ports)


def _courier(stanza: Destination) -> Courier:
    setup = AdapterSetup(
        destination=stanza,
        secrets=lambda: secrets_of(stanza.name),
        http=OutboundClient(OutboundCalls(stanza.private_hosts), stanza.timeout_seconds),
        files=S3Files(client("s3"), environment().bodies_bucket),
        event_bus=EventBridgeBus(lambda: hurried_client("events", stanza.timeout_seconds)),
    )
    return PublishEvent(
        channels(_links()), adapter_for(setup), destination=stanza.name, links=_link_store(), raw=stanza.raw
    )


def _link_store() -> DynamoLinks:
    days = settings().retention.messages_days
    return DynamoLinks(client("dynamodb"), environment().state_table, messages_days=days)


def _links() -> S3Links:
    seconds = round(settings().media.link_hours * 3600)
    return S3Links(signing_client(), environment().bodies_bucket, seconds, SystemClock().now)


@cache
def _secrets() -> SecretsManagerSecrets:
    return SecretsManagerSecrets(client("secretsmanager"), SystemClock().now)


def secrets_of(destination: str) -> DestinationSecrets:
    """Return the destination's secrets; a rotated one counts within a minute.

    Raises:
        StorageError: they cannot be read now.
    """
    return destination_secrets(_secrets(), environment().destination_secrets, destination)
