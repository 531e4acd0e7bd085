"""What becomes of secrets while Secrets Manager is in trouble."""

import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from botocore.exceptions import ClientError

from appcare.aws.secrets import SecretsManagerSecrets
from appcare.domain.errors import SecretMissingError, StorageError
from appcare.memory.clock import MovedClock


class Manager:
    """A Secrets Manager client with one secret."""

    def __init__(self, value: object) -> None:
        """Give `value`, as JSON."""
        self.value = value
        self.error = ""
        self.asked = 0

    def get_secret_value(self, SecretId: str) -> dict[str, Any]:  # noqa: N803 - AWS's name
        """Give the secret or the error."""
        del SecretId
        self.asked += 1
        if self.error:
            raise ClientError({"Error": {"Code": self.error}}, "GetSecretValue")
        return {"SecretString": json.dumps(self.value)}


def secrets(manager: Manager, clock: MovedClock) -> SecretsManagerSecrets:
    """Return secrets over the double."""
    client: Any = manager
    return SecretsManagerSecrets(client, clock.now)


def test_an_outage_before_the_first_reading_is_a_storage_error() -> None:
    """Nothing is known, so nothing can be checked: whoever asked must come again."""
    manager, clock = Manager({"a": "1"}), MovedClock()
    manager.error = "InternalServiceError"
    found = secrets(manager, clock)

    with pytest.raises(StorageError):
        found.get("id")
    manager.error = ""
    assert found.get("id") == {"a": "1"}


def test_an_outage_later_does_not_take_away_what_is_known() -> None:
    """The known values go on counting, and the question is repeated once a minute only."""
    manager, clock = Manager({"a": "1"}), MovedClock()
    found = secrets(manager, clock)
    found.get("id")
    manager.error = "InternalServiceError"

    clock.sleep(60)
    assert [found.refresh("id") for _ in range(5)] == [{"a": "1"}] * 5
    assert manager.asked == 2


def test_a_deleted_secret_no_longer_counts() -> None:
    """Fail closed: what somebody took away is not used from memory."""
    manager, clock = Manager({"a": "1"}), MovedClock()
    found = secrets(manager, clock)
    found.get("id")
    manager.error = "ResourceNotFoundException"

    clock.sleep(60)
    with pytest.raises(SecretMissingError):
        found.refresh("id")
    with pytest.raises(SecretMissingError):
        found.get("id")


def test_threads_ask_once() -> None:
    """Groups that run side by side share one reading, and none sees a secret half read."""
    manager, clock = Manager({"a": "1"}), MovedClock()
    found = secrets(manager, clock)

    with ThreadPoolExecutor(8) as threads:
        values = list(threads.map(lambda _: found.refresh("id"), range(40)))

    assert values == [{"a": "1"}] * 40
    assert manager.asked == 1
