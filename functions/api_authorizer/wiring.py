"""Reads the keys' hashes, once a minute at most."""

import os
from collections.abc import Mapping
from functools import cache
from typing import Any

from appcare.aws.clients import client
from appcare.aws.secrets import SecretsManagerSecrets
from appcare.config.environment import AuthorizerEnvironment
from appcare.system_clock import SystemClock


@cache
def environment() -> AuthorizerEnvironment:
    """Return what this function is told."""
    return AuthorizerEnvironment.from_environment(os.environ)


@cache
def _secrets() -> SecretsManagerSecrets:
    return SecretsManagerSecrets(client("secretsmanager"), SystemClock().now)


def hashes() -> Mapping[str, Any]:
    """Return client -> hash of its key; a key that was taken away counts for one minute more at most.

    Raises:
        SecretMissingError: there are none.
        StorageError: they cannot be read now.
    """
    return _secrets().refresh(environment().api_keys_secret)
