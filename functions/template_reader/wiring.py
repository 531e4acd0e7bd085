"""Puts the reading of templates together, once for each process, at the first event."""

import os
from collections.abc import Sequence
from functools import cache

from appcare.application.read_templates import ReadTemplates
from appcare.aws.clients import client
from appcare.aws.secrets import SecretsManagerSecrets
from appcare.aws.state.templates import DynamoTemplates
from appcare.config.environment import TemplateReaderEnvironment
from appcare.config.settings import Account
from appcare.system_clock import SystemClock
from appcare.whatsapp.graph import GraphPlace
from appcare.whatsapp.template_list import GraphTemplates
from functions.access_tokens import AccessTokens
from functions.settings import settings
from functions.telemetry import telemetry

SECONDS = 60.0
"""How long one list may take."""


@cache
def environment() -> TemplateReaderEnvironment:
    """Return what this function is told."""
    return TemplateReaderEnvironment.from_environment(os.environ)


def accounts() -> Sequence[Account]:
    """Return the accounts whose lists can be read."""
    return settings().template_accounts


@cache
def _secrets() -> SecretsManagerSecrets:
    return SecretsManagerSecrets(client("secretsmanager"), SystemClock().now)


@cache
def read_templates() -> ReadTemplates:
    """Return what reads lists."""
    graph = settings().whatsapp
    place = GraphPlace(
        base_url=graph.graph_url, version=graph.graph_version, private_hosts=graph.private_hosts
    )
    tokens = AccessTokens(environment().account_secrets, _secrets, telemetry(), "templates.token_missing")
    named = {account.name: account for account in accounts()}
    return ReadTemplates(
        GraphTemplates(place, lambda name: tokens.of(named[name]), seconds=SECONDS),
        DynamoTemplates(client("dynamodb"), environment().state_table),
        SystemClock(),
        telemetry(),
    )
