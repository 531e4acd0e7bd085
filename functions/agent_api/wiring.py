"""Puts the use cases together, once for each process, at the first request."""

import os
from functools import cache

from appcare.application.envelopes import Envelopes
from appcare.application.find_contact import FindContact
from appcare.application.media_facts import MediaFacts
from appcare.application.ports import Conversations
from appcare.application.read_history import ReadHistory
from appcare.application.read_media import ReadMedia
from appcare.application.read_update import ReadUpdate
from appcare.aws.bodies import S3Bodies
from appcare.aws.clients import client, signing_client
from appcare.aws.event_log import DynamoEventLog
from appcare.aws.history import DynamoHistory
from appcare.aws.media_store import S3Links, S3MediaStore
from appcare.aws.state.contact_book import DynamoContactBook
from appcare.aws.state.conversations import DynamoConversations
from appcare.config.environment import AgentApiEnvironment
from appcare.system_clock import SystemClock
from functions.channels import SOURCES, channels
from functions.settings import settings
from functions.telemetry import telemetry

IN_REQUEST = {"keys": "lambda", "jwt": "jwt", "iam": "iam"}
"""How callers prove who they are -> under which name API Gateway says that they did."""


@cache
def environment() -> AgentApiEnvironment:
    """Return what this function is told."""
    return AgentApiEnvironment.from_environment(os.environ)


@cache
def authorizer() -> str:
    """Return the name under which API Gateway hands over what the authorizer found."""
    return IN_REQUEST[settings().api.auth]


@cache
def contacts() -> FindContact:
    """Return what finds contacts."""
    return FindContact(DynamoContactBook(client("dynamodb"), environment().state_table))


@cache
def conversations() -> Conversations:
    """Return where conversations stand."""
    return DynamoConversations(client("dynamodb"), environment().state_table)


@cache
def updates() -> ReadUpdate:
    """Return what reads updates."""
    return ReadUpdate(event_log())


@cache
def histories() -> ReadHistory:
    """Return what reads histories."""
    return ReadHistory(
        history=DynamoHistory(client("dynamodb"), environment().event_log_table, event_log()),
        conversations=conversations(),
        channels=channels(),
        telemetry=telemetry(),
    )


@cache
def media() -> ReadMedia:
    """Return what reads stored files."""
    bucket, clock = environment().bodies_bucket, SystemClock()
    seconds = round(settings().media.link_hours * 3600)
    links = S3Links(signing_client(), bucket, seconds, clock.now)
    return ReadMedia(
        log=event_log(),
        store=S3MediaStore(client("s3"), bucket),
        facts=MediaFacts(Envelopes(settings().number_name, SOURCES), links),
        telemetry=telemetry(),
    )


def number_name(number_id: str) -> str:
    """Return a number's configured name."""
    return settings().number_name(number_id)


@cache
def event_log() -> DynamoEventLog:
    """Return the log."""
    bodies = S3Bodies(client("s3"), environment().bodies_bucket)
    return DynamoEventLog(client("dynamodb"), environment().event_log_table, bodies)
