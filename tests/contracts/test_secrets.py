"""How secrets are read, on every imitation of AWS."""

import uuid
from typing import TYPE_CHECKING

import pytest

from appcare.aws.secrets import SecretsManagerSecrets
from appcare.domain.errors import SecretMissingError
from appcare.memory.clock import MovedClock

if TYPE_CHECKING:
    from tests.contracts.implementations.imitations import Aws


@pytest.fixture
def name() -> str:
    """Return a name that no secret has."""
    return f"appcare/{uuid.uuid4()}"


def test_a_secret_is_read_once(aws: "Aws", name: str) -> None:
    """Its values come back, and what changes afterwards is not noticed by itself."""
    aws.secrets.create_secret(Name=name, SecretString='{"app_secret": "one"}')
    secrets = SecretsManagerSecrets(aws.secrets, MovedClock().now)

    assert secrets.get(name) == {"app_secret": "one"}
    aws.secrets.put_secret_value(SecretId=name, SecretString='{"app_secret": "two"}')
    assert secrets.get(name) == {"app_secret": "one"}


def test_a_secret_is_read_again_at_most_once_a_minute(aws: "Aws", name: str) -> None:
    """A rotation is noticed, and a flood of bad signatures does not become one of questions."""
    aws.secrets.create_secret(Name=name, SecretString='{"app_secret": "one"}')
    clock = MovedClock()
    secrets = SecretsManagerSecrets(aws.secrets, clock.now)
    secrets.get(name)
    aws.secrets.put_secret_value(SecretId=name, SecretString='{"app_secret": "two"}')

    clock.sleep(59)
    assert secrets.refresh(name) == {"app_secret": "one"}
    clock.sleep(1)
    assert secrets.refresh(name) == {"app_secret": "two"}
    assert secrets.get(name) == {"app_secret": "two"}


@pytest.mark.parametrize("content", ["not json", "{}", "[1]", '"text"'])
def test_a_secret_that_says_nothing_is_missing(aws: "Aws", name: str, content: str) -> None:
    """Only a JSON object with something in it is a secret."""
    aws.secrets.create_secret(Name=name, SecretString=content)

    with pytest.raises(SecretMissingError) as raised:
        SecretsManagerSecrets(aws.secrets, MovedClock().now).get(name)

    assert content not in str(raised.value) or content == "{}"


def test_an_absent_secret_is_found_once_it_is_there(aws: "Aws", name: str) -> None:
    """Whoever puts the secret in place need not restart anything."""
    clock = MovedClock()
    secrets = SecretsManagerSecrets(aws.secrets, clock.now)
    with pytest.raises(SecretMissingError):
        secrets.get(name)
    aws.secrets.create_secret(Name=name, SecretString='{"app_secret": "one"}')

    clock.sleep(5)
    assert secrets.get(name) == {"app_secret": "one"}
