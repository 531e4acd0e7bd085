"""What infra writes is what a function reads."""

from dataclasses import fields
from pathlib import Path
from typing import Any

import pytest

from appcare.config.environment import (
    ClockEnvironment,
    PublisherEnvironment,
    ReceiverEnvironment,
    RouterEnvironment,
    VariableError,
    settings_file,
)

TOLD: list[Any] = [
    ReceiverEnvironment(
        event_log_table="log",
        bodies_bucket="bodies",
        account_secrets={"whatsapp/main": 'arn:"quoted"', "whatsapp/é": ""},
        retention_days=365,
    ),
    RouterEnvironment(
        event_log_table="log",
        bodies_bucket="bodies",
        state_table="state",
        destination_queues={"inbox": "https://sqs/inbox.fifo"},
        parked_queue="https://sqs/parked",
    ),
    PublisherEnvironment(
        event_log_table="log",
        bodies_bucket="bodies",
        state_table="state",
        destination_queues={},
        destination_secrets={"inbox": "secret"},
        wakeups_queue="https://sqs/wakeups",
    ),
    ClockEnvironment(
        event_log_table="log",
        bodies_bucket="bodies",
        state_table="state",
        destination_queues={"a": "b"},
        plan_application="abc123",
        plan_environment="live",
        plan_profile="def456",
    ),
]


@pytest.mark.parametrize("told", TOLD, ids=lambda told: type(told).__name__)
def test_there_and_back(told: Any) -> None:
    """Each function reads what was written for it, beside whatever else there is."""
    variables = told.to_environment()
    assert all(isinstance(text, str) and name.isupper() for name, text in variables.items())
    assert type(told).from_environment({**variables, "AWS_REGION": "eu-west-1"}) == told


@pytest.mark.parametrize("told", TOLD, ids=lambda told: type(told).__name__)
def test_a_missing_variable_is_named(told: Any) -> None:
    """Whichever it is."""
    for declared in fields(told):
        name = declared.name.upper()
        rest = {key: text for key, text in told.to_environment().items() if key != name}
        with pytest.raises(VariableError, match=rf"\b{name} is missing"):
            type(told).from_environment(rest)


@pytest.mark.parametrize(
    ("name", "text"),
    [
        *(("RETENTION_DAYS", text) for text in ("", "a year", "1.5")),
        *(("ACCOUNT_SECRETS", text) for text in ("", "{", "[]", "null", '"text"', "1")),
    ],
)
def test_a_variable_of_another_type_is_named(name: str, text: str) -> None:
    """A number that is none, or a map that is none."""
    with pytest.raises(VariableError, match=f"{name} cannot be read"):
        ReceiverEnvironment.from_environment({**TOLD[0].to_environment(), name: text})


def test_the_settings_lie_beside_the_functions() -> None:
    """In the asset as in the repository."""
    assert settings_file(Path("/var/task/functions")) == Path("/var/task/appcare.toml")
