"""What each Lambda is told through its environment: written at synth, read at cold start.

One class for each function. `infra` builds it and calls `to_environment()`; the function's
`wiring.py` calls `from_environment(os.environ)`. So a name cannot differ between the two.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any, Self, get_origin, get_type_hints


class VariableError(Exception):
    """A variable that the function needs is missing or unreadable; the text names it."""


class _Environment:
    """Turns a dataclass of texts, whole numbers and text maps into variables and back."""

    __slots__ = ()

    def to_environment(self) -> dict[str, str]:
        """Return the variables, upper case; maps as JSON."""
        values = {f.name: getattr(self, f.name) for f in fields(self)}  # type: ignore[arg-type]  # every kind of it is a dataclass
        return {
            name.upper(): json.dumps(dict(value)) if isinstance(value, Mapping) else str(value)
            for name, value in values.items()
        }

    @classmethod
    def from_environment(cls, variables: Mapping[str, str]) -> Self:
        """Read the variables back.

        Raises:
            VariableError: one is missing or does not read as its type.
        """
        hints = get_type_hints(cls)
        values: dict[str, Any] = {}
        for f in fields(cls):  # type: ignore[arg-type]  # the same
            try:
                values[f.name] = _read(hints[f.name], variables[f.name.upper()])
            except KeyError:
                message = f"The environment variable {f.name.upper()} is missing."
                raise VariableError(message) from None
            except ValueError:
                message = f"The environment variable {f.name.upper()} cannot be read."
                raise VariableError(message) from None
        return cls(**values)


def _read(hint: Any, text: str) -> Any:
    if hint is int:
        return int(text)
    if get_origin(hint) is Mapping:
        found = json.loads(text)
        if not isinstance(found, dict):
            message = "not a JSON object"
            raise ValueError(message)
        return found
    return text


@dataclass(frozen=True, slots=True, kw_only=True)
class ReceiverEnvironment(_Environment):
    """For `webhook_receiver`."""

    event_log_table: str
    bodies_bucket: str
    account_secrets: Mapping[str, str]
    """`<channel>/<account>` -> secret id in Secrets Manager."""
    retention_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class SocialEnvironment(_Environment):
    """For `social_receiver`."""

    event_log_table: str
    bodies_bucket: str
    retention_days: int


@dataclass(frozen=True, slots=True, kw_only=True)
class RouterEnvironment(_Environment):
    """For `event_router`."""

    event_log_table: str
    bodies_bucket: str
    state_table: str
    destination_queues: Mapping[str, str]
    """Destination name -> URL of its FIFO queue."""
    parked_queue: str
    """URL of the queue that holds the keys of log records that the router could not digest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PublisherEnvironment(_Environment):
    """For `crm_publisher`."""

    event_log_table: str
    bodies_bucket: str
    state_table: str
    destination_queues: Mapping[str, str]
    destination_secrets: Mapping[str, str]
    """Destination name -> secret id in Secrets Manager; only for adapters that sign."""
    wakeups_queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FetcherEnvironment(_Environment):
    """For `media_fetcher`."""

    event_log_table: str
    bodies_bucket: str
    state_table: str
    account_secrets: Mapping[str, str]
    """`<channel>/<account>` -> secret id in Secrets Manager; its `access_token` counts."""
    media_queue: str
    wakeups_queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class SenderEnvironment(_Environment):
    """For `message_sender`."""

    event_log_table: str
    bodies_bucket: str
    state_table: str
    account_secrets: Mapping[str, str]
    """`<channel>/<account>` -> secret id in Secrets Manager; its `access_token` counts."""
    sender_queues: Mapping[str, str]
    """`whatsapp.<number>`, and `whatsapp.later` -> URL of its FIFO queue."""
    wakeups_queue: str


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateReaderEnvironment(_Environment):
    """For `template_reader`."""

    state_table: str
    account_secrets: Mapping[str, str]
    """`<channel>/<account>` -> secret id in Secrets Manager; its `access_token` counts."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockEnvironment(_Environment):
    """For `care_clock`."""

    event_log_table: str
    bodies_bucket: str
    state_table: str
    destination_queues: Mapping[str, str]
    plan_application: str
    """Id of the application in AppConfig that has the rollout's plan."""
    plan_environment: str
    """Name of its environment, which is made after this function."""
    plan_profile: str
    """Id of the configuration profile."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AgentApiEnvironment(_Environment):
    """For `agent_api`."""

    event_log_table: str
    bodies_bucket: str
    state_table: str
    destination_secrets: Mapping[str, str]
    """Destination name -> secret id in Secrets Manager; callbacks are judged by it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class AuthorizerEnvironment(_Environment):
    """For `api_authorizer`."""

    api_keys_secret: str
    """Secret id in Secrets Manager: client -> SHA-256 of its key, as hexadecimal digits."""


def settings_file(functions_folder: Path) -> Path:
    """Return where a function finds `appcare.toml`: beside the folder `functions`, as in the repository."""
    return functions_folder.parent / "appcare.toml"
