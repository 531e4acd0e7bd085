"""Puts the delivery engine together that fetches files, once for each process, at the first event."""

import os
from functools import cache

from appcare.application.channels import Channels
from appcare.application.deliver import DeliveryEngine, DeliveryPorts
from appcare.application.fetch_media import FetchMedia, MediaPatience
from appcare.application.take_slots import Pace
from appcare.aws.bodies import S3Bodies
from appcare.aws.clients import client
from appcare.aws.event_log import DynamoEventLog
from appcare.aws.media_store import S3MediaStore
from appcare.aws.queues import SqsDelayedWakeUps, SqsDeliveryQueues
from appcare.aws.redelivery import SqsRedelivery
from appcare.aws.secrets import SecretsManagerSecrets
from appcare.aws.state.destination_states import DynamoDestinationStates
from appcare.aws.state.failed_deliveries import DynamoFailedDeliveries
from appcare.aws.state.lanes import DynamoLanes
from appcare.aws.state.throttle import DynamoThrottle
from appcare.config.environment import FetcherEnvironment
from appcare.content_types import type_of
from appcare.domain.media import DESTINATION
from appcare.system_clock import SystemClock
from appcare.whatsapp.cloud_api import CloudApi
from appcare.whatsapp.graph import GraphPlace
from appcare.whatsapp.keys import CHANNEL
from appcare.whatsapp.translate import WhatsApp
from functions.access_tokens import AccessTokens
from functions.settings import settings
from functions.telemetry import telemetry


@cache
def environment() -> FetcherEnvironment:
    """Return what this function is told."""
    return FetcherEnvironment.from_environment(os.environ)


@cache
def redelivery() -> SqsRedelivery:
    """Return what brings failed messages back soon."""
    return SqsRedelivery(client("sqs"), _queue_urls())


@cache
def engine() -> DeliveryEngine:
    """Return the engine."""
    database, told = client("dynamodb"), environment()
    media = settings().media
    log = DynamoEventLog(database, told.event_log_table, S3Bodies(client("s3"), told.bodies_bucket))
    channels = Channels({CHANNEL: WhatsApp(settings().number_name)})
    source = _source()
    store = S3MediaStore(client("s3"), told.bodies_bucket)
    ports = DeliveryPorts(
        log=log,
        lanes=DynamoLanes(database, told.state_table),
        states=DynamoDestinationStates(database, told.state_table),
        throttle=DynamoThrottle(database, told.state_table),
        queues=SqsDeliveryQueues(client("sqs"), _queue_urls()),
        delayed=SqsDelayedWakeUps(client("sqs"), told.wakeups_queue),
        failed=DynamoFailedDeliveries(database, told.state_table, settings().retention.messages_days),
        courier=FetchMedia(log=log, channels=channels, source=source, store=store, sniff=type_of),
        patience=MediaPatience(log=log, channels=channels, source=source, telemetry=telemetry()),
        clock=SystemClock(),
        telemetry=telemetry(),
    )
    return DeliveryEngine(DESTINATION, Pace(media.rate_per_second, media.timeout_seconds), ports)


def _queue_urls() -> dict[str, str]:
    return {DESTINATION: environment().media_queue}


def _source() -> CloudApi:
    graph = settings().whatsapp
    place = GraphPlace(
        base_url=graph.graph_url, version=graph.graph_version, private_hosts=graph.private_hosts
    )
    return CloudApi(place, access_token, seconds=settings().media.timeout_seconds)


@cache
def _secrets() -> SecretsManagerSecrets:
    return SecretsManagerSecrets(client("secretsmanager"), SystemClock().now)


def access_token(number_id: str) -> str:
    """Return the access token of a number's account; see `AccessTokens`."""
    tokens = AccessTokens(environment().account_secrets, _secrets, telemetry(), "media.token_missing")
    return tokens.of(settings().account_of(number_id))
